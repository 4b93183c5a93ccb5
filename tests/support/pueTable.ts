/**
 * PUE over a typical year by site, for chiller, air economiser, evaporative and warm water, from the reference formulas over
 * fitted weather. Evaporative cooling at Des Moines and Oslo is left out: of these sites no wet-bulb record is known.
 */
export const PUE_TABLE: readonly (readonly [climate: string, pues: readonly (number | null)[]])[] = [
  ['dallas', [1.39, 1.25, 1.1, 1.07]],
  ['phoenix', [1.42, 1.31, 1.09, 1.09]],
  ['northern-virginia', [1.36, 1.19, 1.08, 1.06]],
  ['chicago', [1.35, 1.17, 1.08, 1.06]],
  ['des-moines', [1.36, 1.19, null, 1.06]],
  ['london', [1.35, 1.14, 1.08, 1.06]],
  ['frankfurt', [1.35, 1.15, 1.08, 1.06]],
  ['oslo', [1.34, 1.13, null, 1.06]],
  ['singapore', [1.43, 1.38, 1.17, 1.07]],
];
