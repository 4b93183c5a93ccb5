/**
 * Carbon intensity of a country's electricity in 2023 (gCO2/kWh): Ember by way of Our World in Data, as in
 * mlco2/codecarbon@b05965e [confirmed]. Its basis is 'country-mix': do not compare it with the zones' direct or life-cycle
 * figures, which differ from it by up to a factor of two for the same place.
 */
export const COUNTRY_GRAMS_PER_KILOWATT_HOUR = {
  NO: 30,
  IS: 28,
  CH: 35,
  SE: 41,
  FR: 56,
  FI: 79,
  BR: 98,
  DK: 152,
  CA: 170,
  ES: 174,
  UK: 238,
  NL: 268,
  IE: 291,
  IT: 331,
  US: 369,
  DE: 381,
  KR: 431,
  SG: 471,
  JP: 485,
  AU: 549,
  AE: 561,
  CN: 582,
  QA: 603,
  MY: 606,
  TW: 642,
  PL: 662,
  SA: 707,
  ZA: 708,
  IN: 713,
} as const;

export type Country = keyof typeof COUNTRY_GRAMS_PER_KILOWATT_HOUR;
