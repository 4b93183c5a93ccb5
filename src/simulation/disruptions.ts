import type { EventLoop } from '../engine/eventLoop.ts';
import type { RandomStreams } from '../engine/randomStreams.ts';
import type { HeatFaultModel } from '../model/heat/faultRate.ts';
import { CheckpointCopies } from './checkpointCopies.ts';
import type { Conditions } from './conditions.ts';
import { Corruptions } from './corruptions.ts';
import type { DisruptedJob } from './disruptedJob.ts';
import { EventKind } from './eventKind.ts';
import { FaultProcess } from './faultProcess.ts';
import { Gang } from './gang.ts';
import { StoppedZones } from './heat/stoppedZones.ts';
import { type FaultEffect, type SimulationInput, totalNodes } from './input.ts';
import { LatentFaults } from './latentFaults.ts';
import { drawLemons } from './lemons.ts';
import { NodeHistory } from './policies/nodeHistory.ts';
import type { Procedures } from './procedures.ts';
import { NodeState } from './record.ts';
import { RepairShop } from './repairShop.ts';
import { nodesOf, type Tell } from './runEvent.ts';
import { SlowNodes } from './slowNodes.ts';
import { Stage } from './stage.ts';
import { Tempo } from './tempo.ts';
import { unitMembers } from './topology.ts';
import { Ward } from './ward.ts';

type SlowEffect = Extract<FaultEffect, { kind: 'slow' }>;

/** Everything that strikes the job and its nodes, and what it does to them: stops, slowness, corruption, loss spikes. */
export class Disruptions {
  readonly faultsByClass: Float64Array;
  faults = 0;
  corruptionsFound = 0;
  spikes = 0;
  tokensSkipped = 0;
  readonly gang: Gang;
  readonly shop: RepairShop;
  readonly ward: Ward;
  readonly fullReplicas: number;

  private readonly job: DisruptedJob;
  private readonly input: SimulationInput;
  private readonly loop: EventLoop;
  private readonly tell: Tell | null;
  private readonly procedures: Procedures;
  private readonly faultProcess: FaultProcess;
  private readonly history: NodeHistory;
  private readonly slow = new SlowNodes();
  private readonly conditions: Conditions;
  private readonly stopped: StoppedZones | null;
  zoneStops = 0;
  readonly tempo: Tempo;
  private readonly corruptions = new Corruptions();
  private readonly latent: LatentFaults;
  private readonly copies: CheckpointCopies;

  constructor(
    job: DisruptedJob,
    input: SimulationInput,
    streams: RandomStreams,
    procedures: Procedures,
    conditions: Conditions,
    loop: EventLoop,
    tell: Tell | null,
  ) {
    const { fleet } = job;
    this.job = job;
    this.input = input;
    this.loop = loop;
    this.tell = tell;
    this.procedures = procedures;
    this.faultsByClass = new Float64Array(input.faults.classes.length);
    this.copies = new CheckpointCopies(input, procedures.peerLuck);
    this.history = new NodeHistory(input, totalNodes(input));
    drawLemons(input, streams, fleet);
    this.faultProcess = new FaultProcess(input, streams, fleet);
    this.latent = new LatentFaults(input, streams);
    this.shop = new RepairShop(input, loop, fleet, procedures, this.history);
    const { heat } = conditions;
    this.conditions = conditions;
    this.stopped = heat === null ? null : new StoppedZones(input.topology.cooling_zone);
    this.gang = new Gang(
      input,
      {
        fleet,
        faultProcess: this.faultProcess,
        procedures,
        history: this.history,
        heat,
        stopped: this.stopped,
      },
      () => loop.now,
      tell,
    );
    this.tempo = new Tempo(input, this.slow, conditions);
    this.fullReplicas = this.gang.replicas;
    const { gang, shop, history, slow, corruptions, latent } = this;
    this.ward = new Ward(input, { fleet, gang, shop, history, procedures, slow, corruptions, latent }, tell);
  }

  // ---- what the job asks ----

  setRunning(running: boolean): void {
    this.faultProcess.setRunning(this.loop.now, running);
  }

