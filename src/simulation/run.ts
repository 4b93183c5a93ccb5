import { EventLoop } from '../engine/eventLoop.ts';
import type { RandomStreams } from '../engine/randomStreams.ts';
import { ALARM_KINDS, EVENT_NAMES, EventKind } from './eventKind.ts';
import type { SimulationInput } from './input.ts';
import { Job } from './job.ts';
import { PendingEvents } from './pendingEvents.ts';
import type { RunSink, Tell } from './runEvent.ts';
import { SiteEvents } from './siteEvents.ts';
import { TokenHazard } from './tokenHazard.ts';

/** One replication: the job on the event loop, and what each event means to it. */
export class Run {
  readonly job: Job;
  private readonly input: SimulationInput;
  private readonly loop = new EventLoop(EVENT_NAMES, ALARM_KINDS);
  private readonly tell: Tell | null;
  private readonly tokens: TokenHazard;
  private readonly site: SiteEvents;
  private readonly pending: PendingEvents;

  constructor(input: SimulationInput, streams: RandomStreams, sink: RunSink | null) {
    const { loop } = this;
    this.input = input;
    this.tell = sink === null ? null : (event, more) => sink({ seconds: loop.now, event, ...more });
    this.tokens = new TokenHazard(input, streams);
    this.job = new Job(input, streams, loop, sink, this.tell);
    this.site = new SiteEvents(this.job, loop);
    this.pending = new PendingEvents(input, loop, this.job, this.site, this.tokens);
    loop.reset(streams.masterSeed, streams.replication);
  }

  get events(): number {
    return this.loop.events;
  }

  /** Runs to an outcome; returns the wall time (s). */
  toEnd(): number {
    const { loop, job } = this;
    const { horizonSeconds, deadlineSeconds, maximumEvents } = this.input.limits;
    loop.setAlarm(EventKind.deadline, deadlineSeconds ?? Number.POSITIVE_INFINITY);
    this.tell?.('start');
    job.begin();
    this.pending.follow();
    const ended = loop.run((kind, payload) => this.handle(kind, payload), { maximumEvents, horizonSeconds });
    if (ended === 'horizon') job.end('horizon');
    job.close();
    this.tell?.('end', { what: job.outcome ?? '' });
    return loop.now;
  }

  private handle(kind: number, payload: number): void {
    const { job } = this;
    switch (kind) {
      case EventKind.stage:
        job.stageEnded();
        break;
      case EventKind.fault:
        job.disruptions.fault();
        break;
      case EventKind.repair:
        job.repairEnded(payload);
        break;
      case EventKind.maintenance:
        job.maintenanceDue(payload);
        break;
      case EventKind.tokens:
        this.tokensTrained();
        break;
      case EventKind.latent:
        job.disruptions.latentFaultsShow();
        break;
      case EventKind.recovered:
        job.disruptions.slownessPasses(payload);
        break;
      case EventKind.noticed:
        job.disruptions.noticed(payload);
        break;
      case EventKind.conditions:
        this.site.conditionsChange();
        break;
      case EventKind.cooling:
        this.site.coolingReturns(payload);
        break;
      case EventKind.demand:
        this.site.demandChanges(payload);
        break;
      case EventKind.budget:
        job.end('budget');
        break;
      case EventKind.deadline:
        job.end('deadline');
        break;
    }
    if (job.outcome === null) this.pending.follow();
  }

  private tokensTrained(): void {
    if (this.tokens.strike() === 'spike') {
      this.job.disruptions.state.lossSpike();
      return;
    }
    this.tell?.('diverged');
    this.job.end('diverged');
  }
}
