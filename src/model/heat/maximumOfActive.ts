export interface Ranked {
  readonly member: number;
  readonly value: number;
}

/** The members from the largest value down: each call tells the next, every member once. */
export type NextLargest = () => Ranked;

/**
 * The largest of fixed values over those members that take part at the moment. The ranking is known as far down as it was
 * needed, and nobody before `first` takes part: joining and leaving are O(1), and the maximum is O(1) while the champion
 * stays. Where he left, the next one is looked for: members / participants places on average, and only the few largest of a
 * fleet are ever ranked. Right after any sequence; one made to defeat it (the whole ranking leaves and joins in turn) costs
 * a scan each time.
 */
export class MaximumOfActive {
  private readonly nextLargest: NextLargest;
  private readonly isActive: Uint8Array;
  /** Place in the ranking, from 1; 0 while it is not known. */
  private readonly rankOf: Int32Array;
  private readonly ranking: Ranked[] = [];
  private first = 0;
  private participants = 0;

  constructor(members: number, nextLargest: NextLargest) {
    this.nextLargest = nextLargest;
    this.isActive = new Uint8Array(members);
    this.rankOf = new Int32Array(members);
  }

  /** -Infinity when nobody takes part. */
  get maximum(): number {
    if (this.participants === 0) return Number.NEGATIVE_INFINITY;
    for (;;) {
      const { member, value } = this.ranking[this.first] ?? this.rankNext();
      if (this.isActive[member] === 1) return value;
      this.first += 1;
    }
  }

  join(member: number): void {
    if (this.isActive[member] === 1) return;
    this.isActive[member] = 1;
    this.participants += 1;
    const rank = this.rankOf[member]!;
    if (rank > 0 && rank <= this.first) this.first = rank - 1;
  }

  leave(member: number): void {
    if (this.isActive[member] === 0) return;
    this.isActive[member] = 0;
    this.participants -= 1;
  }

  private rankNext(): Ranked {
    const next = this.nextLargest();
    this.ranking.push(next);
    this.rankOf[next.member] = this.ranking.length;
    return next;
  }
}
