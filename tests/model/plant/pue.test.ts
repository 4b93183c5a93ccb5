import { describe, expect, it } from 'vitest';
import { normalQuantile } from '../../../src/engine/special/normal.ts';
import { expectedCelsius, seasonWave } from '../../../src/model/climate/climate.ts';
import { noiseShape, seasonNormaliser } from '../../../src/model/climate/noise.ts';
import { type ClimateSite, climateSite } from '../../../src/model/climate/sites.ts';
import { wetBulbCelsius } from '../../../src/model/climate/wetBulb.ts';
import {
  type CoolingKind,
  chillerCop,
  chillerPartLoadFactor,
  type PueModel,
  pueAt,
  STANDING_SHARE,
} from '../../../src/model/plant/pue.ts';
import { PUE_TABLE } from '../../support/pueTable.ts';

const model = (kind: CoolingKind, change: Partial<PueModel> = {}): PueModel => ({
  kind,
  standingShare: STANDING_SHARE,
  chillerPartLoad: 'none',
  ...change,
});

/** Mean over a year at full load: every third hour, and the noise at 25 equally likely values. */
function yearlyMean(site: ClimateSite, kind: CoolingKind): number {
  const shape = noiseShape(site);
  const levels = Array.from({ length: 25 }, (_, at) => shape.at(normalQuantile((at + 0.5) / 25)));
  let sum = 0;
  let count = 0;
  for (let hour = 0; hour < 8760; hour += 3) {
    const scale = site.noiseKelvin * seasonNormaliser(site) * (1 + site.noiseSeason * seasonWave(site, hour));
    for (const level of levels) {
      const outdoorCelsius = expectedCelsius(site, hour) + scale * level;
      const wetBulb = site.wetBulb === null ? null : wetBulbCelsius(site.wetBulb, site, outdoorCelsius);
      sum += pueAt(model(kind), { outdoorCelsius, wetBulbCelsius: wetBulb }, 1);
      count += 1;
    }
  }
  return sum / count;
}

const KINDS: readonly CoolingKind[] = ['chiller', 'air_economiser', 'evaporative', 'warm_water'];

describe('PUE over a year', () => {
  it.each(PUE_TABLE.map(([climate, row]) => ({ climate, row })))(
    '$climate is the table to .02',
    ({ climate, row }) => {
      for (const [at, expected] of row.entries()) {
        if (expected === null) continue;
        const mean = yearlyMean(climateSite(climate), KINDS[at]!);
        expect(Math.abs(mean - expected), `${KINDS[at]}: ${mean}, table ${expected}`).toBeLessThan(0.02);
      }
    },
  );
});

describe('PUE', () => {
  it('is the formula of chillers, and does not fall as it warms outdoors', () => {
    expect(chillerCop(15)).toBe(5);
    expect([chillerCop(-20), chillerCop(60)]).toEqual([6.5, 2.2]);
    const at = (kind: CoolingKind, celsius: number) =>
      pueAt(model(kind), { outdoorCelsius: celsius, wetBulbCelsius: celsius - 2 }, 1);
    expect(at('chiller', 25)).toBeCloseTo(1 + 0.06 + 0.1 + 1 / 4, 12);
    expect(at('air_economiser', 20)).toBeCloseTo(1.12 + 0.5 / 4.5, 12);
    for (const kind of KINDS)
      for (let celsius = -20; celsius < 50; celsius++)
        expect(at(kind, celsius + 1), `${kind} ${celsius}`).toBeGreaterThanOrEqual(at(kind, celsius));
  });

  it('of a half empty plant with chillers is .1 to .2 worse, and the same where all follows the load', () => {
    const mild = { outdoorCelsius: 15, wetBulbCelsius: null };
    const full = pueAt(model('chiller'), mild, 1);
    expect(pueAt(model('chiller'), mild, 0.45) - full).toBeGreaterThan(0.1);
    expect(pueAt(model('chiller'), mild, 0.35) - full).toBeLessThan(0.2);
    expect(pueAt(model('chiller', { standingShare: 0 }), mild, 0.45)).toBeCloseTo(full, 12);
  });

  it('takes part load of chillers by the EnergyPlus curve, which is 1 at full load', () => {
    expect(chillerPartLoadFactor(1)).toBeCloseTo(1, 3);
    expect(chillerPartLoadFactor(0.5)).toBeCloseTo((0.03303 + 0.3426 + 0.07045) / 0.5, 12);
    expect(chillerPartLoadFactor(0.01)).toBe(chillerPartLoadFactor(0.05));
    const warm = { outdoorCelsius: 25, wetBulbCelsius: null };
    const plain = pueAt(model('chiller'), warm, 0.5);
    const curved = pueAt(model('chiller', { chillerPartLoad: 'energyplus' }), warm, 0.5);
    expect(plain - curved).toBeCloseTo((1 - chillerPartLoadFactor(0.5)) / 4, 12);
  });

  it('says what it lacks', () => {
    const dry = { outdoorCelsius: 30, wetBulbCelsius: null };
    expect(() => pueAt(model('evaporative'), dry, 1)).toThrow(/needs wet-bulb temperatures/);
    expect(() => pueAt(model('chiller'), dry, 0)).toThrow(/above 0/);
  });
});
