import { monotoneCubic } from './monotoneCubic.ts';
import type { PowerCurve } from './powerCurve.ts';
import { refuseBelow } from './refusal.ts';

/** Measured speeds at shares of full power; both columns rise and end at 1. */
export interface PowerTable {
  readonly speedOf: 'clock' | 'throughput';
  readonly powerShares: readonly number[];
  readonly speeds: readonly number[];
}

/** Caps (W) of the H100 measurements. */
export const H100_CAP_WATTS: readonly number[] = [200, 300, 400, 500, 600, 700];
/** What an H100 drew under each of these caps: ViT-L inference, arXiv:2604.11391. */
export const H100_DRAWN_WATTS: readonly number[] = [199, 298, 395, 493, 591, 647];

/** What was drawn under each cap as a share of the full draw: the cap itself is not reached above 600 W. */
const H100_DRAWN_SHARES = H100_DRAWN_WATTS.map((watts) => watts / 647);

/** Measured throughput and clock against the draw; the draw of the H100 under its caps is that of ViT-L inference. */
export const POWER_TABLES = {
  /** Llama-3-8B training, tokens/s a GPU: arXiv:2603.16164, table 4, by way of a transcription; secondary. */
  h100Llama8b: {
    speedOf: 'throughput',
    powerShares: H100_DRAWN_SHARES,
    speeds: [9699, 17_982, 24_853, 27_705, 29_250, 30_271].map((rate) => rate / 30_271),
  },
  /** ViT-L training: arXiv:2603.16164, table 3, by way of a transcription; secondary. */
  h100VitLarge: {
    speedOf: 'throughput',
    powerShares: H100_DRAWN_SHARES,
    speeds: [0.38, 0.702, 0.846, 0.915, 0.973, 1],
  },
  /** SM clock (MHz) against the draw, ViT-L inference: arXiv:2604.11391. */
  h100Clock: {
    speedOf: 'clock',
    powerShares: H100_DRAWN_SHARES,
    speeds: [625, 1132, 1501, 1731, 1889, 1969].map((megahertz) => megahertz / 1969),
  },
  /** V100 of 250 W, jobs bound by power: Zeus traces (NSDI 2023; ml-energy/zeus@75a8b93); derived. */
  v100: {
    speedOf: 'throughput',
    powerShares: [0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1],
    speeds: [0.546, 0.706, 0.836, 0.905, 0.946, 0.981, 1],
  },
  /** A40: Zeus traces; derived. Below half power it collapses. */
  a40: {
    speedOf: 'throughput',
    powerShares: [0.5, 0.67, 0.75, 0.83, 1],
    speeds: [0.593, 0.897, 0.948, 0.976, 1],
  },
} as const satisfies Record<string, PowerTable>;

export function createTableCurve(table: PowerTable): PowerCurve {
  const { powerShares, speeds } = table;
  if (powerShares.at(-1) !== 1 || speeds.at(-1) !== 1) {
    throw new RangeError(
      `a measured power table ends at full power and full speed, 1 and 1, not at ${powerShares.at(-1)} and ${speeds.at(-1)}: divide both columns by their last value`,
    );
  }
  const curve = monotoneCubic(powerShares, speeds);
  const lowestPower = powerShares[0]!;
  const lowestSpeed = speeds[0]!;
  // The inverse is a search: one speed is asked for again and again.
  let knownSpeed = 1;
  let knownPower = 1;
  return {
    speedOf: table.speedOf,
    lowestPower,
    lowestSpeed,
    speedAt(powerShare) {
      if (powerShare >= 1) return 1;
      refuseBelow('power', powerShare, lowestPower);
      return curve.at(powerShare);
    },
    powerAt(speed) {
      if (speed >= 1) return 1;
      refuseBelow('speed', speed, lowestSpeed);
      if (speed !== knownSpeed) {
        knownSpeed = speed;
        knownPower = curve.inverse(speed);
      }
      return knownPower;
    },
  };
}
