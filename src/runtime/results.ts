import type { Column } from '../montecarlo/column.ts';
import type { Chunk } from '../montecarlo/plan.ts';
import type { ChunkResult } from '../montecarlo/runChunk.ts';
import { type RunTable, rowWidth } from '../montecarlo/runTable.ts';
import { chunkValues, type KeptChunk } from './chunkValues.ts';
import type { JournalValues } from './journalValues.ts';

/** Memory for the values of a study, shared by its points; what finds no room stays in the journals alone. */
export interface ValueMemory {
  bytesLeft: number;
}

/** Values of a study that are kept in memory; a study of more is read from its journals when they are wanted. */
export const VALUE_BYTES = 64 * 2 ** 20;

/** Results of one point as they come in, in any order. */
export class Results {
  private readonly kept: KeptChunk[] = [];
  private readonly columns: readonly Column[];
  private readonly journal: JournalValues | null;
  private readonly memory: ValueMemory;
  private readonly errors = new Map<number, string>();

  /** Without a journal everything stays in memory. */
  constructor(
    columns: readonly Column[],
    journal: JournalValues | null = null,
    memory: ValueMemory = { bytesLeft: Number.POSITIVE_INFINITY },
  ) {
    this.columns = columns;
    this.journal = journal;
    this.memory = memory;
  }

  /** `offset` is where the values stand in the journal. */
  add({ from, count, values, errors }: ChunkResult, offset = 0): void {
    const fits = values.byteLength <= this.memory.bytesLeft;
    if (fits) this.memory.bytesLeft -= values.byteLength;
    this.kept.push({ from, count, values: fits ? values : null, offset });
    for (const { replication, message } of errors) this.errors.set(replication, message);
  }

  get chunks(): readonly Chunk[] {
    return this.kept;
  }

  /** Replications that are there. */
  get count(): number {
    return this.kept.reduce((sum, chunk) => sum + chunk.count, 0);
  }

  /** Replications 0, 1, … up to the first that is missing. */
  table(): RunTable {
    const chunks: KeptChunk[] = [];
    let rows = 0;
    for (const chunk of [...this.kept].sort((a, b) => a.from - b.from)) {
      if (chunk.from > rows) break;
      rows = Math.max(rows, chunk.from + chunk.count);
      chunks.push(chunk);
    }
    const values = chunkValues(chunks, rowWidth(this.columns), this.journal);
    return { columns: this.columns, rows, values, errors: this.errors };
  }
}
