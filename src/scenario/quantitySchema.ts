import * as z from 'zod';
import { nearest } from './nearest.ts';
import { type Dimension, parseQuantity, sameDimension, UNIT_WORDS } from './units.ts';

/** A kind of quantity that a scenario field can hold: what it is, its dimension, and how it is written. */
interface QuantityKind {
  readonly name: string;
  readonly dimensions: readonly Dimension[];
  readonly example: string;
}

const KINDS = {
  duration: { name: 'a time', dimensions: [{ s: 1 }], example: '30 min' },
  power: { name: 'a power', dimensions: [{ J: 1, s: -1 }], example: '700 W' },
  money: { name: 'an amount of money', dimensions: [{ USD: 1 }], example: '300000 USD' },
  energyPrice: { name: 'a price of energy', dimensions: [{ USD: 1, J: -1 }], example: '0.08 USD/kWh' },
  rent: { name: 'a rent', dimensions: [{ USD: 1, gpu: -1, s: -1 }], example: '2.50 USD/(gpu hour)' },
  carbonIntensity: { name: 'a carbon intensity', dimensions: [{ kg: 1, J: -1 }], example: '369 gCO2/kWh' },
  waterIntensity: { name: 'a water use', dimensions: [{ L: 1, J: -1 }], example: '0.3 L/kWh' },
  tokens: { name: 'a number of tokens', dimensions: [{ token: 1 }], example: '15.6 Ttoken' },
  parameters: { name: 'a number of parameters', dimensions: [{ param: 1 }], example: '405 Gparam' },
  flops: { name: 'an amount of arithmetic', dimensions: [{ FLOP: 1 }], example: '4.2 GFLOP' },
  flopRate: { name: 'a rate of arithmetic', dimensions: [{ FLOP: 1, s: -1 }], example: '989 TFLOP/s' },
  bytes: { name: 'an amount of memory', dimensions: [{ B: 1 }], example: '80 GB' },
  bandwidth: { name: 'a bandwidth', dimensions: [{ B: 1, s: -1 }], example: '3.35 TB/s' },
  temperature: { name: 'a temperature', dimensions: [{ degC: 1 }], example: '87 degC' },
  nodes: { name: 'a number of nodes', dimensions: [{ node: 1 }], example: '2048 node' },
  rate: {
    name: 'a failure rate',
    dimensions: [
      { node: -1, s: -1 },
      { gpu: -1, s: -1 },
      { job: -1, s: -1 },
    ],
    example: '3.79 / (1000 node day)',
  },
  nodeRate: {
    name: 'a failure rate per node',
    dimensions: [{ node: -1, s: -1 }],
    example: '3.79 / (1000 node day)',
  },
} as const satisfies Record<string, QuantityKind>;

export type QuantityKindName = keyof typeof KINDS;

/** What values are accepted. */
export type Bound = 'positive' | 'not negative' | 'any';

/**
 * A field with a unit, written as text and parsed to base units (s, J, USD, …). A bare number is refused with the
 * spelling that would have been right.
 */
export function quantity(kind: QuantityKindName, bound: Bound = 'positive') {
  const { name, dimensions, example }: QuantityKind = KINDS[kind];
  return z
    .string({
      error: (issue) =>
        typeof issue.input === 'number'
          ? `is the bare number ${issue.input}, but ${name} needs its unit; write it like "${example}"`
          : `must be ${name} with its unit, like "${example}"`,
    })
    .transform((text, context): number => {
      const refuse = (message: string): never => {
        context.issues.push({ code: 'custom', message, input: text });
        return z.NEVER;
      };
      const parsed = parseQuantity(text);
      if (!parsed.ok) {
        const near = parsed.word === undefined ? undefined : nearest(parsed.word, UNIT_WORDS);
        const hint = near === undefined ? '' : `; did you mean "${near}"?`;
        return refuse(`"${text}" ${parsed.problem}${hint} Write ${name} like "${example}"`);
      }
      const { value, dimension } = parsed.quantity;
      const zeroNeedsNoUnit = value === 0 && Object.keys(dimension).length === 0 && bound !== 'positive';
      if (!zeroNeedsNoUnit && !dimensions.some((allowed) => sameDimension(allowed, dimension))) {
        const found = Object.keys(dimension).length === 0 ? 'has no unit' : 'has another dimension';
        return refuse(`"${text}" ${found}, but ${name} is needed, like "${example}"`);
      }
      if (!Number.isFinite(value)) return refuse(`"${text}" is not a finite number`);
      if (bound !== 'any' && value < 0)
        return refuse(
          `"${text}" is negative; allowed is ${bound === 'positive' ? 'more than 0' : '0 or more'}`,
        );
      if (bound === 'positive' && value === 0) return refuse(`"${text}" is zero; allowed is more than 0`);
      return value;
    })
    .meta({ quantity: name, examples: [example] });
}

/** A rate keeps the scope that its unit names: per node, per GPU or per job. */
export type RateScope = 'node' | 'gpu' | 'job';

/** Scope named by the text of a rate that has already passed `quantity('rate')`. */
export function rateScope(text: string): RateScope {
  const parsed = parseQuantity(text);
  const dimension = parsed.ok ? parsed.quantity.dimension : {};
  return dimension['gpu'] !== undefined ? 'gpu' : dimension['job'] !== undefined ? 'job' : 'node';
}
