import type { EventLoop } from '../engine/eventLoop.ts';
import type { RandomStreams } from '../engine/randomStreams.ts';
import { CheckpointCopies } from './checkpointCopies.ts';
import type { Conditions } from './conditions.ts';
import type { DisruptedJob } from './disruptedJob.ts';
import { EventKind } from './eventKind.ts';
import { FaultProcess } from './faultProcess.ts';
import { Gang } from './gang.ts';
import { StoppedZones } from './heat/stoppedZones.ts';
import type { TemperatureHazard } from './heat/temperatureHazard.ts';
import { ZoneStops } from './heat/zoneStops.ts';
import { type FaultEffect, type SimulationInput, totalNodes } from './input.ts';
import { LatentFaults } from './latentFaults.ts';
import { drawLemons } from './lemons.ts';
import { NodeHistory } from './policies/nodeHistory.ts';
import type { Procedures } from './procedures.ts';
import { RepairShop } from './repairShop.ts';
import { nodesOf, type Tell } from './runEvent.ts';
import { SlowNodes } from './slowNodes.ts';
import { Stage } from './stage.ts';
import { StateFaults } from './stateFaults.ts';
import { Tempo } from './tempo.ts';
import { isUnitScope } from './topology.ts';
import { UnitOutages } from './unitOutages.ts';
import { Ward } from './ward.ts';

type SlowEffect = Extract<FaultEffect, { kind: 'slow' }>;

/** Everything that strikes the job and its nodes, and what it does to them: stops, slowness, corruption, loss spikes. */
export class Disruptions {
  readonly faultsByClass: Float64Array;
  faults = 0;
  readonly state: StateFaults;
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
  private readonly zones: ZoneStops | null;
  readonly tempo: Tempo;
  private readonly latent: LatentFaults;
  private readonly copies: CheckpointCopies;
  private readonly outages: UnitOutages;

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
    this.outages = new UnitOutages(input);
    this.faultProcess = new FaultProcess(input, streams, fleet, this.outages);
    this.latent = new LatentFaults(input, streams);
    this.shop = new RepairShop(input, loop, fleet, procedures, this.history);
    const { heat } = conditions;
    this.conditions = conditions;
    const stopped = heat === null ? null : new StoppedZones(input.topology.cooling_zone);
    this.gang = new Gang(
      input,
      {
        fleet,
        faultProcess: this.faultProcess,
        procedures,
        history: this.history,
        heat,
        stopped,
      },
      () => loop.now,
      tell,
    );
    this.tempo = new Tempo(input, this.slow, this.gang, conditions);
    this.zones =
      stopped === null
        ? null
        : new ZoneStops(
            input,
            { job, gang: this.gang, stopped, copies: this.copies, history: this.history },
            tell,
          );
    this.fullReplicas = this.gang.replicas;
    this.state = new StateFaults(input, { job, procedures, copies: this.copies }, loop, tell);
    const { gang, shop, history, slow, latent, outages } = this;
    const { corruptions } = this.state;
    this.ward = new Ward(
      input,
      { fleet, gang, shop, history, procedures, slow, corruptions, latent, outages },
      () => loop.now,
      tell,
    );
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

  get nextLatent(): number {
    return this.latent.nextDue;
  }

  /** The temperature of the GPUs may have changed: faults that follow it come sooner or later. */
  temperatureChanged(): void {
    this.faultProcess.setTemperature(this.loop.now, this.temper);
  }

  private readonly temper = (hazard: TemperatureHazard): void => this.conditions.temper(hazard);

  trainingStarts(): void {
    this.copies.renew(this.job.fleet.active);
    this.faultProcess.trainingStarts();
    this.slow.restarted();
    this.slow.update(this.job.fleet);
    this.state.corruptions.rolledBack(this.job.progress.work);
    this.latent.trainingStarts(
      this.loop.now,
      (node) => this.job.fleet.isActive(node),
      this.procedures.drawRecurrence,
    );
  }

  trainingStops(): void {
    this.faultProcess.trainingStops();
    this.latent.trainingStops(this.loop.now);
  }

  rolledBack(work: number): void {
    this.state.corruptions.rolledBack(work);
  }

