/**
 * The largest of fixed values over those members that take part at the moment: a tournament tree. `maximum` is O(1). A member
 * that joins or leaves is replayed upwards until nothing changes: log2 n matches at worst, whatever the sequence, and fewer
 * than two on average when members leave and join by chance, since a value decides at height h only with probability 2^-h.
 */
export class MaximumOfActive {
  private readonly values: Float64Array;
  /** Root at 1, children of k at 2k and 2k + 1, members from `firstLeaf`; -Infinity where nobody takes part. */
  private readonly winners: Float64Array;
  private readonly firstLeaf: number;

  constructor(values: Float64Array) {
    this.values = values;
    let leaves = 1;
    while (leaves < values.length) leaves *= 2;
    this.firstLeaf = leaves;
    this.winners = new Float64Array(2 * leaves).fill(Number.NEGATIVE_INFINITY);
  }

  /** -Infinity when nobody takes part. */
  get maximum(): number {
    return this.winners[1]!;
  }

  join(member: number): void {
    this.replay(member, this.values[member]!);
  }

  leave(member: number): void {
    this.replay(member, Number.NEGATIVE_INFINITY);
  }

  private replay(member: number, value: number): void {
    const { winners } = this;
    let at = this.firstLeaf + member;
    winners[at] = value;
    while (at > 1) {
      at >>= 1;
      const left = winners[2 * at]!;
      const right = winners[2 * at + 1]!;
      const winner = left > right ? left : right;
      if (winners[at] === winner) return;
      winners[at] = winner;
    }
  }
}
