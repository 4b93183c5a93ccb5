import normalQuantile from '@stdlib/stats-base-dists-normal-quantile';
import { type Spacing, valueBetween } from './spacing.ts';

/**
 * How likely the values of a range are. `even`: all alike, on the scale of its spacing. `normal` and `lognormal`: the ends hold
 * the middle 90 %, which is how experts are asked (O'Hagan et al., Uncertain Judgements, 2006). `triangular`: rising to the mode.
 */
export type RangeLaw =
  | { readonly kind: 'even'; readonly spacing: Spacing }
  | { readonly kind: 'normal' }
  | { readonly kind: 'lognormal' }
  | { readonly kind: 'triangular'; readonly mode: number };

/** Standard normal quantile of 95 %. */
const Z95 = normalQuantile(0.95, 0, 1);

/** The value that a share (above 0, below 1) of the law lies below. */
export function quantileOfRange(low: number, high: number, law: RangeLaw, share: number): number {
  switch (law.kind) {
    case 'even':
      return valueBetween(low, high, law.spacing, share);
    case 'normal':
      return normal(low, high, share);
    case 'lognormal':
      return Math.exp(normal(Math.log(low), Math.log(high), share));
    case 'triangular': {
      const rising = (law.mode - low) / (high - low);
      return share < rising
        ? low + Math.sqrt(share * (high - low) * (law.mode - low))
        : high - Math.sqrt((1 - share) * (high - low) * (high - law.mode));
    }
    default:
      return law satisfies never;
  }
}

function normal(low: number, high: number, share: number): number {
  return (low + high) / 2 + ((high - low) / (2 * Z95)) * normalQuantile(share, 0, 1);
}
