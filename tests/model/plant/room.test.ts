import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PLANT_RESTART_SECONDS, rideThroughSeconds } from '../../../src/model/plant/rideThrough.ts';
import {
  balanceCelsius,
  ROOM_TEMPERATURES,
  type Room,
  type RoomState,
  roomCelsius,
  roomSecondsTo,
  roomTimeConstantSeconds,
  secondsToStop,
} from '../../../src/model/plant/room.ts';
import { supplyCelsius } from '../../../src/model/plant/supply.ts';

/** Six units of which five are needed. */
const AIR: Room = {
  ...ROOM_TEMPERATURES.air,
  unitsNeeded: 5,
  rideThroughSeconds: rideThroughSeconds('air', 5000),
};
const at = (unitsUp: number, load = 1): RoomState => ({ supplyCelsius: 24, unitsUp, load });

describe('the supply', () => {
  it('is the set-point up to the design temperature and follows the outdoors above it', () => {
    const setting = { setPointCelsius: 24, designOutdoorCelsius: 35 };
    expect([-10, 34.9, 35].map((outdoor) => supplyCelsius(setting, outdoor))).toEqual([24, 24, 24]);
    expect(supplyCelsius(setting, 43)).toBe(32);
  });
});

describe('ride-through', () => {
  it.each([
    ['air', 5000, 189],
    ['air', 10_000, 45],
    ['air', 50_000, 15],
    ['liquid', 130_000, 15],
  ] as const)('%s at %d W a rack is %d s', (coolant, watts, seconds) => {
    expect(rideThroughSeconds(coolant, watts)).toBeCloseTo(seconds, 9);
  });

  it('of denser racks is never longer, and below a minute from 10 kW on', () => {
    let before = Number.POSITIVE_INFINITY;
    for (let watts = 1000; watts < 60_000; watts += 250) {
      const seconds = rideThroughSeconds('air', watts);
      expect(seconds).toBeLessThanOrEqual(before);
      if (watts >= 10_000) expect(seconds).toBeLessThan(60);
      before = seconds;
    }
  });

  it.each([5000, 10_000, 40_000])(
    'is what the room takes without cooling from set-point to stop: %d W',
    (watts) => {
      const seconds = rideThroughSeconds('air', watts);
      const room = { ...AIR, rideThroughSeconds: seconds };
      expect(secondsToStop(room, at(0))).toBeCloseTo(seconds, 9);
      expect(secondsToStop(room, at(0, 0.5))).toBeCloseTo(2 * seconds, 9);
      const water = {
        ...room,
        ...ROOM_TEMPERATURES.liquid,
        rideThroughSeconds: rideThroughSeconds('liquid', watts),
      };
      expect(secondsToStop(water, { supplyCelsius: 30, unitsUp: 0, load: 1 })).toBeCloseTo(15, 9);
    },
  );

  it('two degrees a minute are above 40 C within 15 minutes (Hosting365)', () => {
    const room = { ...AIR, rideThroughSeconds: (16 / 2) * 60 };
    expect(roomCelsius(room, at(0), 24, 60)).toBeCloseTo(26, 12);
    expect(roomCelsius(room, at(0), 24, 15 * 60)).toBeGreaterThan(40);
  });

  it('is over long before chillers have restarted', () => {
    expect(secondsToStop(AIR, at(0))).toBeLessThan(PLANT_RESTART_SECONDS);
  });
});

describe('a zone with cooling units down', () => {
  it('stays at its set-point while enough run, and no longer', () => {
    for (const units of [6, 5]) {
      expect(roomCelsius(AIR, at(units), 24, 1e6)).toBe(24);
      expect(secondsToStop(AIR, at(units))).toBe(Number.POSITIVE_INFINITY);
    }
    expect(roomCelsius(AIR, at(4), 24, 1e6)).toBeCloseTo(24 + 10 * (5 / 4 - 1), 9);
    expect(roomCelsius(AIR, at(4, 0.8), 24, 1e6)).toBe(24);
    expect(secondsToStop(AIR, at(4))).toBe(Number.POSITIVE_INFINITY);
    expect(secondsToStop(AIR, at(1))).toBeLessThan(1000);
  });

  it('approaches the balance exponentially and agrees with numerical integration', () => {
    const state = at(2);
    expect(balanceCelsius(AIR, state)).toBe(39);
    const tau = roomTimeConstantSeconds(AIR, 2);
    expect(roomCelsius(AIR, state, 24, tau)).toBeCloseTo(39 - 15 / Math.E, 11);
    // Heat minus what two of five units take, in shares of the rated load, on the room's capacity.
    const secondsPerKelvin = 189 / 16;
    let inlet = 24;
    const h = 0.001;
    for (let step = 0; step < 200_000; step++) {
      const taken = ((2 / 5) * (inlet - 14)) / 10;
      inlet += (h * (1 - taken)) / secondsPerKelvin;
    }
    expect(Math.abs(roomCelsius(AIR, state, 24, 200) - inlet)).toBeLessThan(1e-3);
  });

  it('recovers when a unit returns: it cools, reaches the set-point at a known time and stays there', () => {
    const hot = roomCelsius(AIR, at(2), 24, 300);
    const back = roomSecondsTo(AIR, at(6), hot, 24);
    expect(back).toBeGreaterThan(0);
    expect(roomCelsius(AIR, at(6), hot, 0.999 * back)).toBeGreaterThan(24);
    expect(roomCelsius(AIR, at(6), hot, 1.001 * back)).toBe(24);
    expect(roomSecondsTo(AIR, at(6), hot, 23)).toBe(Number.POSITIVE_INFINITY);
    // Stopped nodes give no heat: the room cools with any unit.
    expect(roomSecondsTo(AIR, at(1, 0), 40, 24)).toBeLessThan(1e4);
    expect(roomCelsius(AIR, at(0, 0), 40, 1e4)).toBe(40);
  });

  it('is at each temperature when it says, whatever the state', () => {
    const load = fc.double({ min: 0, max: 1.2, noNaN: true });
    const celsius = fc.double({ min: 24, max: 45, noNaN: true });
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 6 }), load, celsius, celsius, (units, heat, from, target) => {
        const state = at(units, heat);
        const seconds = roomSecondsTo(AIR, state, from, target);
        if (seconds === Number.POSITIVE_INFINITY) {
          const end = roomCelsius(AIR, state, from, 1e7);
          const low = Math.min(from, end);
          const high = Math.max(from, end);
          expect(target <= low + 1e-9 || target >= high - 1e-9).toBe(true);
        } else {
          expect(Math.abs(roomCelsius(AIR, state, from, seconds) - target)).toBeLessThan(1e-9);
        }
      }),
      { seed: 17, numRuns: 3000 },
    );
  });

  it('follows a supply that the weather has raised', () => {
    const warm = { supplyCelsius: 32, unitsUp: 6, load: 1 };
    expect(roomCelsius(AIR, warm, 24, 10)).toBe(32);
    expect(balanceCelsius(AIR, { ...warm, unitsUp: 4 })).toBe(34.5);
  });
});
