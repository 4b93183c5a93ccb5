import type { Renewal } from './ageingFaults.ts';
import type { FaultProcess } from './faultProcess.ts';
import { ACTIVE, type Fleet } from './fleet.ts';
import type { GpuHeat } from './heat/gpuHeat.ts';
import type { StoppedZones } from './heat/stoppedZones.ts';
import { type SimulationInput, totalNodes } from './input.ts';
import type { NodeHistory } from './policies/nodeHistory.ts';
import { Ranked } from './policies/ranked.ts';
import { createRank, firstByRank, type Rank, shuffle } from './policies/selection.ts';
import type { Procedures } from './procedures.ts';
import { NodeState } from './record.ts';
import type { Tell } from './runEvent.ts';

const { standby: STANDBY, warm: WARM, off: OFF, shared: SHARED, repair: REPAIR, failed: FAILED } = NodeState;
/** The pools of healthy nodes. */
const HEALTHY: ReadonlySet<number> = new Set([ACTIVE, STANDBY, WARM, OFF]);

/** How far the gang came: complete (at this width) after `seconds`, a shared node must be preempted, or too few nodes. */
export type Assembly =
  | { readonly kind: 'complete'; readonly seconds: number }
  | { readonly kind: 'preempt' }
  | { readonly kind: 'short' };

/** The nodes that train together, and how others take the places of those that are lost. */
export class Gang {
  nodesReplaced = 0;
  nodesPreempted = 0;
  selections = 0;
  shrinks = 0;
  /** Data-parallel width: the full one unless the job is elastic and short of nodes. */
  replicas: number;
  /** Whether the last assembly changed the width. */
  widthChanged = false;

  private readonly input: SimulationInput;
  private readonly fleet: Fleet;
  private readonly faultProcess: FaultProcess;
  private readonly procedures: Procedures;
  private readonly history: NodeHistory;
  private readonly now: () => number;
  private readonly tell: Tell | null;
  private readonly heat: GpuHeat | null;
  private readonly stopped: StoppedZones | null;
  private readonly rank: Rank;
  private readonly fullReplicas: number;
  private readonly healthySince: Float64Array;
  private healthyCount: number;
  /** What is new of nodes since they last were at risk. */
  private readonly renewals = new Map<number, Renewal>();
  /** Whether a selection has failed and now waits for the gang and all its hot spares. */
  private isGathering = false;
  /** Nodes whose zone was switched on again: they take their own places, or those of others that wait. */
  private readonly returned = new Set<number>();
  /** When the slowest of the spares that were taken has joined (s); a wait for others counts for it too. */
  private readyAt = 0;

  constructor(
    input: SimulationInput,
    parts: {
      readonly fleet: Fleet;
      readonly faultProcess: FaultProcess;
      readonly procedures: Procedures;
      readonly history: NodeHistory;
      readonly heat: GpuHeat | null;
      readonly stopped: StoppedZones | null;
    },
    now: () => number,
    tell: Tell | null,
  ) {
    const { fleet, faultProcess, procedures, history, heat, stopped } = parts;
    const total = totalNodes(input);
    this.input = input;
    this.fleet = fleet;
    this.faultProcess = faultProcess;
    this.procedures = procedures;
    this.history = history;
    this.now = now;
    this.heat = heat;
    this.stopped = stopped;
    this.tell = tell;
    this.healthySince = new Float64Array(total);
    for (let node = 0; node < total; node++) this.healthySince[node] = node;
    this.healthyCount = total;
    this.fullReplicas =
      input.job.elastic === null ? 1 : Math.floor(input.job.nodes / input.job.elastic.nodesPerReplica);
    this.replicas = this.fullReplicas;
    this.rank = createRank(input.spares.selection, {
      fleet,
      history,
      luck: procedures.selectionLuck,
      healthySince: (node) => this.healthySince[node]!,
    });
  }

  /** Moves a node between states, in a zone that is switched off to those that wait there; whoever counts who can fail, or who is in the gang, hears of it. */
  move(node: number, wanted: number): void {
    const { fleet, faultProcess, history, heat, stopped } = this;
    const now = this.now();
    let to = wanted;
    if (stopped !== null && HEALTHY.has(wanted) && stopped.holds(node)) {
      stopped.keep(node);
      to = FAILED;
    }
    faultProcess.advance(now);
    const wasAtRisk = fleet.isAtRisk(node);
    const wasActive = fleet.isActive(node);
    fleet.move(now, node, to);
    if (wasActive !== (to === ACTIVE)) {
      if (wasActive) {
        history.leftGang(node);
        heat?.leave(node);
      } else {
        history.joinedGang(node);
        heat?.join(node);
      }
    }
    const isAtRisk = fleet.isAtRisk(node);
    if (wasAtRisk && !isAtRisk) faultProcess.nodeLeft(node);
    if (!wasAtRisk && isAtRisk) {
      faultProcess.nodeJoined(node, this.renewals.get(node) ?? 'nothing');
      this.renewals.delete(node);
    }
  }

