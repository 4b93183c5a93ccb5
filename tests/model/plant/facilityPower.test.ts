import fc from 'fast-check';
import { expect, test } from 'vitest';
import { chilledWatts, type Plant, steadyWatts } from '../../../src/model/plant/facilityPower.ts';
import { COOLING_KINDS, chillerPower, overheadOf, pueAt } from '../../../src/model/plant/pue.ts';

const anyPlant: fc.Arbitrary<Plant> = fc.record({
  model: fc.record({
    kind: fc.constantFrom(...COOLING_KINDS),
    standingShare: fc.double({ min: 0, max: 1, noNaN: true }),
    chillerPartLoad: fc.constantFrom('none' as const, 'energyplus' as const),
  }),
  ratedItWatts: fc.double({ min: 1e3, max: 1e9, noNaN: true }),
});

test('the two parts of facility power add to IT power times PUE', () => {
  fc.assert(
    fc.property(
      anyPlant,
      fc.double({ min: 0.001, max: 1.5, noNaN: true }),
      fc.double({ min: -30, max: 50, noNaN: true }),
      fc.double({ min: 0, max: 10, noNaN: true }),
      (plant, load, outdoorCelsius, below) => {
        const weather = { outdoorCelsius, wetBulbCelsius: outdoorCelsius - below };
        const itWatts = load * plant.ratedItWatts;
        const facility =
          steadyWatts(plant, itWatts) +
          chilledWatts(plant, itWatts) * chillerPower(plant.model.kind, weather);
        expect(facility / (itWatts * pueAt(plant.model, weather, load))).toBeCloseTo(1, 12);
      },
    ),
    { seed: 3, numRuns: 5000 },
  );
});

test('without any load what stands still runs, and no heat is carried away', () => {
  for (const kind of COOLING_KINDS) {
    for (const chillerPartLoad of ['none', 'energyplus'] as const) {
      const plant: Plant = { model: { kind, standingShare: 0.6, chillerPartLoad }, ratedItWatts: 1e6 };
      expect(steadyWatts(plant, 0)).toBeCloseTo(0.6e6 * overheadOf(kind), 6);
      expect(chilledWatts(plant, 0)).toBe(0);
    }
  }
});
