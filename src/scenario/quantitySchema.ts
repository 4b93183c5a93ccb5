import * as z from 'zod';
import { type FaultScope, UNIT_SCOPES } from '../simulation/input.ts';
import { nearest } from './nearest.ts';
import { type Dimension, parseQuantity, type Quantity, sameDimension, UNIT_WORDS } from './units.ts';

/** A kind of quantity that a scenario field can hold: what it is, its dimension, and how it is written. */
interface QuantityKind {
  readonly name: string;
  readonly dimensions: readonly Dimension[];
  readonly example: string;
  /** A unit word that must be there, where another kind has the same dimension. */
  readonly unit?: string;
}

/** What can fail; the units of a rate have the same names. */
export const FAULT_SCOPES: readonly FaultScope[] = ['gpu', 'node', ...UNIT_SCOPES, 'job'];

const KINDS = {
  duration: { name: 'a time', dimensions: [{ s: 1 }], example: '30 min' },
  power: { name: 'a power', dimensions: [{ J: 1, s: -1 }], example: '700 W' },
  money: { name: 'an amount of money', dimensions: [{ USD: 1 }], example: '300000 USD' },
  spending: {
    name: 'an amount of money per time',
    dimensions: [{ USD: 1, s: -1 }],
    example: '825000 USD/yr',
  },
  powerPrice: { name: 'a price of power', dimensions: [{ USD: 1, J: -1, s: 1 }], example: '11.7 USD/W' },
  energyPrice: { name: 'a price of energy', dimensions: [{ USD: 1, J: -1 }], example: '0.08 USD/kWh' },
  demandPrice: {
    name: 'a price of power per month',
    dimensions: [{ USD: 1, J: -1 }],
    example: '7.45 USD/(kW month)',
    unit: 'month',
  },
  rent: { name: 'a rent', dimensions: [{ USD: 1, gpu: -1, s: -1 }], example: '2.50 USD/(gpu hour)' },
  carbonIntensity: { name: 'a carbon intensity', dimensions: [{ kg: 1, J: -1 }], example: '369 gCO2/kWh' },
  carbonMass: { name: 'a mass of carbon', dimensions: [{ kg: 1 }], example: '164 kgCO2' },
  waterIntensity: { name: 'a water use', dimensions: [{ L: 1, J: -1 }], example: '0.3 L/kWh' },
  tokens: { name: 'a number of tokens', dimensions: [{ token: 1 }], example: '15.6 Ttoken' },
  parameters: { name: 'a number of parameters', dimensions: [{ param: 1 }], example: '405 Gparam' },
  flops: { name: 'an amount of arithmetic', dimensions: [{ FLOP: 1 }], example: '4.2 GFLOP' },
  flopRate: { name: 'a rate of arithmetic', dimensions: [{ FLOP: 1, s: -1 }], example: '989 TFLOP/s' },
  bytes: { name: 'an amount of memory', dimensions: [{ B: 1 }], example: '80 GB' },
  bandwidth: { name: 'a bandwidth', dimensions: [{ B: 1, s: -1 }], example: '3.35 TB/s' },
  temperature: { name: 'a temperature', dimensions: [{ degC: 1 }], example: '87 degC' },
  temperatureDifference: { name: 'a difference of temperatures', dimensions: [{ K: 1 }], example: '10 K' },
  thermalResistance: {
    name: 'a thermal resistance',
    dimensions: [{ K: 1, J: -1, s: 1 }],
    example: '0.065 K/W',
  },
  perKelvin: { name: 'a share per degree', dimensions: [{ K: -1 }], example: '0.002 / K' },
  frequency: { name: 'how often', dimensions: [{ s: -1 }], example: '0.08 / yr' },
  nodes: { name: 'a number of nodes', dimensions: [{ node: 1 }], example: '2048 node' },
  rate: {
    name: 'a failure rate',
    dimensions: FAULT_SCOPES.map((scope) => ({ [scope]: -1, s: -1 })),
    example: '3.79 / (1000 node day)',
  },
  nodeRate: {
    name: 'a failure rate per node',
    dimensions: [{ node: -1, s: -1 }],
    example: '3.79 / (1000 node day)',
  },
  tokenRate: { name: 'a rate per token', dimensions: [{ token: -1 }], example: '0.03 / Gtoken' },
} as const satisfies Record<string, QuantityKind>;

