import type { EventLoop } from '../engine/eventLoop.ts';
import { EventKind } from './eventKind.ts';
import type { Fleet } from './fleet.ts';
import { STAGE_ACTIVITY, STAGE_BUCKET, Stage } from './stage.ts';
import type { TimeLedger } from './timeLedger.ts';

/** The stage the job is in, since when, and until when if nothing else happens. */
export class StageClock {
  stage: Stage = Stage.starting;
  start = 0;
  end = 0;
  /** When the job last began to train after a stop (s). */
  trainingSince = 0;
  private readonly loop: EventLoop;
  private readonly fleet: Fleet;
  private readonly ledger: TimeLedger;

  constructor(loop: EventLoop, fleet: Fleet, ledger: TimeLedger) {
    this.loop = loop;
    this.fleet = fleet;
    this.ledger = ledger;
  }

  get isTraining(): boolean {
    return this.stage === Stage.training;
  }

  /** Seconds that the job has trained since it last began to. */
  get trainedWithoutStop(): number {
    return this.isTraining ? this.loop.now - this.trainingSince : 0;
  }

  /** Infinity for a stage that only an event ends. */
  enter(stage: Stage, seconds: number): void {
    const { now } = this.loop;
    this.stage = stage;
    this.start = now;
    this.fleet.setActivity(now, STAGE_ACTIVITY[stage]);
    this.endAt(now + seconds);
  }

  endAt(seconds: number): void {
    this.end = seconds;
    this.loop.setAlarm(EventKind.stage, seconds);
  }

  /** Books the wall time of a stage other than training up to now; a stage that is booked twice is booked once. Returns what was booked (s). */
  book(): number {
    const { stage } = this;
    if (stage === Stage.training) return 0;
    const seconds = this.loop.now - this.start;
    this.ledger.book(STAGE_BUCKET[stage], seconds);
    this.start = this.loop.now;
    return seconds;
  }
}
