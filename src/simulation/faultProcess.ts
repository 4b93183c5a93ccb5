import { createDistribution } from '../engine/distributions/createDistribution.ts';
import type { RandomStream } from '../engine/randomStream.ts';
import type { RandomStreams } from '../engine/randomStreams.ts';
import type { HeatFaultModel } from '../model/heat/faultRate.ts';
import { type AgeingClass, AgeingFaults, type Renewal } from './ageingFaults.ts';
import type { Fleet } from './fleet.ts';
import { HazardClock, type MemorylessClass } from './hazardClock.ts';
import type { HazardDrift } from './hazardDrift.ts';
import { TemperatureHazard } from './heat/temperatureHazard.ts';
import { type SimulationInput, totalNodes, type UnitScope } from './input.ts';
import { RenewedFaults } from './renewedFaults.ts';
import { isUnitScope, unitCount, unitMembers, unitOf } from './topology.ts';
import type { UnitOutages } from './unitOutages.ts';

/**
 * When the next fault comes and whom it hits. Memoryless classes run on `HazardClock`s: GPU and node classes on weighted
 * node-seconds, those of larger units and of the job on operating seconds. Ageing classes are in `AgeingFaults`, a
 * replayed log instead of all of them is read in order.
 *
 * The process only answers `nextTime`; its owner keeps the one pending event.
 */
export class FaultProcess {
  /** Powered nodes hit by the last `strike`; empty for a fault of the job or of a unit without powered nodes. */
  readonly victims: number[] = [];
  /** The unit that the last `strike` hit; -1 for a fault of another scope. */
  struckUnit = -1;

  private readonly input: SimulationInput;
  private readonly fleet: Fleet;
  private readonly outages: UnitOutages;
  private readonly victimStream: RandomStream;
  private readonly nodeClocks: readonly HazardClock[];
  private readonly unitClocks: readonly HazardClock[];
  /** What of them follows the temperature. */
  private readonly heated: readonly TemperatureHazard[];
  /** Nodes that a lender takes back: each as likely, a lemon too. */
  private readonly spotClock: HazardClock | null;
  private readonly ageing: AgeingFaults | null;
  private readonly renewed: RenewedFaults | null;
  private tracePosition = 0;

  /** Whether something has changed since `nextTime` was last asked. */
  hasChanged = true;

  private running = false;
  private operating = 0;
  private lastSeconds = 0;
  private pending: HazardClock | 'ageing' | 'renewed' | 'trace' | null = null;

  constructor(input: SimulationInput, streams: RandomStreams, fleet: Fleet, outages: UnitOutages) {
    const { classes, renewal, trace } = input.faults;
    this.input = input;
    this.fleet = fleet;
    this.outages = outages;
    this.victimStream = streams.stream('fault victim');
    const byNode: ClockedClass[] = [];
    const byUnit: ClockedClass[] = [];
    const bySpot: MemorylessClass[] = [];
    const ageing: AgeingClass[] = [];
    classes.forEach(({ name, scope, timeToFault, unitsPerNode, drift, heat, takenBack }, index) => {
      const stream = streams.stream(`fault time ${name}`);
      if (timeToFault.kind === 'exponential' && timeToFault.mean === Number.POSITIVE_INFINITY) return;
      if (timeToFault.kind !== 'exponential') {
        ageing.push({ index, unitsPerNode, timeToFault: createDistribution(timeToFault), stream });
      } else if (takenBack === true) {
        bySpot.push({ index, meanExposure: timeToFault.mean, stream });
      } else if (scope === 'gpu' || scope === 'node') {
        byNode.push({
          index,
          meanExposure: timeToFault.mean / unitsPerNode,
          stream,
          drift,
          heat,
          scope: null,
        });
      } else {
        const units = scope === 'job' ? 1 : unitCount(input, scope);
        byUnit.push({ index, meanExposure: timeToFault.mean / units, stream, drift, heat, scope });
      }
    });
    const sampled = trace === null;
    this.nodeClocks = sampled ? clocksOf(input, byNode) : [];
    this.unitClocks = sampled ? clocksOf(input, byUnit) : [];
    this.heated = [...this.nodeClocks, ...this.unitClocks].flatMap(({ heat }) => heat ?? []);
    this.spotClock = sampled && bySpot.length > 0 ? new HazardClock(bySpot, null) : null;
    const ages = sampled && ageing.length > 0;
    this.ageing =
      ages && renewal === 'repair' ? new AgeingFaults(ageing, totalNodes(input), fleet.initialSpeeds) : null;
    this.renewed = ages && renewal === 'restart' ? new RenewedFaults(ageing, input.lemons.multiple) : null;
  }

  /** Starts or stops the operating clock. */
  setRunning(now: number, running: boolean): void {
    this.advance(now);
    this.running = running;
  }

