import { describe, expect, it } from 'vitest';
import {
  type ClusterPurchase,
  hardwareUsd,
  OWNERSHIP_DEFAULTS,
  type OwnershipTerms,
  ownershipUsdPerSecond,
  purchaseLines,
} from '../../../src/model/money/capital.ts';
import { addLines, COST_LINES, costLines, scaleLines, totalOf } from '../../../src/model/money/costLines.ts';
import { type GpuHourInputs, gpuHourCost } from '../../../src/model/money/gpuHour.ts';
import { capitalRecoveryFactor, writeOffUsdPerSecond } from '../../../src/model/money/writeOff.ts';

const YEAR = 365 * 86_400;

/** The reference unit of the founding essay: 127 servers at 300,000 USD, 30 % for the network. */
const essay: ClusterPurchase = {
  nodes: 127,
  nodePriceUsd: 300_000,
  acceleratorsPerNodeUsd: 0,
  networkShare: 0.3,
  storageUsd: 0,
  buildingWatts: 0,
  buildingUsdPerWatt: 0,
};
const fiveYears: OwnershipTerms = {
  writeOff: { kind: 'straight-line' },
  hardwareLifeYears: 5,
  buildingLifeYears: 20,
  maintenancePerYear: 0,
  staffUsdPerYear: 0,
};
/** Everything counted. */
const whole: ClusterPurchase = {
  ...essay,
  acceleratorsPerNodeUsd: 8 * 27_000,
  storageUsd: 2_500_000,
  buildingWatts: 127 * 7920 * 1.2,
  buildingUsdPerWatt: OWNERSHIP_DEFAULTS.buildingUsdPerWatt.value,
};
const wholeTerms: OwnershipTerms = {
  writeOff: { kind: 'annuity', interestPerYear: 0.1 },
  hardwareLifeYears: 5,
  buildingLifeYears: 20,
  maintenancePerYear: 0.05,
  staffUsdPerYear: 3 * OWNERSHIP_DEFAULTS.usdPerPersonYear.value,
};

describe('writing off', () => {
  it('by annuity pays back price and interest exactly', () => {
    for (const [rate, years] of [
      [0.1, 5],
      [0.06, 20],
      [0.15, 4],
      [1e-9, 7],
    ] as const) {
      const payment = capitalRecoveryFactor(rate, years);
      let debt = 1;
      for (let year = 0; year < years; year++) debt = debt * (1 + rate) - payment;
      expect(Math.abs(debt)).toBeLessThan(1e-12);
    }
    expect(capitalRecoveryFactor(0.1, 5)).toBeCloseTo(0.2637974808, 10);
  });

  it('without interest is the straight line, and annuities come to it as interest vanishes', () => {
    expect(capitalRecoveryFactor(0, 5)).toBe(0.2);
    expect(capitalRecoveryFactor(1e-12, 5)).toBeCloseTo(0.2, 10);
    expect(writeOffUsdPerSecond(1e6, 5, { kind: 'straight-line' }) * 5 * YEAR).toBeCloseTo(1e6, 6);
    // 128 servers with their network: 9.984 million USD a year.
    expect(totalOf(ownershipUsdPerSecond({ ...essay, nodes: 128 }, fiveYears)) * YEAR).toBeCloseTo(
      9_984_000,
      6,
    );
  });
});

