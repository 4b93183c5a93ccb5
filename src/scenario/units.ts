/** Exponents of the base units that a quantity is made of; absent means 0. */
export type Dimension = Readonly<Record<string, number>>;

/** A value in base units: s, J, B, FLOP, USD, token, node, gpu, job, rack, switch, cooling_zone, power_zone, site, kg, L, K, param. */
export interface Quantity {
  readonly value: number;
  readonly dimension: Dimension;
}

interface Unit {
  readonly factor: number;
  readonly dimension: Dimension;
  /** Whether k, M, G, T, P, E (and m, u, n if `small`) may stand before it. */
  readonly prefix?: 'large' | 'both';
}

const MINUTE = 60;
const HOUR = 3600;
const DAY = 24 * HOUR;

/** The unit words a scenario may use. A year is 365 days (8760 h), as depreciation and tariffs count it; a month is a twelfth of it. */
const UNITS: Readonly<Record<string, Unit>> = {
  ...named(['s', 'sec', 'second', 'seconds'], 1, { s: 1 }),
  ...named(['ms'], 1e-3, { s: 1 }),
  ...named(['us'], 1e-6, { s: 1 }),
  ...named(['min', 'minute', 'minutes'], MINUTE, { s: 1 }),
  ...named(['h', 'hr', 'hour', 'hours'], HOUR, { s: 1 }),
  ...named(['d', 'day', 'days'], DAY, { s: 1 }),
  ...named(['week', 'weeks'], 7 * DAY, { s: 1 }),
  ...named(['month', 'months'], (365 * DAY) / 12, { s: 1 }),
  ...named(['yr', 'year', 'years'], 365 * DAY, { s: 1 }),
  ...named(['W'], 1, { J: 1, s: -1 }, 'large'),
  ...named(['J'], 1, { J: 1 }, 'large'),
  ...named(['Wh'], HOUR, { J: 1 }, 'large'),
  ...named(['B', 'byte', 'bytes'], 1, { B: 1 }, 'large'),
  ...named(['KiB'], 2 ** 10, { B: 1 }),
  ...named(['MiB'], 2 ** 20, { B: 1 }),
  ...named(['GiB'], 2 ** 30, { B: 1 }),
  ...named(['TiB'], 2 ** 40, { B: 1 }),
  ...named(['bit', 'bits'], 0.125, { B: 1 }, 'large'),
  ...named(['FLOP', 'FLOPs'], 1, { FLOP: 1 }, 'large'),
  ...named(['USD'], 1, { USD: 1 }, 'large'),
  ...named(['token', 'tokens'], 1, { token: 1 }, 'large'),
  ...named(['param', 'params', 'parameter', 'parameters'], 1, { param: 1 }, 'large'),
  ...named(['node', 'nodes'], 1, { node: 1 }),
  ...named(['gpu', 'gpus', 'GPU', 'GPUs'], 1, { gpu: 1 }),
  ...named(['job', 'jobs'], 1, { job: 1 }),
  ...named(['rack', 'racks'], 1, { rack: 1 }),
  ...named(['switch', 'switches'], 1, { switch: 1 }),
  ...named(['cooling_zone', 'cooling_zones'], 1, { cooling_zone: 1 }),
  ...named(['power_zone', 'power_zones'], 1, { power_zone: 1 }),
  ...named(['site', 'sites'], 1, { site: 1 }),
  ...named(['g', 'gCO2', 'gCO2e'], 1e-3, { kg: 1 }),
  ...named(['kg', 'kgCO2', 'kgCO2e'], 1, { kg: 1 }),
  ...named(['t', 'tCO2', 'tCO2e'], 1e3, { kg: 1 }),
  ...named(['L'], 1, { L: 1 }),
  ...named(['degC'], 1, { degC: 1 }),
  ...named(['K'], 1, { K: 1 }),
  ...named(['%'], 0.01, {}),
  ...named(['thousand'], 1e3, {}),
  ...named(['million'], 1e6, {}),
  ...named(['billion'], 1e9, {}),
};

const PREFIXES: Readonly<Record<string, number>> = { k: 1e3, M: 1e6, G: 1e9, T: 1e12, P: 1e15, E: 1e18 };

/** Every unit word, for suggestions. */
export const UNIT_WORDS: readonly string[] = Object.entries(UNITS).flatMap(([word, unit]) =>
  unit.prefix === undefined ? [word] : [word, ...Object.keys(PREFIXES).map((prefix) => prefix + word)],
);

export type QuantityResult =
  | { readonly ok: true; readonly quantity: Quantity }
  | { readonly ok: false; readonly problem: string; readonly word?: string };

/**
 * Reads a quantity with units. Grammar: terms joined by `*` or `/`, left to right; a term is factors side by side,
 * which bind tighter (`USD / gpu hour` is per gpu-hour); a factor is a number, a unit word or a term in parentheses,
 * with an optional whole power from -9 to 9. A number inside a term must stand between units: `1 000 s` and `1 h 30` are
 * mistakes. A sign may stand only in front of everything.
 */
