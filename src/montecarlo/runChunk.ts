import { RandomStreams } from '../engine/randomStreams.ts';
import type { SimulationInput } from '../simulation/input.ts';
import { simulate } from '../simulation/simulate.ts';
import type { Column } from './column.ts';
import { metricColumns } from './columns.ts';
import type { Chunk } from './plan.ts';
import { encodeFailure, encodeRow, rowWidth } from './runTable.ts';

export interface ChunkResult extends Chunk {
  /** `count` rows as in `RunTable`. */
  readonly values: Float64Array;
  readonly errors: readonly { readonly replication: number; readonly message: string }[];
}

export type ChunkRunner = (chunk: Chunk) => ChunkResult;

/** What a row simulates. */
export interface RowWork {
  readonly input: SimulationInput;
  /** The replication whose luck it sees. */
  readonly luck: number;
  /** By place of the point's columns; null for one that this row has not. */
  readonly columns: readonly (Column | null)[];
}

/** Simulates chunks of one point: row r is replication r. */
export function createChunkRunner(input: SimulationInput, seed: string): ChunkRunner {
  const columns = columnsOf(input);
  return chunkRunner(columns, seed, (row) => ({ input, luck: row, columns }));
}

/** Simulates chunks of rows. A row that fails becomes one with its message; the others go on. */
export function chunkRunner(
  columns: readonly Column[],
  seed: string,
  workOf: (row: number) => RowWork,
): ChunkRunner {
  const streams = new RandomStreams(seed);
  const width = rowWidth(columns);
  return ({ from, count }) => {
    const values = new Float64Array(count * width);
    const errors: { replication: number; message: string }[] = [];
    for (let index = 0; index < count; index++) {
      const row = from + index;
      try {
        const work = workOf(row);
        streams.startReplication(work.luck);
        encodeRow(simulate(work.input, streams), work.input, work.columns, values, index * width);
      } catch (error) {
        encodeFailure(columns, values, index * width);
        errors.push({ replication: row, message: error instanceof Error ? error.message : String(error) });
      }
    }
    return { from, count, values, errors };
  };
}

export function columnsOf(input: SimulationInput): readonly Column[] {
  return metricColumns(input.faults.classes.map((faultClass) => faultClass.name));
}
