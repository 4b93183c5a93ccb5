import type { Column } from '../montecarlo/column.ts';
import type { Chunk } from '../montecarlo/plan.ts';
import type { ChunkResult } from '../montecarlo/runChunk.ts';
import { type RunTable, rowWidth } from '../montecarlo/runTable.ts';

/** Results of one point as they come in, in any order. */
export class Results {
  readonly chunks: Chunk[] = [];
  private readonly columns: readonly Column[];
  private readonly width: number;
  private readonly errors = new Map<number, string>();
  private values = new Float64Array(0);

  constructor(columns: readonly Column[]) {
    this.columns = columns;
    this.width = rowWidth(columns);
  }

  add(result: ChunkResult): void {
    const end = (result.from + result.count) * this.width;
    if (end > this.values.length) {
      const grown = new Float64Array(Math.max(end, this.values.length * 2));
      grown.set(this.values);
      this.values = grown;
    }
    this.values.set(result.values, result.from * this.width);
    this.chunks.push({ from: result.from, count: result.count });
    for (const { replication, message } of result.errors) this.errors.set(replication, message);
  }

  /** Replications that are there. */
  get count(): number {
    return this.chunks.reduce((sum, chunk) => sum + chunk.count, 0);
  }

  /** Replications 0, 1, … up to the first that is missing. */
  table(): RunTable {
    let rows = 0;
    for (const { from, count } of [...this.chunks].sort((a, b) => a.from - b.from)) {
      if (from > rows) break;
      rows = Math.max(rows, from + count);
    }
    return { columns: this.columns, rows, values: this.values, errors: this.errors };
  }
}