export function parseQuantity(text: string): QuantityResult {
  const tokens = text.match(
    /\d+(?:\.\d*)?(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?|[A-Za-z]+(?:_[A-Za-z]+)*\d?[A-Za-z]*|[%()*/^+-]|\S/g,
  );
  if (tokens === null) return { ok: false, problem: 'is empty' };
  let position = 0;
  let failure: { problem: string; word?: string } | null = null;
  const fail = (problem: string, word?: string): Quantity => {
    failure ??= word === undefined ? { problem } : { problem, word };
    position = tokens.length;
    return { value: Number.NaN, dimension: {} };
  };

  const isNumber = (token: string | undefined) => token !== undefined && /^[\d.]/.test(token);
  const expression = (): Quantity => {
    let left = term();
    while (tokens[position] === '*' || tokens[position] === '/') {
      const divide = tokens[position++] === '/';
      const right = term();
      left = {
        value: divide ? left.value / right.value : left.value * right.value,
        dimension: combine(left.dimension, right.dimension, divide ? -1 : 1),
      };
    }
    return left;
  };
  const term = (): Quantity => {
    let left = factor();
    while (position < tokens.length && !/^[)*/]$/.test(tokens[position]!)) {
      const next = tokens[position];
      const unitFollows = /^[A-Za-z%(]/.test(tokens[position + 1] ?? '');
      if (isNumber(next) && (isNumber(tokens[position - 1]) || !unitFollows)) {
        return fail(`has the number ${next} without an operator`);
      }
      const right = factor();
      left = { value: left.value * right.value, dimension: combine(left.dimension, right.dimension, 1) };
    }
    return left;
  };
  const factor = (): Quantity => {
    const word = tokens[position++];
    if (word === undefined) return fail('ends too early');
    let base: Quantity;
    if (word === '(') {
      base = expression();
      if (tokens[position++] !== ')') return fail('has an open parenthesis');
    } else if (isNumber(word)) {
      base = { value: Number(word), dimension: {} };
    } else {
      const unit = lookUpUnit(word);
      if (unit === undefined) return fail(`has an unknown unit "${word}"`, word);
      base = { value: unit.factor, dimension: unit.dimension };
    }
    if (tokens[position] !== '^') return base;
    position += 1;
    const negative = tokens[position] === '-';
    if (negative) position += 1;
    const exponent = Number(tokens[position++]);
    if (!Number.isInteger(exponent)) return fail('has a power that is not a whole number');
    if (exponent > 9) return fail('has a power beyond 9');
    return power(base, negative ? -exponent : exponent);
  };

  const sign = tokens[0] === '-' ? -1 : 1;
  if (tokens[0] === '-' || tokens[0] === '+') position = 1;
  const quantity = expression();
  if (failure !== null) return { ok: false, ...(failure as { problem: string; word?: string }) };
  if (position < tokens.length) return { ok: false, problem: `has an unexpected "${tokens[position]}"` };
  return { ok: true, quantity: { ...quantity, value: sign * quantity.value } };
}

export function sameDimension(left: Dimension, right: Dimension): boolean {
  const keys = new Set([...Object.keys(left), ...Object.keys(right)]);
  return [...keys].every((key) => (left[key] ?? 0) === (right[key] ?? 0));
}

function lookUpUnit(word: string): Unit | undefined {
  if (Object.hasOwn(UNITS, word)) return UNITS[word];
  const prefix = PREFIXES[word[0] ?? ''];
  const rest = word.slice(1);
  const unit = Object.hasOwn(UNITS, rest) ? UNITS[rest] : undefined;
  if (prefix === undefined || unit?.prefix === undefined) return undefined;
  return { factor: prefix * unit.factor, dimension: unit.dimension };
}

function named(
  words: readonly string[],
  factor: number,
  dimension: Dimension,
  prefix?: 'large',
): Record<string, Unit> {
  const unit: Unit = prefix === undefined ? { factor, dimension } : { factor, dimension, prefix };
  return Object.fromEntries(words.map((word) => [word, unit]));
}

function combine(left: Dimension, right: Dimension, sign: 1 | -1): Dimension {
  const result: Record<string, number> = { ...left };
  for (const [key, exponent] of Object.entries(right)) {
    const sum = (result[key] ?? 0) + sign * exponent;
    if (sum === 0) delete result[key];
    else result[key] = sum;
  }
  return result;
}

function power(base: Quantity, exponent: number): Quantity {
  let value = 1;
  for (let count = 0; count < Math.abs(exponent); count++) value *= base.value;
  return {
    value: exponent < 0 ? 1 / value : value,
    dimension: Object.fromEntries(
      Object.entries(base.dimension).map(([key, power]) => [key, power * exponent]),
    ),
  };
}
