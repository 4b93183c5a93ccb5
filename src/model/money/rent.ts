import { HOUR } from '../price/units.ts';

/** How GPUs are rented: paid for each that is held, also idle, spare or in repair. */
export type Rent =
  | { readonly kind: 'on-demand'; readonly usdPerGpuHour: number }
  /** A discount on the price on demand for a promise to pay for the whole term, used or not. */
  | {
      readonly kind: 'reserved';
      readonly usdPerGpuHour: number;
      readonly discount: number;
      readonly termSeconds: number;
    }
  /** A discount for being sent away when the owner wants the node: a fault class with this hazard. */
  | {
      readonly kind: 'spot';
      readonly usdPerGpuHour: number;
      readonly discount: number;
      readonly preemptionsPerNodeHour: number;
    };

/** Discount for a reservation of one and three years (Epoch 2405.21015, constants of its code) [confirmed]. */
export const RESERVATION_DISCOUNTS = {
  aws: { oneYear: 0.41, threeYears: 0.64 },
  google: { oneYear: 0.37, threeYears: 0.56 },
  azure: { oneYear: 0.25, threeYears: 0.49 },
} as const;

/** USD per H100-hour over lenders and years 2023 to 2026: lognormal, from list prices [derived]. */
export const H100_RENT = { medianUsdPerGpuHour: 2.5, sigma: 0.35 } as const;

/** Price of an H100-hour at a standard normal `z`, which the caller draws (0 is the median). */
export function h100RentUsdPerGpuHour(z: number): number {
  return H100_RENT.medianUsdPerGpuHour * Math.exp(H100_RENT.sigma * z);
}

/** What an hour of a GPU costs after the discount (USD). */
export function paidUsdPerGpuHour(rent: Rent): number {
  return rent.usdPerGpuHour * (rent.kind === 'on-demand' ? 1 : 1 - rent.discount);
}

/** What so many GPUs held for so long cost (USD); a reservation is paid to its end. */
export function rentUsd(rent: Rent, gpus: number, seconds: number): number {
  const paidSeconds = rent.kind === 'reserved' ? Math.max(seconds, rent.termSeconds) : seconds;
  return (paidUsdPerGpuHour(rent) * gpus * paidSeconds) / HOUR;
}

/** Preemptions per node and second, for a fault class; 0 for rent that is not spot. */
export function preemptionsPerNodeSecond(rent: Rent): number {
  return rent.kind === 'spot' ? rent.preemptionsPerNodeHour / HOUR : 0;
}