  /** The GPUs are warmer or cooler from `now` on; `temper` tells a hazard what that makes of it. */
  setTemperature(now: number, temper: (hazard: TemperatureHazard) => void): void {
    if (this.heated.length === 0) return;
    this.advance(now);
    for (const hazard of this.heated) temper(hazard);
  }

  /** The job begins to train: units that are new at every start are new now. Only those of the job count. */
  trainingStarts(): void {
    if (this.renewed === null) return;
    const { active, activeLemons } = this.fleet;
    this.hasChanged = true;
    this.renewed.restart(this.operating, active - activeLemons, activeLemons);
  }

  trainingStops(): void {
    if (this.renewed === null) return;
    this.hasChanged = true;
    this.renewed.stop();
  }

  /** Brings the exposure up to `now`; call it before any node joins or leaves those at risk. */
  advance(now: number): void {
    this.hasChanged = true;
    if (this.running) {
      const from = this.operating;
      this.operating += now - this.lastSeconds;
      const weight = this.fleet.weightAtRisk;
      for (let clock = 0; clock < this.nodeClocks.length; clock++) {
        this.nodeClocks[clock]!.advance(
          from,
          this.operating,
          this.weightFor(this.nodeClocks[clock]!, weight),
        );
      }
      this.spotClock?.advance(from, this.operating, this.fleet.nodesAtRisk);
      for (let clock = 0; clock < this.unitClocks.length; clock++) {
        const { heat } = this.unitClocks[clock]!;
        this.unitClocks[clock]!.advance(from, this.operating, heat?.unitWeight ?? 1);
      }
    }
    this.lastSeconds = now;
  }

  /** A node has come under risk (after `advance` and the move), as old as it left but for what was renewed. */
  nodeJoined(node: number, renewal: Renewal): void {
    this.ageing?.join(this.operating, node, this.fleet.speedOf(node), renewal);
  }

  /** A node has left those at risk (after `advance` and the move). */
  nodeLeft(node: number): void {
    this.ageing?.leave(this.operating, node);
  }

  /** Time of the next fault if nothing changes; Infinity if there is none. */
  nextTime(now: number): number {
    this.advance(now);
    this.hasChanged = false;
    const { trace } = this.input.faults;
    this.pending = null;
    if (trace !== null) {
      const event = trace[this.tracePosition];
      if (event === undefined) return Number.POSITIVE_INFINITY;
      this.pending = 'trace';
      return Math.max(now, event.seconds);
    }
    if (!this.running) return Number.POSITIVE_INFINITY;
    const { operating, fleet } = this;
    let wait = Number.POSITIVE_INFINITY;
    if (this.ageing !== null && this.ageing.nextOperatingTime - operating < wait) {
      wait = this.ageing.nextOperatingTime - operating;
      this.pending = 'ageing';
    }
    if (this.renewed !== null && this.renewed.nextOperatingTime - operating < wait) {
      wait = this.renewed.nextOperatingTime - operating;
      this.pending = 'renewed';
    }
    const weight = fleet.weightAtRisk;
    for (let position = 0; position < this.nodeClocks.length; position++) {
      const clock = this.nodeClocks[position]!;
      const clockWait = clock.wait(operating, this.weightFor(clock, weight));
      if (clockWait < wait) {
        wait = clockWait;
        this.pending = clock;
      }
    }
    if (this.spotClock !== null) {
      const clockWait = this.spotClock.wait(operating, fleet.nodesAtRisk);
      if (clockWait < wait) {
        wait = clockWait;
        this.pending = this.spotClock;
      }
    }
    for (let position = 0; position < this.unitClocks.length; position++) {
      const clock = this.unitClocks[position]!;
      const clockWait = clock.wait(operating, clock.heat?.unitWeight ?? 1);
      if (clockWait < wait) {
        wait = clockWait;
        this.pending = clock;
      }
    }
    return now + Math.max(0, wait);
  }

  /**
   * The fault that `nextTime` announced happens: its class index, and whom it hits in `victims`. Null where it would have hit a unit
   * that is down already, which leaves the process of the others as it is (thinning).
   */
  strike(now: number): number | null {
    this.advance(now);
    const { pending, victims, fleet } = this;
    victims.length = 0;
    this.struckUnit = -1;
    if (pending === 'ageing') {
      const { index, cohort, node, speed } = this.ageing!.strike();
      const victim = node >= 0 ? node : this.memberOf(cohort, speed);
      if (node < 0) this.ageing!.struck(victim, index);
      victims.push(victim);
      return index;
    }
    if (pending === 'renewed') {
      const { index, isLemon } = this.renewed!.strike();
      victims.push(this.nodeOfJob(isLemon));
      return index;
    }
    if (pending === 'trace') {
      const event = this.input.faults.trace![this.tracePosition++]!;
      this.hit(event.class, event.node);
      return event.class;
    }
    const { heat } = pending!;
    const index = pending!.strike();
    const { scope, takenBack } = this.input.faults.classes[index]!;
    if (takenBack === true) {
      victims.push(fleet.poweredNode(this.victimStream.integerBelow(fleet.nodesAtRisk)));
    } else if (scope === 'gpu' || scope === 'node') {
      let node = this.nodeByWeight();
      while (heat !== null && !heat.strikesNode(node, fleet, this.victimStream)) node = this.nodeByWeight();
      victims.push(node);
    } else if (isUnitScope(scope)) {
      const units = unitCount(this.input, scope);
      let unit = this.victimStream.integerBelow(units);
      while (heat !== null && !heat.strikesUnit(unit, this.victimStream)) {
        unit = this.victimStream.integerBelow(units);
      }
      if (this.outages.isDown(scope, unit, now)) return null;
      this.hitUnit(scope, unit);
    }
    return index;
  }

