import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, test } from 'vitest';
import { measuredOf } from '../../../src/montecarlo/validation/measured.ts';
import { parsePublished } from '../../../src/montecarlo/validation/publishedRow.ts';
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
        arithmetic: true,
        place: { file: 'mine.yaml', path: 'figures.0', line: 2 },
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
      'what is not finite',
      ['measured: 6', 'measured: 1 / 0'],
      /figures\.0\.measured: .*"1 \/ 0" is Infinity/,
    ],
    [
      'a queue that grows',
      ['measured: 6', 'measured: "erlang_wait(3, 5, 60)"'],
      /figures\.0\.measured: .*finite/,
    ],
    [
      'an endless chain',
      ['2 * 3', '"machines_short(1e9, 1, 2, 3, 4)"'],
      /figures\.0\.quantity: .*at most 1000000/,
    ],
    ['arithmetic too long', ['2 * 3', `"${'('.repeat(20_000)}"`], /figures\.0\.quantity: .*longer than 1000/],
    [
      'settings of no scenario',
      ['    why:', '    set: [a=1]\n    why:'],
      /mine\.yaml:8:5: figures\.0\.set: .*there is none/,
    ],
    [
      'replications of no scenario',
      ['    why:', '    replications: 9\n    why:'],
      /figures\.0\.replications: are of a scenario/,
    ],
    [
      'a scenario without a quantity',
      ['    quantity: 2 * 3\n', '    scenario: alexnet-2012\n    not_reproduced: nobody knows\n'],
      /figures\.0\.scenario: is not used without a quantity/,
    ],
    [
      'arithmetic that claims to be none',
      ['    why:', '    arithmetic: false\n    why:'],
      /figures\.0\.arithmetic: is all that/,
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

  it('tells all problems at once', () => {
    const many = GOOD.replace('2 * 3', '2 *')
      .replace('measured: 6', 'measured: 6..5')
      .replace('5 %', '200 %');
    expect(() => parsePublished('mine.yaml', many)).toThrow(
      /\.quantity: .*it ends[\s\S]*\.measured: .*no range[\s\S]*\.tolerance: .*at most 100 %/,
    );
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
    const page = readFileSync(join(repository, 'results', 'reference', 'check-model.md'), 'utf8');
    const [judged, reproduced, arithmetic, fromItself, tests] = /^\| all \|(.*)$/m
      .exec(page)![1]!
      .split('|')
      .map((cell) => cell.trim());
    expect(readme).toContain(
      `Of ${judged} judged, ${reproduced} are reproduced; ${tests} of these test a model, ${arithmetic} are arithmetic and ${fromItself} are *from itself*`,
    );
  });

  it('say why where they are not reproduced, and never by a tolerance wide enough to hide it', () => {
    for (const { id, notReproduced, tolerance } of rows) {
      if (notReproduced !== null) expect(notReproduced.length, id).toBeGreaterThan(30);
      if (tolerance.kind === 'relative') expect(tolerance.share, id).toBeLessThanOrEqual(0.1);
      else expect(tolerance.errors, id).toBe(4);
    }
  });
});
