import { NODE_STATES, NodeState } from './record.ts';

const { training: TRAINING, checkpoint: CHECKPOINT, standby: STANDBY, off: OFF } = NodeState;

/** Under this number the job's own nodes are counted, whatever their activity. */
export const ACTIVE = 0;

/**
 * All nodes of the run: who is in which pool, and how many node-seconds each state has had. Moving a node is O(1)
 * and so is the passing of time: nothing grows with the number of nodes but the set-up.
 */
export class Fleet {
  /** Highest power of all nodes together so far (W). */
  peakWatts = 0;

  private readonly count = new Int32Array(NODE_STATES.length);
  private readonly state: Uint8Array;
  private readonly place: Int32Array;
  private readonly members: readonly (Int32Array | undefined)[];
  private readonly watts: Float64Array;
  /**
   * Node-seconds of the activities up to `activeSince`; of the other states, the sum of leaving times minus the sum of
   * joining times, so that a node-second is counted when it is over and waiting costs nothing.
   */
  private readonly booked = new Float64Array(NODE_STATES.length);
  /** Power of all nodes that are not the job's (W). */
  private poolWatts = 0;
  private doing: number = NodeState.restarting;
  private activeSince = 0;

  constructor(active: number, standby: number, off: number, nodeWatts: readonly number[]) {
    const total = active + standby + off;
    this.state = new Uint8Array(total);
    this.place = new Int32Array(total);
    this.watts = Float64Array.from(nodeWatts);
    const members: (Int32Array | undefined)[] = NODE_STATES.map(() => undefined);
    members[ACTIVE] = new Int32Array(total);
    members[STANDBY] = new Int32Array(total);
    members[OFF] = new Int32Array(total);
    this.members = members;
    this.fill(ACTIVE, 0, active);
    this.fill(STANDBY, active, standby);
    this.fill(OFF, active + standby, off);
    this.poolWatts = standby * this.watts[STANDBY]! + off * this.watts[OFF]!;
  }

  get active(): number {
    return this.count[ACTIVE]!;
  }

  /** Nodes in one of the states beyond the activities. */
  inState(state: number): number {
    return this.count[state]!;
  }

  /** The `index`-th of the active and then the standby nodes, in no particular order. */
  poweredNode(index: number): number {
    const active = this.count[ACTIVE]!;
    return index < active ? this.members[ACTIVE]![index]! : this.members[STANDBY]![index - active]!;
  }

  isActive(node: number): boolean {
    return this.state[node] === ACTIVE;
  }

  /** Any one node of a listed pool; the pool must not be empty. */
  anyOf(pool: typeof STANDBY | typeof OFF): number {
    return this.members[pool]![this.count[pool]! - 1]!;
  }

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
    this.add(node, to);
  }

  /** What the job's nodes do from `now` on: one of the activities of `NodeState`. */
  setActivity(now: number, activity: number): void {
    this.advance(now);
    this.doing = activity;
  }

  get activity(): number {
    return this.doing;
  }

  /** Books `seconds` of the job's nodes, counted as training so far, as checkpoint stalls. */
  bookStalls(now: number, seconds: number): void {
    this.advance(now);
    const nodeSeconds = this.count[ACTIVE]! * seconds;
    this.booked[TRAINING]! -= nodeSeconds;
    this.booked[CHECKPOINT]! += nodeSeconds;
  }

  /** Power of all nodes (W) if the job's nodes did `activity` with the pools as they are. */
  wattsIn(activity: number): number {
    return this.count[ACTIVE]! * this.watts[activity]! + this.poolWatts;
  }

  /** Node-seconds per `NODE_STATES` up to `now`. */
  nodeSeconds(now: number): Float64Array {
    this.advance(now);
    return this.booked.map((seconds, state) =>
      state < STANDBY ? seconds : seconds + this.count[state]! * now,
    );
  }

  /** Integrates the job's own node-seconds, and the peak of power, up to `now`. */
  private advance(now: number): void {
    const elapsed = now - this.activeSince;
    if (elapsed <= 0) return;
    this.activeSince = now;
    const active = this.count[ACTIVE]!;
    this.booked[this.doing]! += active * elapsed;
    const watts = active * this.watts[this.doing]! + this.poolWatts;
    if (watts > this.peakWatts) this.peakWatts = watts;
  }

  /** Puts `size` nodes from `first` on into an empty pool. */
  private fill(pool: number, first: number, size: number): void {
    const members = this.members[pool]!;
    const { place } = this;
    for (let position = 0; position < size; position++) {
      members[position] = first + position;
      place[first + position] = position;
    }
    this.state.fill(pool, first, first + size);
    this.count[pool] = size;
  }

  private add(node: number, to: number): void {
    const position = this.count[to]!++;
    this.state[node] = to;
    const list = this.members[to];
    if (list !== undefined) {
      list[position] = node;
      this.place[node] = position;
    }
  }
}
