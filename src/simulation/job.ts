import { EventLoop } from '../engine/eventLoop.ts';
import type { RandomStreams } from '../engine/randomStreams.ts';
import { EVENT_NAMES, EventKind } from './eventKind.ts';
import { FaultProcess, NO_NODE } from './faultProcess.ts';
import { Fleet } from './fleet.ts';
import type { SimulationInput } from './input.ts';
import { NodeService } from './nodeService.ts';
import { createProcedures, type Procedures } from './procedures.ts';
import { Progress } from './progress.ts';
import type { Outcome } from './record.ts';
import type { RunSink, Tell } from './runEvent.ts';
import { SpendingRate } from './spendingRate.ts';
import { isSegmentStage, STAGE_ACTIVITY, STAGE_BUCKET, Stage } from './stage.ts';
import { TimeLedger } from './timeLedger.ts';

/**
 * One gang-scheduled synchronous job on its fleet, as a state machine on the event loop:
 * starting -> training <-> saving and paused; a fault -> detecting -> diagnosing -> (waiting) -> restarting -> training;
 * all work done -> finishing -> completed.
 *
 * Rules where the world leaves a choice:
 * - a fault while one is still undetected, or during planned maintenance, is found by the diagnosis that follows anyway;
 *   detection then ends with the earlier of the two alarms;
 * - a fault at any other moment of the recovery is detected in its own time, and the recovery starts again;
 * - maintenance that falls due while the job is down is done before the restart, so that it costs no second one.
 */
export class Job {
  readonly fleet: Fleet;
  readonly ledger: TimeLedger;
  readonly progress: Progress;
  readonly nodes: NodeService;
  readonly faultsByClass: Float64Array;
  faults = 0;
  interruptions = 0;
  interruptionsUnplanned = 0;
  outcome: Outcome | null = null;

  private readonly input: SimulationInput;
  private readonly loop = new EventLoop(EVENT_NAMES);
  private readonly tell: Tell | null;
  private readonly faultProcess: FaultProcess;
  private readonly procedures: Procedures;
  private readonly spending: SpendingRate | null;
  private stage: Stage = Stage.starting;
  private stageStart = 0;
  private stageEnd = 0;
  /** Maintenance that fell due and has not been done, as indices. */
  private readonly dueMaintenance: number[] = [];

  constructor(input: SimulationInput, streams: RandomStreams, sink: RunSink | null) {
    this.input = input;
    this.tell = sink === null ? null : (event, more) => sink({ seconds: this.loop.now, event, ...more });
    this.fleet = new Fleet(input.job.nodes, input.spares.hot, input.spares.cold, input.power.nodeWatts);
    this.ledger = new TimeLedger(input.job.pace);
    this.progress = new Progress(input, this.ledger, this.fleet, sink);
    this.faultProcess = new FaultProcess(input, streams, this.fleet);
    this.procedures = createProcedures(input, streams);
    this.nodes = new NodeService(input, this.loop, this.fleet, this.faultProcess, this.procedures, this.tell);
    this.spending = input.limits.budgetUsd === null ? null : new SpendingRate(input, this.fleet);
    this.faultsByClass = new Float64Array(input.faults.classes.length);
    this.loop.reset(streams.masterSeed, streams.replication);
  }

  /** Runs to an outcome; returns the wall time (s). */
  run(): number {
    const { loop, input, procedures } = this;
    const { horizonSeconds, deadlineSeconds, maximumEvents } = input.limits;
    loop.setAlarm(EventKind.deadline, deadlineSeconds ?? Number.POSITIVE_INFINITY);
    procedures.maintenance.forEach((planned, index) => {
      loop.schedule(planned.drawInterval(), EventKind.maintenance, index);
    });
    this.tell?.('start');
    if (input.faults.exposure === 'powered') this.faultProcess.setRunning(0, true);
    this.enter(Stage.starting, procedures.drawStartup());
    this.nodesAtRiskChanged();
    const ended = loop.run((kind, payload) => this.handle(kind, payload), { maximumEvents, horizonSeconds });
    if (ended === 'horizon') this.outcome = 'horizon';
    this.closeStage();
    this.tell?.('end', { what: this.outcome ?? '' });
    return loop.now;
  }