  /** Sets the alarm for the next fault anew if who is at risk has changed. */
  followFaults(): void {
    const { loop, faultProcess } = this;
    if (faultProcess.hasChanged) loop.setAlarm(EventKind.fault, faultProcess.nextTime(loop.now));
  }

  get corruptionsOpen(): number {
    return this.corruptions.size;
  }

  get nextLatent(): number {
    return this.latent.nextDue;
  }

  /** Takes the pace and the power of now for a phase. */
  setTempo(phase: number): void {
    this.tempo.update(this.loop.now, phase, this.widthPace(phase));
  }

  /** Whether the pace or the power would be another one now. */
  hasTempoChanged(phase: number): boolean {
    return this.tempo.differs(this.loop.now, phase, this.widthPace(phase));
  }

  /** Wall seconds per nominal second that the width of an elastic job makes. */
  private widthPace(phase: number): number {
    const { input, gang } = this;
    const { paceByWidth } = input.job.phases[phase]!;
    if (paceByWidth === null || input.job.elastic === null) return 1;
    return paceByWidth[gang.replicas - input.job.elastic.minimumReplicas]!;
  }

  /** The temperature of the GPUs may have changed: faults that follow it come sooner or later. */
  temperatureChanged(): void {
    this.faultProcess.setTemperature(this.loop.now, this.faultFactor);
  }

  private readonly faultFactor = (heat: HeatFaultModel): number => this.conditions.faultFactor(heat);

  trainingStarts(): void {
    this.copies.renew();
    this.faultProcess.trainingStarts();
    this.slow.update(this.job.fleet);
    this.corruptions.rolledBack(this.job.progress.work);
    this.latent.trainingStarts(
      this.loop.now,
      (node) => this.job.fleet.isActive(node),
      this.procedures.drawRecurrence,
    );
  }

  trainingStops(): void {
    this.faultProcess.trainingStops();
  }

  rolledBack(work: number): void {
    this.corruptions.rolledBack(work);
  }

  /** The job has saved its state and stops as planned; returns what a tier that dies with the processes throws away (s). */
  restoreAfterSave(): number {
    const lost = this.job.progress.restore(
      this.loop.now,
      this.copies.surviveRestart,
      Number.POSITIVE_INFINITY,
    );
    this.corruptions.rolledBack(this.job.progress.work);
    return lost;
  }

  get hasNodesToReplace(): boolean {
    return this.slow.hasNodesToReplace(this.job.fleet);
  }

  /** Slow nodes that were noticed go to repair. */
  replaceSlowNodes(): void {
    const { slow, ward, job } = this;
    for (
      let next = slow.takeNodesToReplace(job.fleet);
      next !== null;
      next = slow.takeNodesToReplace(job.fleet)
    ) {
      ward.repair(next.nodes, next.classIndex);
    }
  }

  // ---- zones that are switched off ----

  /** A cooling zone is too hot: its nodes are switched off, and the job stops if any of them is of the gang. */
  switchOff(zone: number): void {
    const { job, input, stopped, gang } = this;
    const { coolingClass } = input.heat!;
    const { name, survivingTiers } = input.faults.classes[coolingClass]!;
    const [from, to] = unitMembers(input, 'cooling_zone', zone);
    const nodes: number[] = [];
    let hit = 0;
    for (let node = from; node < to; node++) {
      if (!gang.isHealthy(node)) continue;
      nodes.push(node);
      hit += Number(job.fleet.isActive(node));
    }
    this.zoneStops += 1;
    this.faults += 1;
    this.faultsByClass[coolingClass]! += 1;
    this.tell?.('zone switched off', { what: name, ...nodesOf(nodes) });
    stopped!.stop(zone);
    if (hit > 0) {
      if (job.presentStage === Stage.training) this.history.trained(job.trainedWithoutStop, []);
      this.copies.lose(hit);
      const survives = this.copies.surviveFault(survivingTiers, true);
      job.interrupt(coolingClass, 'detected', survives, Number.POSITIVE_INFINITY);
    }
    for (const node of nodes) {
      stopped!.keep(node);
      gang.move(node, NodeState.failed);
    }
  }

