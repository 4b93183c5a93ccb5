import { expect } from 'vitest';
import type { RandomStream } from '../../src/engine/randomStream.ts';
import { RandomStreams } from '../../src/engine/randomStreams.ts';
import { normalQuantile } from '../../src/engine/special/normal.ts';

/** Standard normal luck. */
export const normal = (stream: RandomStream) => normalQuantile(stream.uniform());

export function drawn(n: number, draw: () => number): Float64Array {
  return Float64Array.from({ length: n }, draw);
}

/** How many of `studies` studies, each with fresh luck, have an interval that holds the truth. */
export function coveredBy(studies: number, name: string, covers: (stream: RandomStream) => boolean): number {
  const stream = new RandomStreams('coverage').stream(name);
  let covered = 0;
  for (let study = 0; study < studies; study++) covered += Number(covers(stream));
  return covered;
}

const standardErrors = (share: number, studies: number) => 4 * Math.sqrt((share * (1 - share)) / studies);

/** Neither more nor less often than stated, within four standard errors. */
export function expectCoverage(covered: number, studies: number, stated: number): void {
  expect(Math.abs(covered / studies - stated), `${covered} of ${studies}, not ${stated}`).toBeLessThan(
    standardErrors(stated, studies),
  );
}

/** At least as often as stated, within four standard errors. */
export function expectAtLeast(covered: number, studies: number, stated: number): void {
  expect(covered / studies, `${covered} of ${studies}, less than ${stated}`).toBeGreaterThan(
    stated - standardErrors(stated, studies),
  );
}

export const holds = ({ low, high }: { readonly low: number; readonly high: number }, truth: number) =>
  low <= truth && truth <= high;
