import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, test } from 'vitest';
import { measuredOf, parsePublished } from '../../../src/montecarlo/validation/publishedRow.ts';
import { loadPublished } from '../../../src/runtime/validationFiles.ts';
import { repository } from '../../support/catalog.ts';

const GOOD = `figures:
  - id: days
    area: cost
    what: Days
    quantity: 2 * 3
    measured: 6
    tolerance: 5 %
    why: rounded
    inputs: published
    source: a paper
`;

describe('a file of figures', () => {
  it('may say that something is exactly 0', () => {
    const nothing = GOOD.replace('measured: 6', 'measured: 0').replace('5 %', '0 %');
    expect(parsePublished('mine.yaml', nothing)).toMatchObject([{ tolerance: { share: 0 } }]);
  });

  it('is read, with defaults', () => {
    expect(parsePublished('mine.yaml', GOOD)).toMatchObject([
      {
        id: 'days',
        scenario: null,
        set: [],
        measured: { low: 6, high: 6, standardError: 0 },
        tolerance: { kind: 'relative', share: 0.05 },
        fromItself: false,
        notReproduced: null,
      },
    ]);
  });

  test.each([
    ['an unknown key', ['    why: rounded', '    why: rounded\n    colour: red'], /mine\.yaml:9:5: .*colour/],
    ['an unknown area', ['area: cost', 'area: costs'], /mine\.yaml:3:5: figures\.0\.area/],
    ['a tolerance without unit', ['5 %', '5'], /mine\.yaml:7:5: figures\.0\.tolerance/],
    ['a figure without source', ['    source: a paper\n', ''], /figures\.0\.source/],
    ['arithmetic that ends', ['2 * 3', '2 *'], /mine\.yaml:5:5: figures\.0\.quantity: .*it ends/],
    ['a function that is not there', ['2 * 3', 'dally(3)'], /figures\.0\.quantity: .*no function "dally"/],
    ['a measured name', ['measured: 6', 'measured: wall_time_h'], /figures\.0\.measured: .*"wall_time_h"/],
    [
      'a fact of no scenario',
      ['2 * 3', 'gpus'],
      /figures\.0\.quantity: .*"gpus" is of a scenario, and there is none/,
    ],
    ['a tolerance of everything', ['5 %', '999 %'], /mine\.yaml:7:5: figures\.0\.tolerance: .*at most 100 %/],
    [
      'a share of nothing',
      ['measured: 6', 'measured: 0'],
      /figures\.0\.tolerance: .*5 % of a measured 0 is nothing/,
    ],
    [
      'a blank reason',
      ['    source:', '    not_reproduced: " "\n    source:'],
      /not_reproduced: .*must not be blank/,
    ],
    [
      'no figures',
      [GOOD.slice(GOOD.indexOf(':') + 1), ' []\n'],
      /mine\.yaml:1:1: figures: .*at least one figure/,
    ],
    [
      'no quantity and no reason',
      ['    quantity: 2 * 3\n', ''],
      /needs a quantity that predicts it, or not_reproduced/,
    ],
  ])('with %s is refused, with line and field', (_, [from, to], says) => {
    expect(GOOD).toContain(from);
    expect(() => parsePublished('mine.yaml', GOOD.replace(from!, to!))).toThrow(says);
  });

  it('names each figure once', () => {
    const twice = GOOD + GOOD.slice(GOOD.indexOf('  - id'));
    expect(() => parsePublished('mine.yaml', twice)).toThrow(/figures\.1\.id: "days" is there twice/);
  });
});

test.each([
  ['30.84', 30.84, 30.84],
  ['5..6', 5, 6],
  ['0.32..0.36', 0.32, 0.36],
  ['>= 0.9', 0.9, Number.POSITIVE_INFINITY],
  ['<= 16.7', Number.NEGATIVE_INFINITY, 16.7],
  ['(1200 * 6144 + 336 * 3072) / 1e6', 8.404992, 8.404992],
])('measured %s', (text, low, high) => {
  expect(measuredOf(text)).toMatchObject({ low, high, text });
});

test.each(['6..5', '1..2..3'])('%s is no range', (text) => {
  expect(() => measuredOf(text)).toThrow(/no range from low to high/);
});

describe('the figures that come with longrun', () => {
  const rows = loadPublished();

  it('are of every area, with a source each, and rumours marked as such', () => {
    for (const area of ['goodput', 'energy', 'cost', 'peers', 'seed'])
      expect(rows.filter((row) => row.area === area).length).toBeGreaterThan(10);
    const rumours = rows.filter(({ scenario }) => scenario === 'gpt4-rumoured');
    expect(rumours.length).toBeGreaterThan(0);
    for (const { source, inputs } of rumours) {
      expect(source).toMatch(/^RUMOUR/);
      expect(inputs).toBe('assumed');
    }
  });

  it('are as many as README.md says', () => {
    const readme = readFileSync(join(repository, 'README.md'), 'utf8');
    expect(readme).toContain(`measured beside predicted: ${rows.length} figures`);
    expect(readme).toContain(`${rows.filter(({ fromItself }) => fromItself).length} of the rows are marked`);
  });

  it('say why where they are not reproduced, and never by a tolerance wide enough to hide it', () => {
    for (const { id, notReproduced, tolerance } of rows) {
      if (notReproduced !== null) expect(notReproduced.length, id).toBeGreaterThan(30);
      if (tolerance.kind === 'relative') expect(tolerance.share, id).toBeLessThanOrEqual(0.1);
      else expect(tolerance.errors, id).toBe(4);
    }
  });
});
