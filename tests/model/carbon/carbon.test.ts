import { describe, expect, it } from 'vitest';
import { COUNTRY_GRAMS_PER_KILOWATT_HOUR } from '../../../src/model/carbon/countries.ts';
import {
  BLOOM_SERVER,
  EMBODIED_GPU_KG,
  embodiedKgPerNodeSecond,
  embodiedNodeKg,
} from '../../../src/model/carbon/embodied.ts';
import { GRID_ZONES } from '../../../src/model/carbon/gridZones.ts';
import { carbonSeries, countryCarbon, zoneCarbon } from '../../../src/model/carbon/operational.ts';
import { ON_SITE_WATER, POWER_PLANT_WATER_GPT3, waterUse } from '../../../src/model/carbon/water.ts';
import { HourlyIntegral } from '../../../src/model/price/hourlyIntegral.ts';

const newYear = { year: 2023, month: 1, day: 1, hour: 0 };
const YEAR = 365 * 86_400;

function zone(name: string, year: number) {
  return GRID_ZONES.find((one) => one.zone === name && one.year === year)!;
}

describe('operational carbon', () => {
  it('of a country is the same in every hour', () => {
    const carbon = countryCarbon('US');
    expect(carbon.basis).toBe('country-mix');
    expect(carbonSeries(carbon, newYear).constantValue! * 3.6e6).toBeCloseTo(0.369, 12);
    expect(Object.keys(COUNTRY_GRAMS_PER_KILOWATT_HOUR)).toHaveLength(29);
  });

  it.each(GRID_ZONES.map((one) => [one.zone, one.year, one] as const))(
    'of %s %i has its mean, lowest and highest hour, lowest and highest month',
    (_, __, one) => {
      const series = carbonSeries(zoneCarbon(one, 'life-cycle'), newYear);
      const integral = new HourlyIntegral(series);
      expect((integral.until(YEAR) / YEAR) * 3.6e9).toBeCloseTo(one.lifeCycleGrams, 6);
      const atHour = (hour: number): number => {
        let sum = 0;
        for (let day = 0; day < 365; day++) sum += series.inHour(24 * day + hour);
        return (sum / 365) * 3.6e9;
      };
      expect(atHour(one.day.lowAt)).toBeCloseTo(one.lifeCycleGrams * one.day.lowRatio, 6);
      expect(atHour(one.day.highAt)).toBeCloseTo(one.lifeCycleGrams * one.day.highRatio, 6);
      const days = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365].map((day) => day * 86_400);
      const inMonth = (month: number): number =>
        (integral.between(days[month - 1]!, days[month]!) / (days[month]! - days[month - 1]!)) * 3.6e9;
      expect(inMonth(one.months.lowAt)).toBeCloseTo(one.lifeCycleGrams * one.months.lowRatio, 6);
      expect(inMonth(one.months.highAt)).toBeCloseTo(one.lifeCycleGrams * one.months.highRatio, 6);
    },
  );

  it('of Texas in 2024 is 367 g/kWh over the life cycle and 303 direct: two bases, named', () => {
    const texas = zone('US-TEX-ERCO', 2024);
    const lifeCycle = zoneCarbon(texas, 'life-cycle');
    const direct = zoneCarbon(texas, 'direct');
    expect([lifeCycle.basis, direct.basis]).toEqual(['life-cycle', 'direct']);
    const mean = (carbon: typeof direct): number =>
      (new HourlyIntegral(carbonSeries(carbon, newYear)).until(YEAR) / YEAR) * 3.6e9;
    expect(mean(lifeCycle)).toBeCloseTo(367.411, 6);
    expect(mean(direct)).toBeCloseTo(303.374, 6);
  });

  it('given hour by hour is as given', () => {
    const hourly = { values: [0.4, 0.2], first: 'run-start', atEnd: 'repeats' } as const;
    const series = carbonSeries({ kind: 'hourly', hourly, basis: 'as-reported' }, newYear);
    expect(series.inHour(3) * 3.6e6).toBeCloseTo(0.2, 12);
  });
});

describe('embodied carbon', () => {
  it('is 164 kg for an H100 and 3.7 t for a server of eight A100 by BLOOM', () => {
    expect(EMBODIED_GPU_KG.h100).toBe(164);
    expect(embodiedNodeKg(BLOOM_SERVER)).toBe(3700);
  });

  it('of BLOOM is 11.2 t: 1,082,990 GPU-hours of servers that live 6 years at 85 % use', () => {
    const nodeSeconds = (1_082_990 / 8) * 3600;
    expect((embodiedKgPerNodeSecond(BLOOM_SERVER) * nodeSeconds) / 1000).toBeCloseTo(11.2, 1);
  });

  it('is all charged at the end of a life', () => {
    const carbon = { ...BLOOM_SERVER, gpuKg: EMBODIED_GPU_KG.h100, lifeYears: 5, utilisation: 1 };
    expect(embodiedKgPerNodeSecond(carbon) * 5 * YEAR).toBeCloseTo(2500 + 1312, 9);
  });
});

describe('water', () => {
  it('is of IT energy on site and of facility energy at the power plant', () => {
    const use = waterUse(
      { onSiteLitresPerKilowattHour: ON_SITE_WATER.default, powerPlantLitresPerKilowattHour: 2 },
      1000 * 3.6e6,
      1100 * 3.6e6,
    );
    expect(use.onSiteLitres).toBeCloseTo(300, 9);
    expect(use.powerPlantLitres).toBeCloseTo(2200, 9);
  });

  it('of GPT-3 was 3.65 L/kWh at the power plants', () => {
    expect(POWER_PLANT_WATER_GPT3).toBeCloseTo(3.652, 3);
  });
});
