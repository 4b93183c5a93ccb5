import { expect, it, test } from 'vitest';
import { fails, judge, type Prediction } from '../../../src/montecarlo/validation/judge.ts';
import { measuredOf } from '../../../src/montecarlo/validation/measured.ts';
import { type PublishedRow, parsePublished } from '../../../src/montecarlo/validation/publishedRow.ts';

const [ROW] = parsePublished(
  'row.yaml',
  '{figures: [{id: a, area: cost, what: A, quantity: 1, measured: 1, tolerance: 5 %, why: w, inputs: published, source: s}]}',
);

function row(measured: string, change: Partial<PublishedRow> = {}): PublishedRow {
  return { ...ROW!, measured: measuredOf(measured), ...change };
}

function predicted(value: number, standardError = 0): Prediction {
  return {
    value,
    low: value - 2 * standardError,
    high: value + 2 * standardError,
    standardError,
    replications: 100,
  };
}

test.each([
  ['100', 104, 0.04, 'reproduced'],
  ['100', 106, 0.06, 'beyond tolerance'],
  ['100', 94, -0.06, 'beyond tolerance'],
  ['5..6', 5.5, 0, 'reproduced'],
  ['5..6', 6.2, 0.2 / 6, 'reproduced'],
  ['5..6', 4.7, -0.3 / 5, 'beyond tolerance'],
  ['>= 0.9', 0.99, 0, 'reproduced'],
  ['>= 0.9', 0.8, -0.1 / 0.9, 'beyond tolerance'],
  ['<= 16.7', 14, 0, 'reproduced'],
  ['<= 16.7', 20, 3.3 / 16.7, 'beyond tolerance'],
  ['0.3', 0.1 + 0.2, 0, 'reproduced'],
])('%s measured, %f predicted', (measured, value, error, verdict) => {
  const judgement = judge(row(measured), predicted(value));
  expect(judgement.error).toBeCloseTo(error, 12);
  expect(judgement.verdict).toBe(verdict);
});

it('a tolerance in standard errors counts those of both sides', () => {
  const tolerance = { kind: 'statistical', errors: 4 } as const;
  const measured = { ...measuredOf('100'), standardError: 3 };
  // hypot(3, 4) = 5, four of them are 20
  expect(judge(row('100', { tolerance, measured }), predicted(119, 4)).verdict).toBe('reproduced');
  expect(judge(row('100', { tolerance, measured }), predicted(121, 4)).verdict).toBe('beyond tolerance');
});

it('a figure that is known not to be reproduced fails only if it is', () => {
  const known = row('100', { notReproduced: 'its inputs are not published' });
  const far = judge(known, predicted(150));
  expect([far.verdict, fails(far), far.error]).toEqual(['not reproduced', false, 0.5]);
  const near = judge(known, predicted(101));
  expect([near.verdict, fails(near)]).toEqual(['reproduced after all', true]);
  const none = judge(known, null);
  expect([none.verdict, fails(none), none.error]).toEqual(['not reproduced', false, Number.NaN]);
});
