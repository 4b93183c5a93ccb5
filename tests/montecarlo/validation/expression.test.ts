import { describe, expect, it, test } from 'vitest';
import { callClosedForm } from '../../../src/montecarlo/validation/closedForms.ts';
import { evaluate, namesIn, parseExpression } from '../../../src/montecarlo/validation/expression.ts';

const known: Readonly<Record<string, number>> = { gpu_hours: 7, 'faults.gpu': 3 };

function value(text: string): number {
  return evaluate(parseExpression(text), {
    valueOf: (name) => known[name] ?? Number.NaN,
    call: (name, values) => callClosedForm(name, values),
  });
}

test.each([
  ['1 + 2 * 3', 7],
  ['(1 + 2) * 3', 9],
  ['8 - 3 - 2', 3],
  ['8 / 4 / 2', 1],
  ['-2 * -3', 6],
  ['-2 + 5', 3],
  ['1e9 / 2.5e3', 4e5],
  ['gpu_hours * 2', 14],
  ['gpu_hours-1', 6],
  ['faults.gpu / gpu_hours', 3 / 7],
])('%s', (text, expected) => {
  expect(value(text)).toBeCloseTo(expected, 12);
});

test.each([
  ['', /it ends where a number or a name/],
  ['1 +', /it ends/],
  ['(1 + 2', /it ends where "\)"/],
  ['1 2', /there is "2" where the end/],
  ['2 $ 3', /no arithmetic from "\$ 3" on/],
  ['daly(1, 2', /where "," or "\)"/],
  ['* 3', /there is "\*"/],
])('"%s" is refused, with where and why', (text, says) => {
  expect(() => parseExpression(text)).toThrow(says);
});

it('names are told once, functions are none', () => {
  expect(namesIn(parseExpression('wall_time_h + daly(wall_time_h, gpu_hours, 1, 2, 3) - 1'))).toEqual([
    'wall_time_h',
    'gpu_hours',
  ]);
});

describe('closed forms', () => {
  it('of the checkpointing literature', () => {
    // reference values of an independent evaluation: M 24 h, delta 6 min, R 1 h, tau 2 h, 120 h of work
    expect(value('daly(24, 0.1, 1, 2, 120)')).toBeCloseTo(5.719970987913846 * 24, 9);
    expect(value('daly_uninterrupted(24, 0.1, 1, 2, 120)')).toBeCloseTo(25 * Math.expm1(2.1 / 24) * 60, 9);
    expect(value('two_level_goodput(2, 12600, 600, 60, 93600, 600)')).toBeCloseTo(
      1 / (1 + Math.sqrt(4 / 12600) + 600 / 12600 + Math.sqrt(120 / 93600) + 600 / 93600),
      12,
    );
  });

  it('of queues', () => {
    expect(value('erlang_wait(1, 0.5, 1)')).toBeCloseTo(1, 12);
    // long after the beginning: nodes x repair / mtbf
    expect(value('in_repair_from_empty(100, 2000, 60, 1e9)')).toBeCloseTo(3, 6);
    // one machine, no spare, one technician: out for repair / (mtbf + repair)
    expect(value('machines_short(1, 0, 9, 1, 1)')).toBeCloseTo(0.1, 12);
  });

  it('that are not there, or take other numbers, are refused', () => {
    expect(() => callClosedForm('dally', [1])).toThrow(/no function "dally"; there are daly, /);
    expect(() => callClosedForm('toString', [1])).toThrow(/no function/);
    expect(() => callClosedForm('daly', [1])).toThrow(
      /takes 5 numbers \(mtbf, stall, restart, interval, work\), not 1/,
    );
  });
});