  /** Nodes at risk as a clock counts them; `weight` where the temperature plays no part. */
  private weightFor({ heat }: HazardClock, weight: number): number {
    return heat === null ? weight : heat.weight(this.fleet);
  }

  /** Any node at risk, a lemon its multiple as likely. */
  private nodeByWeight(): number {
    const { lemonsAtRisk, nodesAtRisk, weightAtRisk } = this.fleet;
    const lemonShare = (lemonsAtRisk * this.input.lemons.multiple) / weightAtRisk;
    const isLemon =
      lemonsAtRisk > 0 && (lemonsAtRisk === nodesAtRisk || this.victimStream.chance(lemonShare));
    return this.nodeAtRisk(isLemon);
  }

  private hit(classIndex: number, node: number): void {
    const { scope } = this.input.faults.classes[classIndex]!;
    // A log names no node for what strikes the whole site.
    if (scope === 'site') this.hitUnit(scope, 0);
    else if (scope === 'job' || node < 0) return;
    else if (isUnitScope(scope)) this.hitUnit(scope, unitOf(this.input, scope, node));
    else if (this.fleet.isPowered(node)) this.victims.push(node);
  }

  private hitUnit(scope: UnitScope, unit: number): void {
    this.struckUnit = unit;
    const [from, to] = unitMembers(this.input, scope, unit);
    for (let node = from; node < to; node++) {
      if (this.fleet.isPowered(node)) this.victims.push(node);
    }
  }

  /** A uniformly chosen lemon or healthy node of those at risk, by rejection. */
  private nodeAtRisk(isLemon: boolean): number {
    const { fleet, victimStream } = this;
    for (;;) {
      const node = isLemon
        ? fleet.lemons[victimStream.integerBelow(fleet.lemons.length)]!
        : fleet.poweredNode(victimStream.integerBelow(fleet.nodesAtRisk));
      if (isLemon ? fleet.isAtRisk(node) : !fleet.isLemon(node)) return node;
    }
  }

  /** A uniformly chosen lemon or healthy node of the job, by rejection. */
  private nodeOfJob(isLemon: boolean): number {
    const { fleet, victimStream } = this;
    for (;;) {
      const node = isLemon
        ? fleet.lemons[victimStream.integerBelow(fleet.lemons.length)]!
        : fleet.poweredNode(victimStream.integerBelow(fleet.active));
      if (isLemon ? fleet.isActive(node) : !fleet.isLemon(node)) return node;
    }
  }

  /** A uniformly chosen member of an original cohort, by rejection; one that ages at another speed is of lemons. */
  private memberOf(cohort: number, speed: number): number {
    const { fleet, victimStream } = this;
    for (;;) {
      const node =
        speed === 1
          ? fleet.poweredNode(victimStream.integerBelow(fleet.nodesAtRisk))
          : fleet.lemons[victimStream.integerBelow(fleet.lemons.length)]!;
      if (this.ageing!.cohortOf(node) === cohort) return node;
    }
  }
}

interface ClockedClass extends MemorylessClass {
  readonly drift: HazardDrift | null;
  readonly heat: HeatFaultModel;
  /** Of larger units; null for GPUs and nodes. */
  readonly scope: UnitScope | 'job' | null;
}

/** One clock for the classes that drift and follow the temperature alike. */
function clocksOf(input: SimulationInput, classes: readonly ClockedClass[]): HazardClock[] {
  const groups = new Map<string, ClockedClass[]>();
  for (const each of classes) {
    const { drift, heat } = each;
    const drifts = drift === null ? '' : `${drift.initial} ${drift.decaySeconds}`;
    const key = `${drifts} ${heat.kind === 'none' ? '' : each.scope} ${Object.values(heat).join(' ')}`;
    groups.set(key, [...(groups.get(key) ?? []), each]);
  }
  return [...groups.values()].map((group) => {
    const { drift, heat, scope } = group[0]!;
    return new HazardClock(
      group,
      drift,
      heat.kind === 'none' ? null : new TemperatureHazard(input, heat, scope),
    );
  });
}
