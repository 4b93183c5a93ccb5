import type { EnergyMeter } from './energyMeter.ts';
import { ZoneCounts } from './heat/zoneCounts.ts';
import { type SimulationInput, totalNodes } from './input.ts';
import { NODE_STATES, NodeState } from './record.ts';

const {
  training: TRAINING,
  checkpoint: CHECKPOINT,
  standby: STANDBY,
  warm: WARM,
  off: OFF,
  shared: SHARED,
  failed: FAILED,
  repair: REPAIR,
  retired: RETIRED,
} = NodeState;

/** Under this number the job's own nodes are counted, whatever their activity. */
export const ACTIVE = 0;
/** Pools whose members are listed. */
export type Pool = typeof ACTIVE | typeof STANDBY | typeof WARM | typeof OFF | typeof SHARED;
const POOLS: readonly Pool[] = [ACTIVE, STANDBY, WARM, OFF, SHARED];

/**
 * All nodes of the run: who is in which pool, and how many node-seconds each state has had. Moving a node is O(1)
 * and so is the passing of time: nothing grows with the number of nodes but the set-up. Node numbers are places: the
 * gang first, then hot, warm, cold and shared nodes.
 */
export class Fleet {
  /** Most nodes failed, in repair or retired at once so far. */
  nodesOutMax = 0;
  /** Numbers of the nodes that are lemons. */
  readonly lemons: number[] = [];
  /** Who is at risk where; null where heat is not modelled. */
  readonly zones: ZoneCounts | null;

  private readonly count = new Int32Array(NODE_STATES.length);
  private readonly lemonCount = new Int32Array(NODE_STATES.length);
  private readonly state: Uint8Array;
  private readonly place: Int32Array;
  private readonly members: readonly (Int32Array | undefined)[];
  private readonly lemonPlace: Int32Array | null;
  private readonly lemonMultiple: number;
  private readonly standbyAtRisk: boolean;
  /** Power of a node by state (W); only that of training ever changes. */
  private readonly watts: Float64Array;
  /** Highest power of a node of the job (W), for which it is cooled; 1 where no power is known. */
  private readonly ratedWatts: number;
  /** Beside each node that is held (W). */
  private readonly infrastructureWatts: number;
  private readonly meter: EnergyMeter;
  /** Energy of the job's own nodes by activity up to `activeSince` (J). */
  private readonly activityJoules = new Float64Array(STANDBY);
  /** When each node came into its present pool, as a running number. */
  private readonly arrival: Float64Array;
  private arrivals = 0;
  /**
   * Node-seconds of the activities up to `activeSince`; of the other states, the sum of leaving times minus the sum of
   * joining times, so that a node-second is counted when it is over and waiting costs nothing.
   */
  private readonly booked = new Float64Array(NODE_STATES.length);
  /** Power of all nodes that are not the job's (W). */
  private poolWatts = 0;
  private doing: number = NodeState.restarting;
  private activeSince = 0;

  constructor(input: SimulationInput, meter: EnergyMeter) {
    const { spares } = input;
    this.meter = meter;
    const total = totalNodes(input);
    this.standbyAtRisk = input.faults.exposure === 'powered';
    this.lemonMultiple = input.lemons.multiple;
    this.zones = input.heat === null ? null : new ZoneCounts(input);
    this.lemonPlace =
      input.lemons.nodes > 0 || input.repair.unfixed === 'lemon' ? new Int32Array(total) : null;
    this.lemonPlace?.fill(-1);
    this.state = new Uint8Array(total);
    this.place = new Int32Array(total);
    this.arrival = new Float64Array(total);
    this.watts = Float64Array.from(input.power.nodeWatts);
    const highest = Math.max(...this.watts.subarray(0, STANDBY));
    this.ratedWatts = highest > 0 ? highest : 1;
    this.infrastructureWatts = input.power.infrastructureWattsPerNode;
    const members: (Int32Array | undefined)[] = NODE_STATES.map(() => undefined);
    for (const pool of POOLS) members[pool] = new Int32Array(total);
    this.members = members;
    let first = 0;
    const sizes = [input.job.nodes, spares.hot, spares.warm, spares.cold, spares.shared];
    POOLS.forEach((pool, index) => {
      this.fill(pool, first, sizes[index]!);
      first += sizes[index]!;
      if (pool !== ACTIVE) this.poolWatts += sizes[index]! * this.watts[pool]!;
    });
  }

  // ---- who is where ----