  /** A zone is cool again: its nodes come back to the spares. */
  switchOn(zone: number): void {
    const nodes = this.stopped!.restart(zone);
    this.tell?.('zone switched on', nodesOf(nodes));
    for (const node of nodes) this.gang.putInPool(node, false);
  }

  // ---- what strikes ----

  fault(): void {
    const classIndex = this.faultProcess.strike(this.loop.now);
    this.strike(classIndex, this.faultProcess.victims, false);
  }

  latentFaultsShow(): void {
    for (const { node, classIndex } of this.latent.takeDue(this.loop.now)) {
      if (this.job.fleet.isActive(node)) this.strike(classIndex, [node], true);
    }
  }

  /** A fault of a class hits these powered nodes; one that was there before is not cured by a restart. */
  private strike(classIndex: number, victims: readonly number[], isOld: boolean): void {
    const faultClass = this.procedures.faultClasses[classIndex]!;
    const { scope, effect, name, transientProbability } = faultClass.input;
    const { fleet } = this.job;
    const transient = faultClass.transience.chance(transientProbability) && !isOld;
    this.faults += 1;
    this.faultsByClass[classIndex]! += 1;
    for (const node of victims) this.history.failed(node, this.loop.now);
    let hit = 0;
    for (const node of victims) hit += Number(fleet.isActive(node));
    // A slow spare is slow when it joins; what else strikes a spare costs the job nothing.
    if (scope !== 'job' && hit === 0 && (effect.kind !== 'slow' || victims.length === 0)) {
      this.tell?.(victims.length === 0 ? 'fault beside the job' : 'fault on standby', {
        what: name,
        ...nodesOf(victims),
      });
      const stops = effect.kind === 'stop' || effect.kind === 'hang';
      if (victims.length > 0 && stops && !transient) this.ward.repair(victims, classIndex);
      return;
    }
    switch (effect.kind) {
      case 'stop':
      case 'hang':
        this.stop(classIndex, effect.kind, victims, hit, transient);
        break;
      case 'slow':
        this.slowDown(classIndex, effect, scope === 'job' ? null : victims.slice());
        break;
      case 'silent':
        this.corrupt(classIndex, victims.find((node) => fleet.isActive(node)) ?? -1, transient);
        break;
      default:
        effect satisfies never;
    }
  }

  private stop(
    classIndex: number,
    kind: 'stop' | 'hang',
    victims: readonly number[],
    hit: number,
    transient: boolean,
  ): void {
    const { job, history } = this;
    const faultClass = this.procedures.faultClasses[classIndex]!;
    const detection = faultClass.drawDetection();
    this.tell?.(kind === 'hang' ? 'hang' : 'fault', {
      what: faultClass.input.name,
      expectedSeconds: detection,
      ...nodesOf(victims),
    });
    if (job.presentStage === Stage.training) history.trained(job.trainedWithoutStop, victims);
    if (!transient) this.copies.lose(hit);
    const survives = this.copies.surviveFault(faultClass.input.survivingTiers, hit > 0 && !transient);
    job.interrupt(classIndex, detection, survives, Number.POSITIVE_INFINITY);
    if (!transient) this.ward.admit(victims, classIndex, false);
  }

  private slowDown(classIndex: number, effect: SlowEffect, nodes: number[] | null): void {
    const { loop, procedures } = this;
    const faultClass = procedures.faultClasses[classIndex]!;
    const { compute, network } = effect;
    const lasts = faultClass.drawSlowness();
    const noticed = faultClass.drawDetection();
    this.tell?.('slow', { what: faultClass.input.name, expectedSeconds: lasts, ...nodesOf(nodes ?? []) });
    // What never passes and nobody mends is not worse for striking again; such episodes would pile up.
    const stays = lasts === Number.POSITIVE_INFINITY && effect.response === 'tolerate';
    if (stays && this.slow.holds(classIndex, nodes)) return;
    const id = this.slow.begin({ classIndex, nodes, compute, network });
    if (lasts < Number.POSITIVE_INFINITY) loop.schedule(loop.now + lasts, EventKind.recovered, id);
    if (effect.response === 'replace' && noticed < lasts) {
      loop.schedule(loop.now + noticed, EventKind.noticed, 2 * id);
    }
    this.speedChanged();
  }

