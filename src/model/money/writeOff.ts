import { YEAR } from '../price/units.ts';

/** How the price of what lasts for years is spread over them. */
export type WriteOff =
  | { readonly kind: 'straight-line' }
  /** Equal yearly payments of a loan at this interest. */
  | { readonly kind: 'annuity'; readonly interestPerYear: number };

/**
 * Capital recovery factor r / (1 - (1 + r)^-n): the yearly payment per USD borrowed at interest r over n years;
 * 1 / n without interest.
 */
export function capitalRecoveryFactor(interestPerYear: number, years: number): number {
  if (interestPerYear === 0) return 1 / years;
  return interestPerYear / -Math.expm1(-years * Math.log1p(interestPerYear));
}

/** What each USD of the price costs a year. */
export function yearlyShare(writeOff: WriteOff, lifeYears: number): number {
  return capitalRecoveryFactor(writeOff.kind === 'annuity' ? writeOff.interestPerYear : 0, lifeYears);
}

/** What a price costs per second of wall time, whether the thing works, waits or is in repair (USD/s). */
export function writeOffUsdPerSecond(priceUsd: number, lifeYears: number, writeOff: WriteOff): number {
  return (priceUsd * yearlyShare(writeOff, lifeYears)) / YEAR;
}