describe('a purchase', () => {
  it('of 127 servers is 38.1 million USD, and 49.53 million with the network: just under 50, as the essay says', () => {
    expect(totalOf(purchaseLines({ ...essay, networkShare: 0 }))).toBe(38_100_000);
    expect(totalOf(purchaseLines(essay))).toBeCloseTo(49_530_000, 6);
  });

  it('has accelerators apart from their servers, and a building by the watt that is no hardware', () => {
    const lines = purchaseLines(whole);
    expect(lines.accelerators).toBe(127 * 216_000);
    expect(lines.servers).toBe(127 * 84_000);
    expect(lines.network).toBeCloseTo(127 * 90_000, 6);
    expect(lines.building).toBeCloseTo(1.207008e6 * 11.7, 6);
    expect(hardwareUsd(whole)).toBeCloseTo(49_530_000 + 2_500_000, 6);
  });

  it('costs by the second what it costs by the year, by line', () => {
    const yearly = scaleLines(ownershipUsdPerSecond(whole, wholeTerms), YEAR);
    const factor = capitalRecoveryFactor(0.1, 5);
    expect(yearly.accelerators).toBeCloseTo(127 * 216_000 * factor, 4);
    expect(yearly.storage).toBeCloseTo(2.5e6 * factor, 4);
    expect(yearly.building).toBeCloseTo(1.207008e6 * 11.7 * capitalRecoveryFactor(0.1, 20), 4);
    expect(yearly.maintenance).toBeCloseTo(0.05 * 52_030_000, 4);
    expect(yearly.staff).toBeCloseTo(825_000, 4);
    expect(yearly.energy + yearly.rent + yearly.demand).toBe(0);
  });
});

describe('a cost by line', () => {
  it('has exactly the total of its lines', () => {
    const rates = ownershipUsdPerSecond(whole, wholeTerms);
    const cost = addLines(scaleLines(rates, 54 * 86_400), costLines({ energy: 1e6 / 3, demand: 8194.9 }));
    let sum = 0;
    for (const line of COST_LINES) sum += cost[line];
    expect(totalOf(cost)).toBe(sum);
    expect(Object.keys(cost)).toEqual([...COST_LINES]);
    expect(totalOf(costLines({}))).toBe(0);
  });
});

describe('the cost of a GPU-hour', () => {
  const seed: GpuHourInputs = {
    purchase: essay,
    terms: fiveYears,
    gpusPerNode: 8,
    utilisation: 1,
    nodeWatts: 7920,
    pue: 1.1,
    usdPerKilowattHour: 0.4,
    demandUsdPerKilowattMonth: 0,
  };

  it('is 1.55 USD with the figures of the essay: 1.11 for servers and network, 0.44 for energy', () => {
    const cost = gpuHourCost(seed);
    expect(cost.servers + cost.network).toBeCloseTo(1.113, 3);
    expect(cost.energy).toBeCloseTo(0.4356, 10);
    expect(totalOf(cost)).toBeCloseTo(1.5486, 4);
  });

  it('is 1.17 USD at the price of Norway', () => {
    expect(totalOf(gpuHourCost({ ...seed, usdPerKilowattHour: 0.05 }))).toBeCloseTo(1.1675, 4);
  });

  it('is the published formula with everything counted', () => {
    const inputs = {
      ...seed,
      purchase: whole,
      terms: wholeTerms,
      utilisation: 0.8,
      usdPerKilowattHour: 0.08,
      demandUsdPerKilowattMonth: 7.45,
    };
    const factor = (years: number): number => 0.1 / (1 - 1.1 ** -years);
    const storage = 2.5e6 / 127;
    const capital = 300_000 * 1.3 + storage;
    const perGpuYear =
      (capital * factor(5)) / 8 +
      (11.7 * 7920 * 1.2 * factor(20)) / 8 +
      (0.05 * capital) / 8 +
      825_000 / 1016;
    const expected =
      perGpuYear / (8760 * 0.8) + (7.92 / 8) * 1.1 * 0.08 + (7.45 * 12 * 7.92 * 1.1) / (8 * 8760 * 0.8);
    expect(totalOf(gpuHourCost(inputs))).toBeCloseTo(expected, 10);
  });

  it('falls with use, in everything but energy', () => {
    const half = gpuHourCost({ ...seed, utilisation: 0.5 });
    const full = gpuHourCost(seed);
    expect(half.servers).toBeCloseTo(2 * full.servers, 12);
    expect(half.energy).toBe(full.energy);
  });
});