  slownessPasses(id: number): void {
    const episode = this.slow.get(id);
    if (episode === undefined) return;
    this.tell?.('slow no more', {
      what: this.procedures.faultClasses[episode.classIndex]!.input.name,
      ...nodesOf(episode.nodes ?? []),
    });
    this.slow.end(id);
    this.speedChanged();
  }

  private corrupt(classIndex: number, node: number, transient: boolean): void {
    const { job, loop } = this;
    const faultClass = this.procedures.faultClasses[classIndex]!;
    const isTraining = job.presentStage === Stage.training;
    const cleanWork = isTraining ? job.progress.workAt(loop.now) : job.progress.work;
    const lag = faultClass.drawDetection();
    this.tell?.('state corrupted', {
      what: faultClass.input.name,
      expectedSeconds: lag,
      ...nodesOf(node < 0 ? [] : [node]),
    });
    const id = this.corruptions.begin({
      classIndex,
      node: transient ? -1 : node,
      cleanWork,
      extraRollback: 0,
    });
    loop.schedule(loop.now + lag, EventKind.noticed, 2 * id + 1);
  }

  lossSpike(): void {
    const { job, loop, input } = this;
    const { rollbackSteps, skippedSteps } = input.spikes!;
    const { progress } = job;
    const lag = this.procedures.drawSpikeDetection();
    const phase = input.job.phases[progress.phase]!;
    this.spikes += 1;
    this.tokensSkipped += (skippedSteps * phase.tokens) / phase.steps;
    this.tell?.('loss spike', { expectedSeconds: lag });
    const id = this.corruptions.begin({
      classIndex: -1,
      node: -1,
      cleanWork: progress.workAt(loop.now),
      extraRollback: rollbackSteps * progress.stepSeconds,
    });
    loop.schedule(loop.now + lag, EventKind.noticed, 2 * id + 1);
  }

  /** A slow episode (even) or a corruption (odd) is noticed. */
  noticed(payload: number): void {
    if (payload % 2 === 0) this.slownessNoticed(payload / 2);
    else this.corruptionFound((payload - 1) / 2);
  }

  private slownessNoticed(id: number): void {
    const episode = this.slow.get(id);
    if (episode === undefined) return;
    const { classIndex, nodes } = episode;
    const what = this.procedures.faultClasses[classIndex]!.input.name;
    this.tell?.('slow node noticed', { what, ...nodesOf(nodes ?? []) });
    if (nodes === null) this.slow.end(id);
    else if (!nodes.some((node) => this.job.fleet.isActive(node))) {
      this.ward.repair(
        nodes.filter((node) => this.job.fleet.isPowered(node)),
        classIndex,
      );
      return;
    } else this.slow.replaceNext(id);
    if (this.job.presentStage === Stage.training) this.job.save('save to replace', what);
  }

  private corruptionFound(id: number): void {
    const corruption = this.corruptions.take(id);
    if (corruption === undefined) return;
    const { classIndex, node, cleanWork, extraRollback } = corruption;
    this.corruptionsFound += classIndex < 0 ? 0 : 1;
    this.tell?.('corruption found', {
      what: classIndex < 0 ? 'loss spike' : this.procedures.faultClasses[classIndex]!.input.name,
      ...nodesOf(node < 0 ? [] : [node]),
    });
    this.job.interrupt(
      classIndex,
      'detected',
      this.copies.surviveRestart,
      Math.max(0, cleanWork - extraRollback),
    );
    if (node < 0) return;
    if (this.job.fleet.isActive(node)) this.ward.admit([node], classIndex, true);
    else if (this.job.fleet.isPowered(node)) this.ward.repair([node], classIndex);
  }

  private speedChanged(): void {
    if (this.slow.update(this.job.fleet)) this.job.paceMayChange();
  }
}
