import { ACTIVITIES, NODE_STATES, type NodeState, stateIndex } from './record.ts';

const TRAINING = stateIndex('training');
const CHECKPOINT = stateIndex('checkpoint');
const STANDBY = stateIndex('standby');
const OFF = stateIndex('off');
/** Index in `NODE_STATES` under which the job's nodes are counted, whatever their activity. */
const ACTIVE = 0;

/** Where a node can be moved; `active` is one of the job's nodes. */
export type NodePlace = 'active' | Extract<NodeState, 'standby' | 'off' | 'failed' | 'repair' | 'retired'>;

/**
 * All nodes of the run: who is in which pool, and how many node-seconds each state has had. Moving a node is
 * O(1); time is integrated from the counts, so nothing grows with the number of nodes but the set-up.
 */
export class Fleet {
  /** Node-seconds per `NODE_STATES` up to the last change. */
  readonly nodeSeconds = new Float64Array(NODE_STATES.length);
  /** Highest power of all nodes together so far (W). */
  peakWatts = 0;

  private readonly count = new Int32Array(NODE_STATES.length);
  private readonly state: Uint8Array;
  private readonly place: Int32Array;
  private readonly members: readonly (Int32Array | undefined)[];
  private readonly watts: Float64Array;
  private activity = stateIndex('restarting');
  private lastSeconds = 0;

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
    for (let node = 0; node < total; node++) {
      this.add(node, node < active ? ACTIVE : node < active + standby ? STANDBY : OFF);
    }
  }

  get active(): number {
    return this.count[ACTIVE]!;
  }

  inPlace(place: NodePlace): number {
    return this.count[indexOf(place)]!;
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
  anyOf(place: 'standby' | 'off'): number {
    const index = indexOf(place);
    return this.members[index]![this.count[index]! - 1]!;
  }

  move(now: number, node: number, to: NodePlace): void {
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
    this.add(node, indexOf(to));
  }

  /** What the job's nodes do from `now` on. */
  setActivity(now: number, activity: NodeState): void {
    this.advance(now);
    this.activity = stateIndex(activity);
  }

  /** Integrates node-seconds up to `now`. */
  advance(now: number): void {
    const elapsed = now - this.lastSeconds;
    if (elapsed <= 0) return;
    this.lastSeconds = now;
    const { nodeSeconds, count } = this;
    nodeSeconds[this.activity]! += count[ACTIVE]! * elapsed;
    for (let index = ACTIVITIES; index < nodeSeconds.length; index++) {
      nodeSeconds[index]! += count[index]! * elapsed;
    }
    const watts = this.wattsNow(this.activity);
    if (watts > this.peakWatts) this.peakWatts = watts;
  }

  /** Books `seconds` of the job's nodes, counted as training so far, as checkpoint stalls. */
  bookStalls(seconds: number): void {
    const nodeSeconds = this.count[ACTIVE]! * seconds;
    this.nodeSeconds[TRAINING]! -= nodeSeconds;
    this.nodeSeconds[CHECKPOINT]! += nodeSeconds;
  }

  /** Power of all nodes (W) if the job's nodes did `activity` with the pools as they are. */
  wattsIn(activity: NodeState): number {
    return this.wattsNow(stateIndex(activity));
  }

  get currentActivity(): NodeState {
    return NODE_STATES[this.activity]!;
  }

  private wattsNow(activity: number): number {
    const { watts, count } = this;
    let sum = count[ACTIVE]! * watts[activity]!;
    for (let index = ACTIVITIES; index < count.length; index++) sum += count[index]! * watts[index]!;
    return sum;
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

function indexOf(place: NodePlace): number {
  return place === 'active' ? ACTIVE : stateIndex(place);
}
