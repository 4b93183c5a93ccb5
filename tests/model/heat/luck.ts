import { RandomStreams } from '../../../src/engine/randomStreams.ts';

/** Uniform draws from a stream of that name. */
export function uniformStream(name: string): () => number {
  const stream = new RandomStreams('heat').stream(name);
  return () => stream.uniform();
}
