import type { EventLoop } from '../engine/eventLoop.ts';
import type { RandomStreams } from '../engine/randomStreams.ts';
import { type CheckpointInterval, createCheckpointInterval } from './checkpointInterval.ts';
import { Conditions } from './conditions.ts';
import { Disruptions } from './disruptions.ts';
import { EnergyMeter } from './energyMeter.ts';
import { Fleet } from './fleet.ts';
import type { SimulationInput } from './input.ts';
import { type PlannedSave, PlannedWork } from './plannedWork.ts';
import { createProcedures, type Procedures } from './procedures.ts';
import { NO_TIER, Progress } from './progress.ts';
import type { Outcome } from './record.ts';
import { RecoveryLog } from './recoveryLog.ts';
import type { RunSink, Tell } from './runEvent.ts';
import { SiteWeather } from './site/siteWeather.ts';
import { SlowdownLog } from './slowdownLog.ts';
import { isRunning, Stage } from './stage.ts';
import { StageClock } from './stageClock.ts';
import { TimeLedger } from './timeLedger.ts';

/**
 * One gang-scheduled synchronous job on its fleet, as a state machine on the event loop:
 * starting -> training <-> saving and paused; a fault -> detecting -> diagnosing -> tearing down -> (preempting, waiting) ->
 * restarting -> training; all work done -> finishing -> completed. What strikes it is in `Disruptions`.
 *
 * Rules where the world leaves a choice:
 * - a fault while one is still undetected, or during planned maintenance, is found by the diagnosis that follows anyway;
 *   detection then ends with the earlier of the two alarms;
 * - a fault at any other moment of the recovery is detected in its own time, and the recovery starts again;
 * - maintenance that falls due while the job is down is done before the restart, so that it costs no second one.
 */
export class Job {
  readonly weather: SiteWeather;
  readonly meter: EnergyMeter;
  readonly fleet: Fleet;
  readonly ledger = new TimeLedger();
  readonly progress: Progress;
  readonly disruptions: Disruptions;
  readonly recoveryLog: RecoveryLog;
  readonly clock: StageClock;
  readonly conditions: Conditions;
  interruptions = 0;
  interruptionsUnplanned = 0;
  readonly slowdown = new SlowdownLog();
  outcome: Outcome | null = null;

  private readonly input: SimulationInput;
  private readonly loop: EventLoop;
  private readonly tell: Tell | null;
  private readonly procedures: Procedures;
  private readonly interval: CheckpointInterval;
  private readonly planned: PlannedWork;

  constructor(
    input: SimulationInput,
    streams: RandomStreams,
    loop: EventLoop,
    sink: RunSink | null,
    tell: Tell | null,
  ) {
    this.input = input;
    this.loop = loop;
    this.tell = tell;
    this.weather = new SiteWeather(input, streams);
    this.meter = new EnergyMeter(input, streams, this.weather);
    this.fleet = new Fleet(input, this.meter);
    this.conditions = new Conditions(input, streams, this.weather, this.fleet, this.meter, loop, tell);
    this.clock = new StageClock(loop, this.fleet, this.ledger);
    this.interval = createCheckpointInterval(input);
    this.progress = new Progress(input, this.interval, this.ledger, this.fleet, sink);
    this.procedures = createProcedures(input, streams);
    this.recoveryLog = new RecoveryLog(input.faults.classes.length);
    this.planned = new PlannedWork(input, loop, this.procedures, this.conditions, tell);
    this.disruptions = new Disruptions(this, input, streams, this.procedures, this.conditions, loop, tell);
  }

  begin(): void {
    this.planned.start();
    this.conditions.begin();
    this.disruptions.temperatureChanged();
    if (this.input.faults.exposure === 'powered') this.disruptions.setRunning(true);
    this.enter(Stage.starting, this.procedures.drawStartup());
  }

  /** Books what is under way when the run ends. */
  close(): void {
    this.closeStage(false);
    this.recoveryLog.trains(this.loop.now);
    this.disruptions.shop.close();
    this.conditions.demand?.count(this.loop.now);
  }

  end(outcome: Outcome): void {
    this.outcome = outcome;
    this.loop.stop();
  }

  // ---- stages ----

