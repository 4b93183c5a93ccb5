import type { DistributionSpec } from '../../engine/distributions/distribution.ts';
import type { HourWindow } from '../../model/price/tariff.ts';

/** When a demand-response programme asks for less, in the site's standard time. */
export type DemandTrigger =
  | { readonly kind: 'hours'; readonly window: HourWindow }
  /** Whenever electricity costs more than this (USD/J). */
  | { readonly kind: 'price'; readonly aboveUsdPerJoule: number }
  /** At random, memoryless in time. */
  | { readonly kind: 'random'; readonly perSecond: number; readonly duration: DistributionSpec };

/** An agreement with the grid: while it is called, the job pauses or keeps to a facility power (W). */
export interface DemandResponseInput {
  readonly name: string;
  readonly trigger: DemandTrigger;
  readonly action: { readonly kind: 'pause' } | { readonly kind: 'cap'; readonly facilityWatts: number };
}
