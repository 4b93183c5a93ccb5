import { describe, expect, it } from 'vitest';
import {
  AEP_USD_PER_KILOWATT_MONTH,
  demandChargeUsd,
  MonthlyPeaks,
} from '../../../src/model/money/demandCharge.ts';
import { perKilowattHour, reportedFacilityJoules } from '../../../src/model/money/energyUse.ts';
import {
  h100RentUsdPerGpuHour,
  paidUsdPerGpuHour,
  preemptionsPerNodeSecond,
  RESERVATION_DISCOUNTS,
  rentUsd,
} from '../../../src/model/money/rent.ts';
import { HourlyIntegral } from '../../../src/model/price/hourlyIntegral.ts';
import { HourlySeries } from '../../../src/model/price/hourlySeries.ts';

const DAY = 86_400;
const YEAR = 365 * DAY;

describe('the energy of the essay', () => {
  it('is that of 1.6 MW: 128 nodes of 12.5 kW', () => {
    expect(128 * 12_500).toBe(1.6e6);
    const run = { chips: 128, seconds: DAY, wattsPerChip: 12_500 };
    // The essay states a multiple of 1.1 and leaves it out of its 15 thousand USD a day.
    expect(perKilowattHour(reportedFacilityJoules({ ...run, pue: 1 }), 0.4)).toBeCloseTo(15_360, 9);
    expect(perKilowattHour(reportedFacilityJoules({ ...run, pue: 1.1 }), 0.4)).toBeCloseTo(16_896, 9);
    const year = { ...run, seconds: YEAR };
    expect(perKilowattHour(reportedFacilityJoules({ ...year, pue: 1 }), 0.4)).toBeCloseTo(5.6064e6, 3);
    expect(perKilowattHour(reportedFacilityJoules({ ...year, pue: 1.1 }), 0.4)).toBeCloseTo(6.16704e6, 3);
  });
});

describe('published training energy', () => {
  /** Patterson et al. 2021 (arXiv:2104.10350), Table 4. */
  it.each([
    ['T5-11B', 512, 20, 310, 1.12, 0.545, 85.7, 46.7],
    ['GPT-3', 10_000, 14.8, 330, 1.1, 0.429, 1287, 552.1],
  ])(
    'of %s follows from chips, days, watts and PUE within 1 %%',
    (_, chips, days, wattsPerChip, pue, kg, mwh, tonnes) => {
      const joules = reportedFacilityJoules({ chips, seconds: days * DAY, wattsPerChip, pue });
      expect(Math.abs(joules / 3.6e9 / mwh - 1)).toBeLessThan(0.01);
      expect(Math.abs(perKilowattHour(joules, kg) / 1000 / tonnes - 1)).toBeLessThan(0.01);
    },
  );

  it('of Llama 3.1 405B is 21,600 MWh for 30.84 million GPU-hours at 700 W', () => {
    const joules = reportedFacilityJoules({ chips: 1, seconds: 30.84e6 * 3600, wattsPerChip: 700, pue: 1 });
    expect(Math.abs(joules / 3.6e9 / 21_600 - 1)).toBeLessThan(0.001);
  });
});

describe('rent', () => {
  it('of 2.788 million H800-hours at 2 USD is 5.576 million USD, as DeepSeek-V3 reports', () => {
    const rent = { kind: 'on-demand', usdPerGpuHour: 2 } as const;
    expect(rentUsd(rent, 2048, (2.788e6 / 2048) * 3600)).toBeCloseTo(5.576e6, 4);
  });

  it('reserved is cheaper by the hour and paid to its end', () => {
    const termSeconds = YEAR;
    const discount = RESERVATION_DISCOUNTS.aws.oneYear;
    const rent = { kind: 'reserved', usdPerGpuHour: 10, discount, termSeconds } as const;
    expect(paidUsdPerGpuHour(rent)).toBeCloseTo(5.9, 12);
    expect(rentUsd(rent, 8, 90 * DAY)).toBeCloseTo(5.9 * 8 * 8760, 6);
    expect(rentUsd(rent, 8, 2 * YEAR)).toBeCloseTo(5.9 * 8 * 2 * 8760, 6);
    expect(preemptionsPerNodeSecond(rent)).toBe(0);
  });

  it('on the spot market is cheaper and can be taken away', () => {
    const rent = { kind: 'spot', usdPerGpuHour: 10, discount: 0.6, preemptionsPerNodeHour: 0.05 } as const;
    expect(rentUsd(rent, 8, 3600)).toBeCloseTo(32, 12);
    expect(preemptionsPerNodeSecond(rent) * 3600).toBeCloseTo(0.05, 15);
  });

  it('of an H100 is 2.50 USD in the middle, and 95 of 100 lenders ask less than 4.45', () => {
    expect(h100RentUsdPerGpuHour(0)).toBe(2.5);
    expect(h100RentUsdPerGpuHour(1.6448536)).toBeCloseTo(4.446, 3);
  });
});

describe('the demand charge', () => {
  const charge = { usdPerKilowattMonth: AEP_USD_PER_KILOWATT_MONTH, contractWatts: 0, minimumShare: 0 };
  const start = { year: 2024, month: 1, day: 20, hour: 12 };
  const flat = new HourlyIntegral(HourlySeries.constant(1.1));

  it('of 500 MW is 44.7 million USD a year (AEP Ohio)', () => {
    expect(demandChargeUsd(charge, new Array<number>(12).fill(500e6))).toBeCloseTo(44.7e6, 3);
  });

  it('is of each month that the run touches, on its highest facility power', () => {
    const peaks = new MonthlyPeaks(start, flat);
    peaks.add(0, 5 * DAY, 1e6);
    peaks.add(5 * DAY, 5.5 * DAY, 1.2e6);
    // From 25.5 January into March.
    peaks.add(5.5 * DAY, 45 * DAY, 0.9e6);
    peaks.add(45 * DAY, 46 * DAY, 0.2e6);
    expect(peaks.watts.map(Math.round)).toEqual([1_320_000, 990_000, 990_000]);
    expect(demandChargeUsd(charge, peaks.watts)).toBeCloseTo(7.45 * 3300, 6);
  });

  it('follows the PUE of the hours', () => {
    const byHour = HourlySeries.hourly((hour) => (hour % 24 === 3 ? 1.4 : 1.1));
    const peaks = new MonthlyPeaks(start, new HourlyIntegral(byHour));
    peaks.add(0, 3 * 3600, 1e6);
    expect(peaks.watts[0]).toBeCloseTo(1.1e6, 6);
    peaks.add(3 * 3600, 3 * 3600 + 1, 1e6);
    expect(peaks.watts[0]).toBeCloseTo(1.4e6, 6);
  });

  it('counts a month in which nothing is drawn, and an instant at midnight to the new month', () => {
    const peaks = new MonthlyPeaks(start, flat);
    const february = 11.5 * DAY;
    peaks.add(february, february + 60, 2e6);
    expect(peaks.watts.map(Math.round)).toEqual([0, 2_200_000]);
    peaks.add(february - 1e-9, february + 60, 3e6);
    expect(peaks.watts.map(Math.round)).toEqual([0, 3_300_000]);
  });

  it('has a minimum by contract', () => {
    const contract = { ...charge, contractWatts: 2e6, minimumShare: 0.85 };
    expect(demandChargeUsd(contract, [1e6, 1.9e6])).toBeCloseTo(7.45 * (1700 + 1900), 9);
  });
});