  /** Begins a stage that ends after `seconds` if nothing else happens; Infinity for one that only an event ends. */
  private enter(stage: Stage, seconds: number): void {
    const wasRunning = isRunning(this.clock.stage);
    if (stage !== Stage.training) this.disruptions.trainingStops();
    this.clock.enter(stage, seconds);
    if (this.input.faults.exposure === 'training' && wasRunning !== isRunning(stage)) {
      this.disruptions.setRunning(!wasRunning);
    }
  }

  stageEnded(): void {
    const { loop, progress } = this;
    const { stage } = this.clock;
    this.closeStage(true);
    switch (stage) {
      case Stage.training:
        if (progress.isComplete) this.finish();
        else this.trainOn();
        break;
      case Stage.finishing:
        if (this.input.checkpoint.final) progress.saved(loop.now);
        this.end('completed');
        break;
      case Stage.saving:
        progress.saved(loop.now);
        this.recoveryLog.lost(this.disruptions.restoreAfterSave());
        this.plannedStop();
        break;
      case Stage.detecting:
        this.diagnose();
        break;
      case Stage.diagnosing:
        this.tell?.('diagnosed');
        this.disruptions.ward.diagnose();
        this.disruptions.replaceSlowNodes();
        this.tearDown();
        break;
      case Stage.tearingDown:
        this.assemble();
        break;
      case Stage.preempting:
        this.disruptions.gang.preempted();
        this.assemble();
        break;
      case Stage.paused:
        this.plannedStop();
        break;
      case Stage.starting:
      case Stage.restarting:
        if (this.planned.isDue || this.disruptions.hasNodesToReplace || this.disruptions.gang.canGrow) {
          this.plannedStop();
        } else this.train();
        break;
      case Stage.waiting:
        break;
      default:
        stage satisfies never;
    }
  }

  /** Books the wall time of the present stage as it stands now; `complete` when the stage came to its own end. */
  private closeStage(complete: boolean): void {
    const { clock, loop, disruptions } = this;
    if (!clock.isTraining) {
      const seconds = clock.book();
      if (clock.stage === Stage.paused) this.recoveryLog.paused(loop.now, seconds);
      return;
    }
    const nominal = this.progress.settle(loop.now, complete);
    const isReduced = disruptions.gang.replicas < disruptions.fullReplicas;
    this.slowdown.trained(nominal, loop.now - clock.start, disruptions.tempo, isReduced);
  }

  private train(): void {
    const { now } = this.loop;
    this.interval.observe(now, this.interruptionsUnplanned);
    this.recoveryLog.trains(now);
    this.clock.trainingSince = now;
    this.disruptions.trainingStarts();
    this.trainOn();
    this.tell?.('train', { workSeconds: this.progress.work, expectedSeconds: this.clock.end - now });
  }

  /** Trains from the settled state at the pace of now: after a start, a change of speed, or the end of a phase. */
  private trainOn(isLooked = false): void {
    const { now } = this.loop;
    const { phase } = this.progress;
    const { tempo } = this.disruptions;
    if (!isLooked) tempo.look(now, phase);
    tempo.adopt();
    this.fleet.setTrainingWatts(now, tempo.nodeWatts);
    this.enter(Stage.training, this.progress.resume(now, tempo.pace));
  }

  /** Something that the speed of the gang depends on has changed. */
  paceMayChange(): void {
    const { tempo } = this.disruptions;
    if (!this.clock.isTraining || !tempo.look(this.loop.now, this.progress.phase)) return;
    const { pace } = tempo;
    this.closeStage(false);
    this.trainOn(true);
    if (tempo.pace !== pace) this.tell?.('pace', { pace: tempo.pace });
  }

  /** Whether demand response wants the job to stand still. */
  get mustPause(): boolean {
    return this.planned.mustPause;
  }

  private finish(): void {
    const seconds = this.input.checkpoint.final ? this.progress.savingSeconds(this.loop.now) : 0;
    if (seconds > 0) this.tell?.('final checkpoint', { expectedSeconds: seconds });
    this.enter(Stage.finishing, seconds);
  }

  // ---- recovery ----