  get active(): number {
    return this.count[ACTIVE]!;
  }

  get activeLemons(): number {
    return this.lemonCount[ACTIVE]!;
  }

  /** Nodes in one of the states beyond the activities. */
  inState(state: number): number {
    return this.count[state]!;
  }

  /** Members of a pool, in no particular order; valid until the next move. */
  membersOf(pool: Pool): Int32Array {
    return this.members[pool]!.subarray(0, this.count[pool]!);
  }

  /** Any member of a pool that is not empty. */
  anyOf(pool: Pool): number {
    return this.members[pool]![this.count[pool]! - 1]!;
  }

  isActive(node: number): boolean {
    return this.state[node] === ACTIVE;
  }

  isIn(node: number, state: number): boolean {
    return this.state[node] === state;
  }

  /** Active, hot or warm. */
  isPowered(node: number): boolean {
    const state = this.state[node]!;
    return state === ACTIVE || state === STANDBY || state === WARM;
  }

  /** A number that is lower the longer the node has been in its pool. */
  arrivalOf(node: number): number {
    return this.arrival[node]!;
  }

  // ---- who can fail ----

  get nodesAtRisk(): number {
    return this.standbyAtRisk
      ? this.count[ACTIVE]! + this.count[STANDBY]! + this.count[WARM]!
      : this.count[ACTIVE]!;
  }

  get lemonsAtRisk(): number {
    return this.standbyAtRisk
      ? this.lemonCount[ACTIVE]! + this.lemonCount[STANDBY]! + this.lemonCount[WARM]!
      : this.lemonCount[ACTIVE]!;
  }

  /** Nodes at risk, each lemon counted by its multiple. */
  get weightAtRisk(): number {
    return this.nodesAtRisk + (this.lemonMultiple - 1) * this.lemonsAtRisk;
  }

  isAtRisk(node: number): boolean {
    return this.standbyAtRisk ? this.isPowered(node) : this.isActive(node);
  }

  /** The `index`-th of the active, then the hot, then the warm nodes. */
  poweredNode(index: number): number {
    const active = this.count[ACTIVE]!;
    if (index < active) return this.members[ACTIVE]![index]!;
    const standby = this.count[STANDBY]!;
    return index < active + standby
      ? this.members[STANDBY]![index - active]!
      : this.members[WARM]![index - active - standby]!;
  }

  /** Speed of ageing of the nodes at risk from the start, by node number. */
  get initialSpeeds(): Float64Array {
    return Float64Array.from({ length: this.nodesAtRisk }, (_, node) => this.speedOf(node));
  }

  speedOf(node: number): number {
    return this.isLemon(node) ? this.lemonMultiple : 1;
  }

  isLemon(node: number): boolean {
    return this.lemonPlace !== null && this.lemonPlace[node]! >= 0;
  }

  /** Makes a node a lemon, or a healthy one; not while it is at risk, but before the run starts. */
  setLemon(node: number, lemon: boolean): void {
    const { lemonPlace, lemons } = this;
    if (lemonPlace === null || this.isLemon(node) === lemon) return;
    this.lemonCount[this.state[node]!]! += lemon ? 1 : -1;
    this.zones?.changeLemon(node, this.state[node]!, lemon ? 1 : -1);
    if (lemon) {
      lemonPlace[node] = lemons.push(node) - 1;
      return;
    }
    const last = lemons.pop()!;
    const position = lemonPlace[node]!;
    lemonPlace[node] = -1;
    if (last === node) return;
    lemons[position] = last;
    lemonPlace[last] = position;
  }

  // ---- moves and meters ----

  move(now: number, node: number, to: number): void {
    this.advance(now);
    const from = this.state[node]!;
    const list = this.members[from];
    const last = --this.count[from]!;
    if (list !== undefined) {
      const position = this.place[node]!;
      const moved = list[last]!;
      list[position] = moved;
      this.place[moved] = position;
    }
    if (from !== ACTIVE) {
      this.booked[from]! += now;
      this.poolWatts -= this.watts[from]!;
    }
    if (to !== ACTIVE) {
      this.booked[to]! -= now;
      this.poolWatts += this.watts[to]!;
    }
    const isLemon = this.isLemon(node);
    if (isLemon) {
      this.lemonCount[from]! -= 1;
      this.lemonCount[to]! += 1;
    }
    this.zones?.change(node, from, isLemon, -1);
    this.zones?.change(node, to, isLemon, 1);
    this.add(node, to);
    const out = this.count[FAILED]! + this.count[REPAIR]! + this.count[RETIRED]!;
    if (out > this.nodesOutMax) this.nodesOutMax = out;
  }

