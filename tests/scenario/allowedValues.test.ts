import { expect, it } from 'vitest';
import { divisors } from '../../src/model/step/layout.ts';
import { allowedText } from '../../src/scenario/allowedValues.ts';

it('all allowed values are told while they are few', () => {
  expect(allowedText(divisors(16_384), 3)).toBe(
    '1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096, 8192, 16384',
  );
});

it.each([
  [1, '1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 14, 15, 16, 18, 20, ...'],
  [71, '..., 40, 42, 45, 48, 56, 60, 63, 70, 72, 80, 84, 90, 105, 112, 120, 126, ...'],
  [9000, '..., 252, 280, 315, 336, 360, 420, 504, 560, 630, 720, 840, 1008, 1260, 1680, 2520, 5040'],
])('of the 60 divisors of 5040 those nearest to %i', (given, text) => {
  const shown = allowedText(divisors(5040), given);
  expect(shown.match(/\d+/g)).toHaveLength(16);
  expect(shown).toBe(text);
});