  /**
   * A fault stops the job; `survives` tells which checkpoint tiers outlive it, and no state beyond `maximumWork` is clean.
   * Detection 0 for what is known at once.
   */
  interrupt(
    classIndex: number,
    detection: number | 'detected',
    survives: (tier: number) => boolean,
    maximumWork: number,
  ): void {
    const { loop, progress, recoveryLog, clock } = this;
    const { stage } = clock;
    const { now } = loop;
    this.interruptions += 1;
    this.interruptionsUnplanned += 1;
    recoveryLog.interrupted(now, classIndex);
    const goesOn = stage === Stage.paused || (stage === Stage.detecting && detection !== 'detected');
    if (!goesOn) this.closeStage(false);
    recoveryLog.lost(progress.restore(now, survives, maximumWork));
    this.disruptions.rolledBack(progress.work);
    if (stage === Stage.paused) return;
    if (detection === 'detected') this.diagnose();
    else if (stage === Stage.detecting) clock.endAt(Math.min(clock.end, now + detection));
    else this.enter(Stage.detecting, detection);
  }

  private diagnose(): void {
    const seconds = this.procedures.drawDiagnosis();
    this.tell?.('detected', { expectedSeconds: seconds });
    this.enter(Stage.diagnosing, seconds);
  }

  /** What is left of the job is ended, before others take the places of those that are lost. */
  private tearDown(): void {
    const seconds = this.procedures.drawTeardown();
    if (seconds > 0) this.enter(Stage.tearingDown, seconds);
    else this.assemble();
  }

  private assemble(): void {
    const { disruptions, procedures } = this;
    const before = disruptions.gang.replicas;
    const assembly = disruptions.gang.assemble();
    switch (assembly.kind) {
      case 'complete': {
        const { replicas } = disruptions.gang;
        if (replicas !== before) this.tell?.(replicas < before ? 'fewer replicas' : 'more replicas');
        this.restart(assembly.seconds);
        break;
      }
      case 'preempt':
        this.enter(Stage.preempting, procedures.drawPreemption());
        break;
      case 'short':
        this.tell?.('wait for nodes');
        this.enter(Stage.waiting, Number.POSITIVE_INFINITY);
        if (disruptions.gang.isDepleted) this.end('depleted');
        break;
      default:
        assembly satisfies never;
    }
  }

  /** Restarts the job after spares have taken `joining` seconds to join; planned work comes first if it is due. */
  private restart(joining: number): void {
    if (this.planned.isDue) {
      this.pause();
      return;
    }
    const { progress, procedures } = this;
    const { restoredFrom } = progress;
    const load = restoredFrom === NO_TIER ? 0 : procedures.drawLoad[restoredFrom]!();
    const again = this.disruptions.gang.widthChanged
      ? procedures.drawReconfiguration()
      : procedures.drawRestart();
    const seconds = joining + again + load;
    this.tell?.('restart', { expectedSeconds: seconds });
    this.enter(Stage.restarting, seconds);
  }

  repairEnded(node: number): void {
    const { ward, gang } = this.disruptions;
    const isBack = ward.repairEnded(node);
    if (isBack) this.nodesCameBack();
    else if (this.clock.stage === Stage.waiting && gang.isDepleted) this.end('depleted');
  }

  /** Healthy nodes are in the pools again. */
  nodesCameBack(): void {
    if (this.clock.stage === Stage.waiting) {
      this.closeStage(true);
      this.assemble();
    } else if (this.clock.isTraining && this.disruptions.gang.canGrow) this.save('save to grow');
  }

  // ---- planned stops ----

  /** Saves the state of a job that trains, for a stop that is planned. */
  save(event: PlannedSave, what?: string): void {
    this.closeStage(false);
    const seconds = this.progress.savingSeconds(this.loop.now);
    this.tell?.(event, { expectedSeconds: seconds, ...(what === undefined ? {} : { what }) });
    // Pauses are counted when they begin.
    if (event === 'save to replace' || event === 'save to grow') this.interruptions += 1;
    this.enter(Stage.saving, seconds);
  }

  maintenanceDue(index: number): void {
    if (!this.planned.fallsDue(index)) return;
    if (this.clock.isTraining) this.save('save for maintenance', this.input.maintenance[index]!.name);
  }

  /** The job stands still, its state saved: maintenance, then nodes to replace, then the nodes that failed meanwhile. */
  private plannedStop(): void {
    const { disruptions } = this;
    if (this.planned.isDue) {
      this.pause();
      return;
    }
    const toDiagnose = !disruptions.ward.isEmpty;
    disruptions.replaceSlowNodes();
    if (toDiagnose) this.diagnose();
    else this.assemble();
  }

  private pause(): void {
    const { count, seconds } = this.planned.begin();
    this.interruptions += count;
    this.enter(Stage.paused, seconds);
  }
}
