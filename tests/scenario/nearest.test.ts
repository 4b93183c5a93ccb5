import { describe, expect, it } from 'vitest';
import { nearest } from '../../src/scenario/nearest.ts';
import { UNIT_WORDS } from '../../src/scenario/units.ts';
import { catalog } from '../support/catalog.ts';

const SITES = Object.keys(catalog.sites);

describe('what may have been meant by', () => {
  it.each([
    ['usa', SITES, 'us-average'],
    ['uks', SITES, 'uk'],
    ['us-averge', SITES, 'us-average'],
    ['mni', UNIT_WORDS, 'min'],
    ['secnds', UNIT_WORDS, 'seconds'],
    ['wenn', ['when', 'host'], 'when'],
  ])('%s is what is near, or begins so', (word, candidates, meant) => {
    expect(nearest(word, candidates)).toBe(meant);
  });

  it.each([
    ['EUR', UNIT_WORDS],
    ['per', UNIT_WORDS],
    ['three', UNIT_WORDS],
    ['xyz', SITES],
  ])('%s is nothing that is known', (word, candidates) => {
    expect(nearest(word, candidates)).toBeUndefined();
  });
});
