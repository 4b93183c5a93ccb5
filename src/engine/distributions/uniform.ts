import type { Distribution } from './distribution.ts';
import { hazardFromCumulative } from './hazard.ts';

/** Equally likely between low and high. */
export function uniform(low: number, high: number): Distribution {
  const width = high - low;
  const cumulative = (x: number) =>
    Math.min(1, Math.max(0, width === 0 ? Number(x >= low) : (x - low) / width));
  const quantile = (p: number) => low + p * width;
  return {
    mean: 0.5 * (low + high),
    variance: (width * width) / 12,
    cumulative,
    quantile,
    ...hazardFromCumulative(cumulative, quantile),
  };
}
