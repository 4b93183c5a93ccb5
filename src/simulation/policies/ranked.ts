import type { RandomStream } from '../../engine/randomStream.ts';
import type { Rank } from './selection.ts';

/** Nodes with their ranks, read once; equals are ordered by chance. The given array is put in order in place. */
export class Ranked {
  readonly nodes: Int32Array;
  private readonly rank: Float64Array;
  private readonly tie: Float64Array;

  constructor(nodes: Int32Array, rank: Rank, luck: RandomStream) {
    this.nodes = nodes;
    this.rank = new Float64Array(nodes.length);
    this.tie = new Float64Array(nodes.length);
    for (let position = 0; position < nodes.length; position++) {
      this.rank[position] = rank(nodes[position]!);
      this.tie[position] = luck.uniform();
    }
  }

  /** Brings the `count` lowest of the places [from, to) to their beginning, in no order: quickselect (Hoare 1961). */
  bringForward(count: number, from: number, to: number): void {
    let low = from;
    let high = to - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      const rank = this.rank[middle]!;
      const tie = this.tie[middle]!;
      let left = low;
      let right = high;
      while (left <= right) {
        while (this.isBefore(left, rank, tie)) left += 1;
        while (this.isAfter(right, rank, tie)) right -= 1;
        if (left > right) break;
        this.swap(left, right);
        left += 1;
        right -= 1;
      }
      if (from + count <= right) high = right;
      else if (from + count > left) low = left;
      else return;
    }
  }

  private isBefore(position: number, rank: number, tie: number): boolean {
    const own = this.rank[position]!;
    return own < rank || (own === rank && this.tie[position]! < tie);
  }

  private isAfter(position: number, rank: number, tie: number): boolean {
    const own = this.rank[position]!;
    return own > rank || (own === rank && this.tie[position]! > tie);
  }

  private swap(a: number, b: number): void {
    const { nodes, rank, tie } = this;
    const node = nodes[a]!;
    nodes[a] = nodes[b]!;
    nodes[b] = node;
    const ownRank = rank[a]!;
    rank[a] = rank[b]!;
    rank[b] = ownRank;
    const ownTie = tie[a]!;
    tie[a] = tie[b]!;
    tie[b] = ownTie;
  }
}