  /** Whether a node is in the gang or in one of the pools of healthy nodes. */
  isHealthy(node: number): boolean {
    for (const pool of HEALTHY) if (this.fleet.isIn(node, pool)) return true;
    return false;
  }

  /**
   * A healthy node comes back to the end of the spares: hot ones first, then warm, then cold. One for which the job waits has
   * booted, whatever the pools have room for, and has yet to join.
   */
  putInPool(node: number, renewal: Renewal): void {
    const { fleet } = this;
    const { hot, warm, gather } = this.input.spares;
    this.renew(node, renewal);
    this.healthySince[node] = this.healthyCount++;
    const isAwaited = gather === 'replace' && fleet.active < this.input.job.nodes;
    if (!isAwaited && fleet.inState(STANDBY) < hot) this.move(node, STANDBY);
    else if (isAwaited || gather === 'reselect' || fleet.inState(WARM) < warm) this.move(node, WARM);
    else this.move(node, OFF);
  }

  /** What is new of a node counts when it is at risk again. */
  renew(node: number, renewal: Renewal): void {
    if (renewal !== 'nothing') this.renewals.set(node, renewal);
  }

  /** A node whose zone is switched on again. */
  switchOn(node: number): void {
    this.returned.add(node);
    this.putInPool(node, 'nothing');
  }

  /** A node that failed stays in its place. */
  keep(node: number): void {
    this.healthySince[node] = this.healthyCount++;
    this.move(node, ACTIVE);
  }

  /** A node of the shared pool has been freed. */
  preempted(): void {
    const node = this.fleet.anyOf(SHARED);
    this.nodesPreempted += 1;
    this.healthySince[node] = this.healthyCount++;
    this.tell?.('spare preempted', { node });
    this.move(node, WARM);
  }

  /** Whether the job can never train again, even when all repairs are done; asked when it is short of nodes. */
  get isDepleted(): boolean {
    const { fleet } = this;
    const healthy =
      fleet.active +
      fleet.inState(STANDBY) +
      fleet.inState(WARM) +
      fleet.inState(OFF) +
      fleet.inState(SHARED) +
      // After a diagnosis nobody has failed but those who wait in a zone that is switched off.
      fleet.inState(FAILED);
    return healthy + fleet.inState(REPAIR) < this.nodesWanted;
  }

  /** Whether an elastic job that trains with fewer replicas has the nodes for more. */
  get canGrow(): boolean {
    const { elastic } = this.input.job;
    if (elastic === null || this.replicas === this.fullReplicas) return false;
    const { fleet } = this;
    const nodes = fleet.active + fleet.inState(STANDBY) + fleet.inState(WARM) + fleet.inState(OFF);
    return Math.floor(nodes / elastic.nodesPerReplica) > this.replicas;
  }

  /** Fills the gang, as its policy has it; an elastic job settles for fewer replicas. */
  assemble(): Assembly {
    const before = this.replicas;
    const { elastic } = this.input.job;
    // An elastic job keeps what it has: it never selects all its nodes anew.
    const assembly =
      this.input.spares.gather === 'replace' || elastic !== null ? this.fill() : this.reselect();
    if (assembly.kind === 'complete') {
      this.replicas = this.fullReplicas;
    } else if (elastic !== null && assembly.kind === 'short') {
      const replicas = Math.floor(this.fleet.active / elastic.nodesPerReplica);
      if (replicas < elastic.minimumReplicas) return assembly;
      this.shrinkTo(replicas * elastic.nodesPerReplica);
      if (replicas < this.replicas) this.shrinks += 1;
      this.replicas = replicas;
    } else return assembly;
    this.widthChanged = this.replicas !== before;
    return {
      kind: 'complete',
      seconds: assembly.kind === 'complete' ? assembly.seconds : this.joiningSeconds,
    };
  }

  private joins(seconds: number): void {
    this.readyAt = Math.max(this.readyAt, this.now() + seconds);
  }

  /** How long the spares that were taken still need (s). */
  private get joiningSeconds(): number {
    return Math.max(0, this.readyAt - this.now());
  }