  get events(): number {
    return this.loop.events;
  }

  private handle(kind: number, payload: number): void {
    switch (kind) {
      case EventKind.stage:
        this.stageEnded();
        break;
      case EventKind.fault:
        this.fault();
        break;
      case EventKind.repair:
        this.repairEnded(payload);
        break;
      case EventKind.maintenance:
        this.maintenanceDue(payload);
        break;
      case EventKind.budget:
        this.end('budget');
        break;
      case EventKind.deadline:
        this.end('deadline');
        break;
    }
  }

  private end(outcome: Outcome): void {
    this.outcome = outcome;
    this.loop.stop();
  }

  // ---- stages ----

  /** Begins a stage that ends after `seconds` if nothing else happens; Infinity for one that only an event ends. */
  private enter(stage: Stage, seconds: number): void {
    const { now } = this.loop;
    const wasSegment = isSegmentStage(this.stage);
    this.stage = stage;
    this.stageStart = now;
    this.stageEnd = now + seconds;
    this.fleet.setActivity(now, STAGE_ACTIVITY[stage]);
    this.loop.setAlarm(EventKind.stage, this.stageEnd);
    if (this.input.faults.exposure === 'training' && wasSegment !== isSegmentStage(stage)) {
      this.faultProcess.setRunning(now, !wasSegment);
      this.nodesAtRiskChanged();
    }
    this.spendingChanged();
  }

  private stageEnded(): void {
    const { stage, loop, progress } = this;
    switch (stage) {
      case Stage.training: {
        progress.freeze(loop.now);
        const seconds = this.input.checkpoint.final ? progress.saveSeconds : 0;
        if (seconds > 0) this.tell?.('final checkpoint', { expectedSeconds: seconds });
        this.enter(Stage.finishing, seconds);
        break;
      }
      case Stage.finishing:
        this.end('completed');
        break;
      case Stage.saving:
        this.closeStage();
        this.pause();
        break;
      case Stage.detecting:
        this.closeStage();
        this.diagnose();
        break;
      case Stage.diagnosing:
        this.closeStage();
        this.replaceNodes();
        break;
      case Stage.paused:
        this.closeStage();
        if (this.nodes.anyUndiagnosed) this.diagnose();
        else this.restart(0);
        break;
      case Stage.starting:
      case Stage.restarting:
        this.closeStage();
        if (this.dueMaintenance.length > 0) this.pause();
        else this.train();
        break;
      case Stage.waiting:
        break;
      default:
        stage satisfies never;
    }
  }

  /** Books the wall time of the present stage as it stands now. */
  private closeStage(): void {
    const { stage, progress } = this;
    const { now } = this.loop;
    if (!isSegmentStage(stage)) {
      this.ledger.book(STAGE_BUCKET[stage], now - this.stageStart);
      return;
    }
    if (stage === Stage.training) progress.freeze(now);
    progress.keep(now, stage === Stage.training ? 0 : now - this.stageStart, stage === Stage.finishing);
  }

  private train(): void {
    const seconds = this.progress.resume(this.loop.now);
    this.tell?.('train', { workSeconds: this.progress.work, expectedSeconds: seconds });
    this.enter(Stage.training, seconds);
  }

  // ---- faults and recovery ----

  private fault(): void {
    const index = this.faultProcess.strike(this.loop.now);
    const faultClass = this.procedures.faultClasses[index]!;
    const node = this.faultProcess.victim;
    const transient = faultClass.transience.chance(faultClass.transientProbability);
    this.faults += 1;
    this.faultsByClass[index]! += 1;
    if (node !== NO_NODE && !this.fleet.isActive(node)) {
      this.tell?.('fault on standby', { node, what: faultClass.name });
      if (!transient) this.nodes.sendToRepair(node);
    } else {
      this.interruptions += 1;
      this.interruptionsUnplanned += 1;
      const detection = faultClass.drawDetection();
      this.tell?.(faultClass.effect === 'hang' ? 'hang' : 'fault', {
        what: faultClass.name,
        expectedSeconds: detection,
        ...nodeOf(node),
      });
      this.stopFor(detection);
      if (node !== NO_NODE && !transient) this.nodes.fail(node);
    }
    this.nodesAtRiskChanged();
    this.spendingChanged();
  }

