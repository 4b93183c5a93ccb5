import { gamma } from '../distributions/gamma.ts';
import type { Estimate } from './intervals.ts';

/** Events per unit of exposure with the exact interval of Garwood (1936), by the chi-square link of Poisson and gamma. */
export function poissonRate(events: number, exposure: number, confidence: number): Estimate {
  const tail = (1 - confidence) / 2;
  return {
    value: events / exposure,
    low: events === 0 ? 0 : gamma(events, events).quantile(tail) / exposure,
    high: gamma(events + 1, events + 1).quantile(1 - tail) / exposure,
  };
}