export type QuantityKindName = keyof typeof KINDS;

/** What values are accepted. */
export type Bound = 'positive' | 'not negative' | 'any';

/**
 * A field with a unit, written as text and parsed to base units (s, J, USD, …). A bare number is refused with the
 * spelling that would have been right.
 */
export function quantity(kind: QuantityKindName, bound: Bound = 'positive') {
  return quantityText(kind)
    .transform((text, context): number => readQuantity(text, kind, bound, context)?.value ?? z.NEVER)
    .meta(metadata(kind));
}

/** A failure rate together with what it counts failures of, as its unit says. */
export function rateWithScope() {
  return quantityText('rate')
    .transform((text, context): { readonly perSecond: number; readonly scope: FaultScope } => {
      const read = readQuantity(text, 'rate', 'not negative', context);
      if (read === null) return z.NEVER;
      const scope = FAULT_SCOPES.find((name) => read.dimension[name] !== undefined) ?? 'node';
      return { perSecond: read.value, scope };
    })
    .meta(metadata('rate'));
}

function metadata(kind: QuantityKindName) {
  const { name, example } = KINDS[kind];
  return { quantity: name, examples: [example] };
}

function quantityText(kind: QuantityKindName) {
  const { name, example } = KINDS[kind];
  return z.string({
    error: (issue) => {
      if (issue.input === undefined) return `is missing; write ${name} with its unit, like "${example}"`;
      return typeof issue.input === 'number'
        ? `is the bare number ${issue.input}, but ${name} needs its unit; write it like "${example}"`
        : `must be ${name} with its unit, like "${example}"`;
    },
  });
}

const OTHER_MONEY =
  /^[kM]?(EUR|GBP|CNY|RMB|JPY|CHF|INR|KRW|CAD|AUD|SEK|NOK|euros?|pounds?|dollars?|cents?|ct|[$€£¥])$/i;

/** What may have been meant by an unknown unit, with the end of the sentence. */
function unitHint(word: string | undefined): string {
  if (word === undefined) return '.';
  if (OTHER_MONEY.test(word)) return '; of money only USD is known.';
  const near = nearest(word, UNIT_WORDS);
  return near === undefined ? '.' : `; did you mean "${near}"?`;
}

/** Reads and checks a quantity; tells what is wrong with it and returns null if anything is. */
function readQuantity(
  text: string,
  kind: QuantityKindName,
  bound: Bound,
  context: z.core.$RefinementCtx<string>,
): Quantity | null {
  const { name, dimensions, example, unit }: QuantityKind = KINDS[kind];
  const refuse = (message: string): null => {
    context.issues.push({ code: 'custom', message, input: text });
    return null;
  };
  const parsed = parseQuantity(text);
  if (!parsed.ok) {
    return refuse(`"${text}" ${parsed.problem}${unitHint(parsed.word)} Write ${name} like "${example}"`);
  }
  const { value, dimension } = parsed.quantity;
  const zeroNeedsNoUnit = value === 0 && Object.keys(dimension).length === 0 && bound !== 'positive';
  if (!zeroNeedsNoUnit && !dimensions.some((allowed) => sameDimension(allowed, dimension))) {
    const found = Object.keys(dimension).length === 0 ? 'has no unit' : 'has another dimension';
    return refuse(`"${text}" ${found}, but ${name} is needed, like "${example}"`);
  }
  if (unit !== undefined && !zeroNeedsNoUnit && !text.includes(unit)) {
    return refuse(`"${text}" is not per ${unit}, but ${name} is needed, like "${example}"`);
  }
  if (!Number.isFinite(value)) return refuse(`"${text}" is not a finite number`);
  const allowed = bound === 'positive' ? 'more than 0' : '0 or more';
  if (bound !== 'any' && value < 0) return refuse(`"${text}" is negative; allowed is ${allowed}`);
  if (bound === 'positive' && value === 0) return refuse(`"${text}" is zero; allowed is ${allowed}`);
  return parsed.quantity;
}
