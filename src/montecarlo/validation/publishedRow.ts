import * as z from 'zod';
import { parseSource } from '../../scenario/document.ts';
import { findingsOf, wording } from '../../scenario/issues.ts';
import { type Problem, ScenarioError } from '../../scenario/problems.ts';
import { pathText } from '../../scenario/tree.ts';
import { callClosedForm } from './closedForms.ts';
import { type Expression, evaluate, namesIn, parseExpression } from './expression.ts';
import { type Measured, measuredOf } from './measured.ts';

/** Groups of published figures, in the order in which they are told. */
export const AREAS = ['goodput', 'energy', 'cost', 'peers', 'seed'] as const;
export type Area = (typeof AREAS)[number];

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
  /**
   * Whether the inputs were set from the figure itself, or knowing it, or its source has it from the same inputs by the same
   * formula: then it tests the way, not the model.
   */
  readonly fromItself: boolean;
  /** Whether it is but a product of inputs, which tests no model. */
  readonly arithmetic: boolean;
  readonly source: string;
  readonly note: string;
  /** Why the figure is not reproduced; null where it should be. */
  readonly notReproduced: string | null;
  /** Where the row stands, for messages. */
  readonly place: Place;
}

/** Of a row, or of one of its keys. */
export type Place = Pick<Problem, 'file' | 'path' | 'line' | 'column'>;

const text = z.string().regex(/\S/, 'must not be blank');

const rowSchema = z.strictObject({
  id: z.string().regex(/^[a-z0-9][a-z0-9.-]*$/, 'must be lower-case letters, digits, dots and dashes'),
  area: z.enum(AREAS),
  what: text,
  scenario: text.optional(),
  set: z.array(text).optional(),
  replications: z.int().min(2).optional(),
  quantity: z.union([text, z.number()]).optional(),
  measured: z.union([text, z.number()]),
  standard_error: z.number().min(0).default(0),
  unit: z.string().default(''),
  tolerance: z.string().regex(/^\d+(\.\d+)? (%|se)$/, 'must be like "5 %" or "4 se"'),
  why: text,
  inputs: z.enum(['published', 'inferred', 'assumed']),
  from_itself: z.boolean().default(false),
  arithmetic: z.boolean().optional(),
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
  const problems: Problem[] = [];
  const seen = new Set<string>();
  const rows = parsed.data.figures.map((row, index) => {
    const placeOf = (key?: string): Place => {
      const path = ['figures', index, ...(key === undefined ? [] : [key])];
      return { file, path: pathText(path), ...document.locate(path) };
    };
    const fail = (key: string, message: string) => {
      problems.push({ ...placeOf(key), message });
    };
    const attempt = <Value>(key: string, fallback: Value, make: () => Value): Value => {
      try {
        return make();
      } catch (error) {
        fail(key, (error as Error).message);
        return fallback;
      }
    };
    if (seen.has(row.id)) fail('id', `"${row.id}" is there twice`);
    seen.add(row.id);
    checkKeys(row, fail);
    const {
      quantity,
      scenario = null,
      set = [],
      replications = REPLICATIONS,
      arithmetic = scenario === null && quantity !== undefined,
      standard_error: standardError,
      from_itself: fromItself,
      not_reproduced: notReproduced = null,
      ...rest
    } = row;
    const measured = attempt('measured', UNKNOWN, () => measuredOf(String(row.measured), standardError));
    return {
      ...rest,
      scenario,
      set,
      replications,
      quantity:
        quantity === undefined
          ? null
          : attempt('quantity', null, () => quantityOf(String(quantity), scenario !== null)),
      quantityText: String(quantity ?? ''),
      measured,
      tolerance: attempt('tolerance', ANY, () => toleranceOf(row.tolerance, measured)),
      fromItself,
      arithmetic,
      notReproduced,
      place: placeOf(),
    };
  });
  if (problems.length > 0)
    throw new ScenarioError(problems.sort((one, other) => (one.line ?? 0) - (other.line ?? 0)));
  return rows;
}

const REPLICATIONS = 200;

// What stands in for a field that could not be read, until all problems are known and thrown.
const UNKNOWN: Measured = { low: 1, high: 1, standardError: 0, text: '' };
const ANY: Tolerance = { kind: 'relative', share: 1 };

/** Keys that would say nothing beside the others. */
function checkKeys(row: z.infer<typeof rowSchema>, fail: (key: string, message: string) => void): void {
  const { quantity, scenario, set, replications, arithmetic, not_reproduced: notReproduced } = row;
  if (quantity === undefined) {
    if (notReproduced === undefined)
      fail('id', 'needs a quantity that predicts it, or not_reproduced with the reason');
    if (scenario !== undefined) fail('scenario', 'is not used without a quantity');
    if (arithmetic !== undefined) fail('arithmetic', 'is not used without a quantity');
  }
  if (scenario !== undefined) return;
  if (set !== undefined) fail('set', 'changes a scenario, and there is none: say which with scenario: NAME');
  if (replications !== undefined) fail('replications', 'are of a scenario, and there is none');
  if (arithmetic === false) fail('arithmetic', 'is all that a quantity without a scenario can be');
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
