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

/** Simulates chunks of one point. A replication that fails becomes a row with its message; the others go on. */
export function createChunkRunner(input: SimulationInput, seed: string): (chunk: Chunk) => ChunkResult {
  const streams = new RandomStreams(seed);
  const columns = columnsOf(input);
  const width = rowWidth(columns);
  return ({ from, count }) => {
    const values = new Float64Array(count * width);
    const errors: { replication: number; message: string }[] = [];
    for (let index = 0; index < count; index++) {
      const replication = from + index;
      streams.startReplication(replication);
      try {
        encodeRow(simulate(input, streams), input, columns, values, index * width);
      } catch (error) {
        encodeFailure(columns, values, index * width);
        errors.push({ replication, message: error instanceof Error ? error.message : String(error) });
      }
    }
    return { from, count, values, errors };
  };
}

export function columnsOf(input: SimulationInput): readonly Column[] {
  return metricColumns(input.faults.classes.map((faultClass) => faultClass.name));
}