  /** The job has saved its state and stops as planned; returns what a tier that dies with the processes throws away (s). */
  restoreAfterSave(): number {
    const lost = this.job.progress.restore(
      this.loop.now,
      this.copies.surviveRestart,
      Number.POSITIVE_INFINITY,
    );
    this.state.corruptions.rolledBack(this.job.progress.work);
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

  /** Cooling zones are too hot at this instant: one fault, however many they are. */
  switchOff(zones: readonly number[]): void {
    this.faults += 1;
    this.faultsByClass[this.input.heat!.coolingClass]! += 1;
    this.zones!.switchOff(zones);
  }

  switchOn(zone: number): void {
    this.zones!.switchOn(zone);
  }

  get zoneStops(): number {
    return this.zones?.count ?? 0;
  }

  // ---- what strikes ----

  fault(): void {
    const classIndex = this.faultProcess.strike(this.loop.now);
    if (classIndex !== null) this.strike(classIndex, this.faultProcess.victims, false);
  }

  latentFaultsShow(): void {
    for (const { node, classIndex } of this.latent.takeDue(this.loop.now)) {
      if (this.job.fleet.isActive(node)) this.strike(classIndex, [node], true);
    }
  }

  /** A fault of a class hits these powered nodes; one that was there before is not cured by a restart. */
  private strike(classIndex: number, victims: readonly number[], isOld: boolean): void {
    const faultClass = this.procedures.faultClasses[classIndex]!;
    const { scope, effect, name, transientProbability, takenBack } = faultClass.input;
    const { fleet } = this.job;
    const transient = faultClass.transience.chance(transientProbability) && !isOld;
    this.faults += 1;
    this.faultsByClass[classIndex]! += 1;
    // What its lender takes back has not failed, and neither has a node whose rack or switch did.
    if (takenBack !== true && !isUnitScope(scope))
      for (const node of victims) this.history.failed(node, this.loop.now);
    let hit = 0;
    for (const node of victims) hit += Number(fleet.isActive(node));
    const stops = effect.kind === 'stop' || effect.kind === 'hang';
    const { struckUnit } = this.faultProcess;
    if (stops && !transient && !isOld && isUnitScope(scope) && struckUnit >= 0)
      this.outages.begin(scope, struckUnit, classIndex);
    // A slow spare is slow when it joins; what else strikes a spare costs the job nothing.
    if (scope !== 'job' && hit === 0 && (effect.kind !== 'slow' || victims.length === 0)) {
      this.tell?.(victims.length === 0 ? 'fault beside the job' : 'fault on standby', {
        what: name,
        ...nodesOf(victims),
      });
      if (!stops || transient) return;
      if (isUnitScope(scope) && struckUnit >= 0) this.ward.repairUnit(scope, struckUnit, victims, classIndex);
      else if (victims.length > 0) this.ward.repair(victims, classIndex);
      return;
    }
    switch (effect.kind) {
      case 'stop':
      case 'hang':
        this.stop(classIndex, effect.kind, victims, hit, transient);
        break;
      case 'slow':
        this.slowDown(classIndex, effect, scope === 'job' ? null : victims.slice(), transient);
        break;
      case 'silent':
        this.state.corrupt(classIndex, victims.find((node) => fleet.isActive(node)) ?? -1, transient);
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
    if (job.clock.stage === Stage.training) history.trained(job.clock.trainedWithoutStop, victims);
    if (!transient) this.copies.lose(hit);
    const survives = this.copies.surviveFault(faultClass.input.survivingTiers, hit > 0 && !transient);
    job.interrupt(classIndex, detection, survives, Number.POSITIVE_INFINITY);
    if (!transient) this.ward.admit(victims, classIndex, false);
  }

  private slowDown(
    classIndex: number,
    effect: SlowEffect,
    nodes: number[] | null,
    isTransient: boolean,
  ): void {
    const { loop, procedures } = this;
    const faultClass = procedures.faultClasses[classIndex]!;
    const { compute, network } = effect;
    const lasts = faultClass.drawSlowness();
    const noticed = faultClass.drawDetection();
    this.tell?.('slow', { what: faultClass.input.name, expectedSeconds: lasts, ...nodesOf(nodes ?? []) });
    // What never passes and nobody mends is not worse for striking again; such episodes would pile up.
    const stays = lasts === Number.POSITIVE_INFINITY && effect.response === 'tolerate';
    if (stays && this.slow.holds(classIndex, nodes)) return;
    const id = this.slow.begin({ classIndex, nodes, compute, network, isTransient });
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

  /** A slow episode (even) or a corruption (odd) is noticed. */
  noticed(payload: number): void {
    if (payload % 2 === 0) this.slownessNoticed(payload / 2);
    else this.state.noticed((payload - 1) / 2, this.ward);
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
    if (this.job.clock.stage === Stage.training) this.job.save('save to replace', what);
  }

  private speedChanged(): void {
    if (this.slow.update(this.job.fleet)) this.job.paceMayChange();
  }
}
