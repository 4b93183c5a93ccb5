import type { Chunk } from '../montecarlo/plan.ts';
import type { StoredValues } from '../montecarlo/runTable.ts';
import type { JournalValues } from './journalValues.ts';

/** A chunk of finished replications: its values, row-major, or null where only the journal holds them. */
export interface KeptChunk extends Chunk {
  readonly values: Float64Array | null;
  /** Where the values stand in the journal. */
  readonly offset: number;
}

/** Bytes of columns that are read together, because each reading goes through the whole journal. */
const COLUMN_BYTES = 64 * 2 ** 20;

/** Rows [start, end) of a table, in a chunk that may begin before them. */
interface Stretch {
  readonly start: number;
  readonly end: number;
  readonly chunk: KeptChunk;
}

/** Values of replications in chunks, which lie in memory or in the journal. `chunks` are sorted and leave no gap. */
export function chunkValues(
  chunks: readonly KeptChunk[],
  width: number,
  journal: JournalValues | null,
): StoredValues {
  const stretches = stretchesOf(chunks);
  const largest = chunks.reduce(
    (most, { count, values }) => (values === null ? Math.max(most, count) : most),
    0,
  );
  // One chunk of the journal at a time; what was read before is overwritten.
  const scratch = new Float64Array(largest * width);
  const valuesOf = ({ values, count, offset }: KeptChunk): Float64Array => {
    if (values !== null) return values;
    const target = scratch.subarray(0, count * width);
    journal!.read(offset, target);
    return target;
  };

  let at = -1;
  let current: Stretch | null = null;
  let currentValues: Float64Array = scratch;
  const moveTo = (row: number): Stretch => {
    const next = stretches[at + 1];
    at = next !== undefined && row >= next.start && row < next.end ? at + 1 : placeOf(stretches, row);
    const found = stretches[at];
    if (found === undefined) throw new RangeError(`there is no replication ${row}`);
    current = found;
    currentValues = valuesOf(found.chunk);
    return found;
  };

  const ahead = new Map<number, Float64Array>();
  let aheadRows = 0;
  let expected = 0;
  const readAhead = (first: number, rows: number) => {
    ahead.clear();
    aheadRows = rows;
    const most = Math.max(1, Math.floor(COLUMN_BYTES / (8 * Math.max(1, rows))));
    const targets = Array.from(
      { length: first === expected ? Math.min(most, width - first) : 1 },
      () => new Float64Array(rows),
    );
    for (const { start, end, chunk } of stretches) {
      if (start >= rows) break;
      const values = valuesOf(chunk);
      for (let row = start; row < Math.min(end, rows); row++) {
        const from = (row - chunk.from) * width + first;
        for (let place = 0; place < targets.length; place++) targets[place]![row] = values[from + place]!;
      }
    }
    targets.forEach((values, place) => {
      ahead.set(first + place, values);
    });
    // The scratch holds another chunk now.
    current = null;
    at = -1;
  };

  return {
    valueAt: (row, place) => {
      const { chunk } = current !== null && row >= current.start && row < current.end ? current : moveTo(row);
      return currentValues[(row - chunk.from) * width + place]!;
    },
    placeValues: (place, rows) => {
      if (aheadRows !== rows || !ahead.has(place)) readAhead(place, rows);
      expected = place + 1;
      const values = ahead.get(place)!;
      ahead.delete(place);
      return values;
    },
  };
}

function stretchesOf(chunks: readonly KeptChunk[]): Stretch[] {
  const stretches: Stretch[] = [];
  let start = 0;
  for (const chunk of chunks) {
    const end = chunk.from + chunk.count;
    // Chunks of a journal may overlap; the same replication is the same in all.
    if (end > start) stretches.push({ start, end, chunk });
    start = Math.max(start, end);
  }
  return stretches;
}

/** Index of the stretch with a row, by bisection; that of none where there is no such row. */
function placeOf(stretches: readonly Stretch[], row: number): number {
  let [low, high] = [0, stretches.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (stretches[middle]!.end <= row) low = middle + 1;
    else high = middle;
  }
  return low;
}
