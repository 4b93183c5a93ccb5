import { RandomStreams } from '../../../src/engine/randomStreams.ts';
import { normalQuantile } from '../../../src/engine/special/normal.ts';

/** Standard normal draws from a stream of that name. */
export function normalStream(name: string): () => number {
  const stream = new RandomStreams('climate').stream(name);
  return () => normalQuantile(stream.uniform());
}
