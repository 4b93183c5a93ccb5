/** Something that spoilt the state of the training at a moment and is not noticed yet. */
export interface Corruption {
  /** Fault class, or -1 for a loss spike. */
  readonly classIndex: number;
  /** Node that goes on spoiling it, or -1. */
  node: number;
  /** Nominal seconds of training that are clean. */
  cleanWork: number;
  /** How much further back than that the run is thrown (nominal s). */
  readonly extraRollback: number;
}

/**
 * Corruptions of the state that nobody has noticed. One that a rollback undoes is gone, unless its node is still in the job:
 * then the restored state is spoilt from where it goes on.
 */
export class Corruptions {
  private readonly open = new Map<number, Corruption>();
  private nextId = 0;

  begin(corruption: Corruption): number {
    const id = this.nextId++;
    this.open.set(id, corruption);
    return id;
  }

  get size(): number {
    return this.open.size;
  }

  /** Takes a corruption that has been noticed; undefined if it is gone. */
  take(id: number): Corruption | undefined {
    const corruption = this.open.get(id);
    this.open.delete(id);
    return corruption;
  }

  /** A node leaves the job for repair; what it spoilt stays spoilt. */
  nodeMended(node: number): void {
    for (const corruption of this.open.values()) if (corruption.node === node) corruption.node = -1;
  }

  /** The run is thrown back to the state at `work`, or trains on from it: nodes may have left since. */
  rolledBack(work: number): void {
    if (this.open.size === 0) return;
    for (const [id, corruption] of this.open) {
      if (corruption.cleanWork < work) continue;
      if (corruption.node < 0) this.open.delete(id);
      else corruption.cleanWork = work;
    }
  }
}
