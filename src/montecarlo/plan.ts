/** A stretch of consecutive replications: the unit of work of a worker, of the journal and of a clean stop. */
export interface Chunk {
  readonly from: number;
  readonly count: number;
}

/** Replications in one chunk: milliseconds to a second of work for the scenarios there are. */
export const CHUNK_SIZE = 25;

/** Chunks for what is still missing of replications 0 to `wanted` - 1, in order. */
export function missingChunks(done: readonly Chunk[], wanted: number): Chunk[] {
  const have = [...done].sort((a, b) => a.from - b.from);
  const chunks: Chunk[] = [];
  let next = 0;
  const fillTo = (end: number) => {
    while (next < end) {
      const count = Math.min(CHUNK_SIZE, end - next);
      chunks.push({ from: next, count });
      next += count;
    }
  };
  for (const chunk of have) {
    fillTo(Math.min(chunk.from, wanted));
    next = Math.max(next, chunk.from + chunk.count);
  }
  fillTo(wanted);
  return chunks;
}