  /** Nodes without which the job is depleted. */
  private get nodesWanted(): number {
    const { job, spares } = this.input;
    if (job.elastic !== null) return job.elastic.minimumReplicas * job.elastic.nodesPerReplica;
    return job.nodes + (this.isGathering && spares.waitForHot ? spares.hot : 0);
  }

  /** Spares take the places of lost nodes; the slowest of them decides how long it takes. */
  private fill(): Assembly {
    const { fleet, procedures } = this;
    while (fleet.active < this.input.job.nodes) {
      const pool =
        fleet.inState(STANDBY) > 0
          ? STANDBY
          : fleet.inState(WARM) > 0
            ? WARM
            : fleet.inState(OFF) > 0
              ? OFF
              : null;
      if (pool === null) return { kind: fleet.inState(SHARED) > 0 ? 'preempt' : 'short' };
      const node = firstByRank(fleet.membersOf(pool), this.rank, fleet);
      const joining =
        pool === STANDBY
          ? procedures.drawSwap()
          : pool === WARM
            ? procedures.drawJoin()
            : procedures.drawBoot();
      this.tell?.(pool === OFF ? 'spare boots' : 'spare joins', { node, expectedSeconds: joining });
      if (!this.returned.delete(node)) this.nodesReplaced += 1;
      this.move(node, ACTIVE);
      this.joins(joining);
    }
    return { kind: 'complete', seconds: this.joiningSeconds };
  }

  /** Hot spares replace; without one the gang and its hot spares are selected anew among all healthy nodes. */
  private reselect(): Assembly {
    const { fleet, procedures } = this;
    const { nodes } = this.input.job;
    const { hot } = this.input.spares;
    while (!this.isGathering && fleet.active < nodes && fleet.inState(STANDBY) > 0) {
      const node = firstByRank(fleet.membersOf(STANDBY), (member) => fleet.arrivalOf(member), fleet);
      const joining = procedures.drawSwap();
      this.tell?.('spare joins', { node, expectedSeconds: joining });
      this.nodesReplaced += 1;
      this.move(node, ACTIVE);
      this.joins(joining);
    }
    if (fleet.active === nodes) {
      this.isGathering = false;
      return { kind: 'complete', seconds: this.joiningSeconds };
    }
    const wanted = nodes + (this.isGathering && this.input.spares.waitForHot ? hot : 0);
    let healthy = fleet.active + fleet.inState(STANDBY) + fleet.inState(WARM);
    while (healthy < wanted && fleet.inState(OFF) > 0) {
      const node = firstByRank(fleet.membersOf(OFF), this.rank, fleet);
      const joining = procedures.drawBoot();
      this.tell?.('spare boots', { node, expectedSeconds: joining });
      this.move(node, WARM);
      healthy += 1;
      this.joins(joining);
    }
    if (healthy < wanted) {
      this.isGathering = true;
      return { kind: fleet.inState(SHARED) > 0 ? 'preempt' : 'short' };
    }
    this.isGathering = false;
    this.selectAnew(nodes, hot);
    return { kind: 'complete', seconds: this.joiningSeconds + procedures.drawSelection() };
  }

  private selectAnew(nodes: number, hot: number): void {
    const { fleet, procedures } = this;
    const pools = [fleet.membersOf(ACTIVE), fleet.membersOf(STANDBY), fleet.membersOf(WARM)];
    const healthy = new Int32Array(pools.reduce((sum, { length }) => sum + length, 0));
    let filled = 0;
    for (const pool of pools) {
      healthy.set(pool, filled);
      filled += pool.length;
    }
    const ranked = new Ranked(healthy, this.rank, procedures.selectionLuck);
    const chosen = Math.min(nodes + hot, healthy.length);
    ranked.bringForward(chosen, 0, healthy.length);
    // Who has merely waited longest is in the gang or beside it by chance.
    if (this.input.spares.selection === 'order') shuffle(ranked.nodes, chosen, procedures.selectionLuck);
    else ranked.bringForward(nodes, 0, chosen);
    this.selections += 1;
    this.tell?.('gang selected anew');
    for (let position = 0; position < healthy.length; position++) {
      const node = ranked.nodes[position]!;
      const to = position < nodes ? ACTIVE : position < nodes + hot ? STANDBY : WARM;
      if (fleet.isIn(node, to)) continue;
      if (to === ACTIVE) this.nodesReplaced += 1;
      this.move(node, to);
    }
  }

  /** Nodes that make no whole replica step aside. */
  private shrinkTo(nodes: number): void {
    while (this.fleet.active > nodes) this.move(this.fleet.anyOf(ACTIVE), STANDBY);
  }
}
