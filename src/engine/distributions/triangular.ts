import type { Distribution } from './distribution.ts';
import { hazardFromCumulative } from './hazard.ts';

/** Triangle between low and high with its peak at mode. */
export function triangular(low: number, mode: number, high: number): Distribution {
  const width = high - low;
  const left = mode - low;
  const right = high - mode;
  const atMode = width === 0 ? 1 : left / width;
  const cumulative = (x: number) => {
    if (x <= low) return width === 0 && x === low ? 1 : 0;
    if (x >= high) return 1;
    return x <= mode
      ? ((x - low) * (x - low)) / (width * left)
      : 1 - ((high - x) * (high - x)) / (width * right);
  };
  const quantile = (p: number) =>
    p <= atMode ? low + Math.sqrt(p * width * left) : high - Math.sqrt((1 - p) * width * right);
  return {
    mean: (low + mode + high) / 3,
    variance: (left * left + left * right + right * right) / 18,
    cumulative,
    quantile,
    ...hazardFromCumulative(cumulative, quantile),
  };
}
