import { power } from '../../engine/special/power.ts';
import type { PowerCurve } from './powerCurve.ts';
import { refuseBelow } from './refusal.ts';

/**
 * P / P_full = s + (1 - s) c^n with c the clock (or the throughput) as a share of the full one. Constant voltage gives
 * n = 1, ideal scaling of voltage with frequency n = 3.
 */
export interface PowerLaw {
  readonly speedOf: 'clock' | 'throughput';
  /** s: what the GPU draws at no clock at all. */
  readonly staticShare: number;
  /** n */
  readonly exponent: number;
  /** The law was seen to fail below this share of full power; null where it was not. */
  readonly validFromPower: number | null;
}

/**
 * Fits of this law to published measurements; derived, the residual is of the power share. The throughputs are against
 * the cap and not the measured draw, which stays below high caps: that is why their exponents are larger.
 */
export const POWER_LAWS = {
  /** Rounded fit of the SM clock; s between .23 and .42, n between 2.9 and 6 in the fits below. */
  standard: { speedOf: 'clock', staticShare: 0.3, exponent: 2.9, validFromPower: null },
  /** H100 SM clock against measured draw: arXiv:2604.11391, figures 6b and 9b; residual .014. */
  h100Clock: { speedOf: 'clock', staticShare: 0.295, exponent: 2.91, validFromPower: null },
  /** The same without the draw of the HBM; residual .014. */
  h100CoreClock: { speedOf: 'clock', staticShare: 0.233, exponent: 3.14, validFromPower: null },
  /** H100, tokens/s of Llama-3-8B training against the cap: arXiv:2603.16164, table 4; residual .035. */
  h100Llama8b: { speedOf: 'throughput', staticShare: 0.331, exponent: 5.43, validFromPower: null },
  /** H100, ViT-L training against the cap: arXiv:2603.16164, table 3; residual .024. */
  h100VitLarge: { speedOf: 'throughput', staticShare: 0.302, exponent: 5.7, validFromPower: null },
  /** V100, Zeus traces (NSDI 2023; ml-energy/zeus@75a8b93); residual .020. */
  v100: { speedOf: 'throughput', staticShare: 0.417, exponent: 6.92, validFromPower: null },
  /** RTX 6000, Zeus traces; residual .014. */
  rtx6000: { speedOf: 'throughput', staticShare: 0.388, exponent: 6.19, validFromPower: null },
  /** A40, Zeus traces; residual .056: from half power down its throughput collapses, and the table is the better choice. */
  a40: { speedOf: 'throughput', staticShare: 0.427, exponent: 8.14, validFromPower: 0.5 },
} as const satisfies Record<string, PowerLaw>;

export function createLawCurve(law: PowerLaw): PowerCurve {
  const { staticShare, exponent } = law;
  if (!(staticShare >= 0 && staticShare < 1 && exponent > 0)) {
    throw new RangeError(
      `a power law needs a static share from 0 to below 1 and an exponent above 0, not ${staticShare} and ${exponent}`,
    );
  }
  const dynamicShare = 1 - staticShare;
  const lowestPower = Math.max(staticShare, law.validFromPower ?? 0);
  const speedOfPower = (share: number) =>
    share <= staticShare ? 0 : power((share - staticShare) / dynamicShare, 1 / exponent);
  const lowestSpeed = speedOfPower(lowestPower);
  return {
    speedOf: law.speedOf,
    lowestPower,
    lowestSpeed,
    speedAt(powerShare) {
      if (powerShare >= 1) return 1;
      refuseBelow('power', powerShare, lowestPower);
      return speedOfPower(powerShare);
    },
    powerAt(speed) {
      if (speed >= 1) return 1;
      refuseBelow('speed', speed, lowestSpeed);
      return staticShare + dynamicShare * power(speed, exponent);
    },
  };
}