  private stopFor(detection: number): void {
    const { stage, loop, progress } = this;
    const { now } = loop;
    if (stage === Stage.paused) return;
    if (stage === Stage.detecting) {
      this.stageEnd = Math.min(this.stageEnd, now + detection);
      loop.setAlarm(EventKind.stage, this.stageEnd);
      return;
    }
    if (isSegmentStage(stage)) {
      if (stage === Stage.training) progress.freeze(now);
      progress.rollBack(now);
    } else {
      this.closeStage();
    }
    this.enter(Stage.detecting, detection);
  }

  private diagnose(): void {
    const seconds = this.procedures.drawDiagnosis();
    this.tell?.('detected', { expectedSeconds: seconds });
    this.enter(Stage.diagnosing, seconds);
  }

  /** After the diagnosis: failed nodes go to repair and spares take their places. */
  private replaceNodes(): void {
    this.tell?.('diagnosed');
    this.nodes.repairUndiagnosed();
    const joining = this.nodes.fillGang();
    this.nodesAtRiskChanged();
    if (joining !== null) {
      this.restart(joining);
      return;
    }
    this.tell?.('wait for nodes');
    this.enter(Stage.waiting, Number.POSITIVE_INFINITY);
    if (this.nodes.isDepleted) this.end('depleted');
  }

  /** Restarts the whole job after spares have taken `joining` seconds to join; planned work comes first if it is due. */
  private restart(joining: number): void {
    if (this.dueMaintenance.length > 0) {
      this.pause();
      return;
    }
    const load = this.progress.work > 0 ? this.procedures.drawLoad() : 0;
    const seconds = joining + this.procedures.drawRestart() + load;
    this.tell?.('restart', { expectedSeconds: seconds });
    this.enter(Stage.restarting, seconds);
  }

  private repairEnded(node: number): void {
    const waiting = this.stage === Stage.waiting;
    const result = this.nodes.repairEnded(node, waiting);
    if (waiting && result === 'retired' && this.nodes.isDepleted) this.end('depleted');
    if (waiting && this.nodes.gangIsComplete) {
      this.closeStage();
      this.restart(this.procedures.drawSwap());
    }
    this.nodesAtRiskChanged();
    this.spendingChanged();
  }

  // ---- planned maintenance ----

  private maintenanceDue(index: number): void {
    const { loop, progress } = this;
    const planned = this.procedures.maintenance[index]!;
    loop.schedule(loop.now + planned.drawInterval(), EventKind.maintenance, index);
    if (this.dueMaintenance.includes(index)) return;
    this.dueMaintenance.push(index);
    if (this.stage !== Stage.training) return;
    const seconds = progress.freeze(loop.now);
    this.tell?.('save for maintenance', { what: planned.name, expectedSeconds: seconds });
    this.enter(Stage.saving, seconds);
  }

  /** All maintenance that is due, side by side: the longest decides. */
  private pause(): void {
    let seconds = 0;
    for (const index of this.dueMaintenance) {
      const planned = this.procedures.maintenance[index]!;
      const duration = planned.drawDuration();
      this.tell?.('maintenance', { what: planned.name, expectedSeconds: duration });
      seconds = Math.max(seconds, duration);
      this.interruptions += 1;
    }
    this.dueMaintenance.length = 0;
    this.enter(Stage.paused, seconds);
  }

  // ---- pending events that follow from the state ----

  /** Keeps the one pending fault in step with who is at risk. */
  private nodesAtRiskChanged(): void {
    const { loop, faultProcess } = this;
    faultProcess.advance(loop.now);
    loop.setAlarm(EventKind.fault, faultProcess.nextTime(loop.now));
  }

  /** Keeps the moment at which the budget is spent in step with what is spent per second. */
  private spendingChanged(): void {
    const { loop, spending, stage } = this;
    if (spending === null || this.outcome !== null) return;
    const segment = isSegmentStage(stage) ? this.progress.segment : null;
    const time = spending.exhaustedAt(loop.now, segment, stage === Stage.training);
    loop.setAlarm(EventKind.budget, Math.max(time, loop.now));
  }
}

function nodeOf(victim: number): { node?: number } {
  return victim === NO_NODE ? {} : { node: victim };
}
