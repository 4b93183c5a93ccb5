import { type Spacing, valueBetween } from '../sampling/spacing.ts';
import type { Axis } from '../sweep/axis.ts';
import { type AxisRange, writtenValue } from '../sweep/axisRange.ts';
import type { AxisValue } from '../sweep/axisValue.ts';

/** A range with the scale on which it is searched. */
export interface SearchRange extends AxisRange {
  readonly spacing: Spacing;
}

/** A range that is searched by coordinates from 0 (its low end) to 1. */
export interface NumberAxis {
  readonly kind: 'range' | 'whole';
  readonly path: string;
  readonly unit: string | null;
  readonly range: SearchRange;
}

/** Values that are all simulated. */
export interface ListAxis {
  readonly kind: 'list';
  readonly path: string;
  readonly unit: string | null;
  readonly values: readonly AxisValue[];
}

export type SearchAxis = NumberAxis | ListAxis;

/** Ranges whose ends differ by this factor or more are searched by the logarithm. */
const LOG_FACTOR = 10;

/**
 * What a search makes of an axis: a list stays one. A range goes by the logarithm where it was written with `log` or spans a
 * decade, and over whole numbers where it was written with `whole` or `isWhole` says so.
 */
export function searchAxis({ path, unit, span }: Axis, isWhole: boolean): SearchAxis {
  switch (span.kind) {
    case 'values':
      return { kind: 'list', path, unit, values: span.values };
    case 'range': {
      const { range } = span;
      const whole = range.whole || isWhole;
      const spacing = spacingOf(range);
      const ends = whole ? { low: Math.ceil(range.low), high: Math.floor(range.high) } : {};
      return { kind: whole ? 'whole' : 'range', path, unit, range: { ...range, ...ends, spacing, whole } };
    }
    default:
      return span satisfies never;
  }
}

function spacingOf({ low, high, law }: AxisRange): Spacing {
  if (low > 0 && high >= LOG_FACTOR * low) return 'log';
  return law.kind === 'even' ? law.spacing : 'linear';
}

/** The number at a coordinate, in the unit of the range. */
export function numberAt({ low, high, spacing }: SearchRange, coordinate: number): number {
  return valueBetween(low, high, spacing, coordinate);
}

export function coordinateOf({ low, high, spacing }: SearchRange, number: number): number {
  return spacing === 'log' ? Math.log(number / low) / Math.log(high / low) : (number - low) / (high - low);
}

/** A value of the range with as few digits as leave it within `tolerance` (in coordinates), and its own coordinate. */
export function roundValue(
  range: SearchRange,
  coordinate: number,
  tolerance: number,
): { readonly value: AxisValue; readonly coordinate: number } {
  const exact = numberAt(range, coordinate);
  for (let digits = 2; digits < 15; digits++) {
    const rounded = Number(exact.toPrecision(digits));
    if (rounded < range.low || rounded > range.high) continue;
    const place = coordinateOf(range, rounded);
    if (Math.abs(place - coordinate) <= tolerance) {
      return { value: writtenValue(range, rounded), coordinate: place };
    }
  }
  return { value: writtenValue(range, exact), coordinate };
}
