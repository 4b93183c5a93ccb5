import * as z from 'zod';
import { parseSource } from '../../scenario/document.ts';
import { findingsOf, wording } from '../../scenario/issues.ts';
import { ScenarioError } from '../../scenario/problems.ts';
import { pathText } from '../../scenario/tree.ts';
import { callClosedForm } from './closedForms.ts';
import { type Expression, evaluate, namesIn, parseExpression } from './expression.ts';

/** Groups of published figures, in the order in which they are told. */
export const AREAS = ['goodput', 'energy', 'cost', 'peers', 'seed'] as const;
export type Area = (typeof AREAS)[number];

/** What a source says: a number, or ends of a range, one of which may be open. */
export interface Measured {
  readonly low: number;
  readonly high: number;
  /** Standard error of the source itself; 0 where it tells none. */
  readonly standardError: number;
  readonly text: string;
}

/** How far a prediction may be off: relative to the measured value, or in standard errors of both together. */
export type Tolerance =
  | { readonly kind: 'relative'; readonly share: number }
  | { readonly kind: 'statistical'; readonly errors: number };

/** A published figure, and how longrun is to predict it. */
export interface PublishedRow {
  readonly id: string;
  readonly area: Area;
  readonly what: string;
  /** Scenario of the package, and what is set in it; null where the quantity is arithmetic alone. */
  readonly scenario: string | null;
  readonly set: readonly string[];
  readonly replications: number;
  /** Of columns of runs.csv, of which the mean counts, and of facts of the scenario; null where there is no way to predict it. */
  readonly quantity: Expression | null;
  readonly quantityText: string;
  readonly measured: Measured;
  readonly unit: string;
  readonly tolerance: Tolerance;
  readonly why: string;
  /** How we know what the prediction starts from. */
  readonly inputs: 'published' | 'inferred' | 'assumed';
  /** Whether the inputs were set from the figure itself, or knowing it: then it tests the way, not the model. */
  readonly fromItself: boolean;
  readonly source: string;
  readonly note: string;
  /** Why the figure is not reproduced; null where it should be. */
  readonly notReproduced: string | null;
}

const text = z.string().regex(/\S/, 'must not be blank');

const rowSchema = z.strictObject({
  id: z.string().regex(/^[a-z0-9][a-z0-9.-]*$/, 'must be lower-case letters, digits, dots and dashes'),
  area: z.enum(AREAS),
  what: text,
  scenario: text.optional(),
  set: z.array(text).default([]),
  replications: z.int().min(2).default(200),
  quantity: z.union([text, z.number()]).optional(),
  measured: z.union([text, z.number()]),
  standard_error: z.number().min(0).default(0),
  unit: z.string().default(''),
  tolerance: z.string().regex(/^\d+(\.\d+)? (%|se)$/, 'must be like "5 %" or "4 se"'),
  why: text,
  inputs: z.enum(['published', 'inferred', 'assumed']),
  from_itself: z.boolean().default(false),
  source: text,
  note: z.string().default(''),
  not_reproduced: text.optional(),
});

const fileSchema = z.strictObject({ figures: z.array(rowSchema).min(1, 'must hold at least one figure') });

/**
 * The figures of a file like scenarios/validation/published.yaml.
 * @throws ScenarioError with all problems at once
 */
export function parsePublished(file: string, source: string): readonly PublishedRow[] {
  const document = parseSource(file, source);
  if (document.problems.length > 0) throw new ScenarioError(document.problems);
  const parsed = fileSchema.safeParse(document.tree, { error: wording, jitless: true });
  if (!parsed.success) {
    throw new ScenarioError(
      findingsOf(parsed.error.issues).map(({ path, message }) => ({
        file,
        path: pathText(path),
        message,
        ...document.locate(path),
      })),
    );
  }
  const seen = new Set<string>();
  return parsed.data.figures.map((row, index) => {
    const fail = (key: string, message: string): never => {
      throw new ScenarioError([
        { file, path: `figures.${index}.${key}`, message, ...document.locate(['figures', index, key]) },
      ]);
    };
    const attempt = <Value>(key: string, make: () => Value): Value => {
      try {
        return make();
      } catch (error) {
        return fail(key, (error as Error).message);
      }
    };
    if (seen.has(row.id)) fail('id', `"${row.id}" is there twice`);
    seen.add(row.id);
    const {
      quantity,
      standard_error: standardError,
      from_itself: fromItself,
      not_reproduced: notReproduced,
      ...rest
    } = row;
    if (quantity === undefined && notReproduced === undefined)
      fail('id', 'needs a quantity that predicts it, or not_reproduced with the reason');
    const measured = attempt('measured', () => measuredOf(String(row.measured), standardError));
    const tolerance = attempt('tolerance', () => toleranceOf(row.tolerance, measured));
    return {
      ...rest,
      scenario: row.scenario ?? null,
      quantity:
        quantity === undefined
          ? null
          : attempt('quantity', () => quantityOf(String(quantity), row.scenario !== undefined)),
      quantityText: String(quantity ?? ''),
      measured,
      tolerance,
      fromItself,
      notReproduced: notReproduced ?? null,
    };
  });
}

/** Its functions must be there; what its names stand for is known with the scenario. */
function quantityOf(given: string, hasScenario: boolean): Expression {
  const quantity = parseExpression(given);
  const [name] = namesIn(quantity);
  if (name !== undefined && !hasScenario)
    throw new RangeError(`"${name}" is of a scenario, and there is none: say which with scenario: NAME`);
  evaluate(quantity, { valueOf: () => 1, call: callClosedForm });
  return quantity;
}

function toleranceOf(given: string, { low, high }: Measured): Tolerance {
  const [number, unit] = given.split(' ');
  if (unit === 'se') return { kind: 'statistical', errors: Number(number) };
  const share = Number(number) / 100;
  if (share > 1) throw new RangeError(`${given} is more than all of what was measured; at most 100 %`);
  if (share > 0 && low === 0 && high === 0)
    throw new RangeError(
      `${given} of a measured 0 is nothing; say 0 % where it must be 0, or count in standard errors`,
    );
  return { kind: 'relative', share };
}

/** `30.84`, `5..6`, `>= 0.9`, `<= 16.7`, or arithmetic of closed forms. */
export function measuredOf(given: string, standardError = 0): Measured {
  const bound = /^\s*(>=|<=)(.*)$/.exec(given);
  if (bound !== null) {
    const value = constant(bound[2]!);
    return bound[1] === '>='
      ? { low: value, high: Number.POSITIVE_INFINITY, standardError, text: given }
      : { low: Number.NEGATIVE_INFINITY, high: value, standardError, text: given };
  }
  const ends = given.split('..').map(constant);
  const [low, high = low] = ends;
  if (low === undefined || high === undefined || ends.length > 2 || !(low <= high))
    throw new RangeError(`"${given}" is no number, and no range from low to high`);
  return { low, high, standardError, text: given };
}

function constant(given: string): number {
  return evaluate(parseExpression(given), {
    valueOf: (name) => {
      throw new RangeError(`what was measured is a number; "${name}" stands for none`);
    },
    call: callClosedForm,
  });
}