  /** Power of a node of the job that trains, from `now` on (W): it depends on how long it waits for slower ones. */
  setTrainingWatts(now: number, watts: number): void {
    if (this.watts[TRAINING] === watts) return;
    this.advance(now);
    this.watts[TRAINING] = watts;
  }

  /** What the job's nodes do from `now` on: one of the activities of `NodeState`. */
  setActivity(now: number, activity: number): void {
    this.advance(now);
    this.doing = activity;
    this.meter.activityBegins();
  }

  get activity(): number {
    return this.doing;
  }

  /**
   * Books `seconds` of the job's nodes, counted as training since `since`, as checkpoint stalls: they lie evenly spread
   * between then and `now`.
   */
  bookStalls(since: number, now: number, seconds: number): void {
    this.advance(now);
    if (seconds === 0) return;
    const nodeSeconds = this.count[ACTIVE]! * seconds;
    const training = nodeSeconds * this.watts[TRAINING]!;
    const stalled = nodeSeconds * this.watts[CHECKPOINT]!;
    this.booked[TRAINING]! -= nodeSeconds;
    this.booked[CHECKPOINT]! += nodeSeconds;
    this.activityJoules[TRAINING]! -= training;
    this.activityJoules[CHECKPOINT]! += stalled;
    this.meter.correct(since, now, stalled - training, seconds);
    if (stalled > training) this.meter.addPeak(since, now, this.wattsIn(CHECKPOINT));
  }

  /** Power of all nodes held and their infrastructure (W) if the job's nodes did `activity` with the pools as they are. */
  wattsIn(activity: number): number {
    return this.count[ACTIVE]! * this.watts[activity]! + this.wattsBesideJob;
  }

  /** Power of all nodes that are not the job's, and of the infrastructure (W). */
  get wattsBesideJob(): number {
    return this.poolWatts + (this.state.length - this.count[SHARED]!) * this.infrastructureWatts;
  }

  /** Power of a node of the job now (W). */
  get jobNodeWatts(): number {
    return this.watts[this.doing]!;
  }

  /** Power of a node of the job now over the highest it has. */
  get activityShare(): number {
    return this.jobNodeWatts / this.ratedWatts;
  }

  /** Node-seconds per `NODE_STATES` up to `now`. */
  nodeSeconds(now: number): Float64Array {
    this.advance(now);
    return this.booked.map((seconds, state) =>
      state < STANDBY ? seconds : seconds + this.count[state]! * now,
    );
  }

  /** Node-seconds of one state that is no activity, up to `now`. */
  nodeSecondsIn(state: number, now: number): number {
    return this.booked[state]! + this.count[state]! * now;
  }

  /** Energy per `NODE_STATES` up to `now` (J). */
  nodeJoules(now: number): Float64Array {
    return this.nodeSeconds(now).map((seconds, state) =>
      state < STANDBY ? this.activityJoules[state]! : seconds * this.watts[state]!,
    );
  }

  /** Integrates what the job's own nodes do, and the power of all, up to `now`. */
  advance(now: number): void {
    const elapsed = now - this.activeSince;
    if (elapsed <= 0) return;
    const nodeSeconds = this.count[ACTIVE]! * elapsed;
    this.booked[this.doing]! += nodeSeconds;
    this.activityJoules[this.doing]! += nodeSeconds * this.watts[this.doing]!;
    this.meter.add(this.activeSince, now, this.wattsIn(this.doing));
    this.activeSince = now;
  }

  /** Puts `size` nodes from `first` on into an empty pool. */
  private fill(pool: Pool, first: number, size: number): void {
    const members = this.members[pool]!;
    const { place, arrival } = this;
    for (let position = 0; position < size; position++) {
      members[position] = first + position;
      place[first + position] = position;
      arrival[first + position] = this.arrivals++;
      this.zones?.change(first + position, pool, false, 1);
    }
    this.state.fill(pool, first, first + size);
    this.count[pool] = size;
  }

  private add(node: number, to: number): void {
    const position = this.count[to]!++;
    this.state[node] = to;
    this.arrival[node] = this.arrivals++;
    const list = this.members[to];
    if (list !== undefined) {
      list[position] = node;
      this.place[node] = position;
    }
  }
}
