import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RandomStreams } from '../../../src/engine/randomStreams.ts';
import { createPowerCurve } from '../../../src/model/heat/createPowerCurve.ts';
import { operatingPoint } from '../../../src/model/heat/operatingPoint.ts';
import { POWER_LAWS } from '../../../src/model/heat/powerLaw.ts';
import { DEFAULT_SPREAD, descendingKappas } from '../../../src/model/heat/severity.ts';
import { AIR_SLOTS } from '../../../src/model/heat/slotCooling.ts';
import { HOUR } from '../../../src/model/price/units.ts';
import { NodeState, SlowdownCause, TimeBucket } from '../../../src/simulation/record.ts';
import { simulate } from '../../../src/simulation/simulate.ts';
import { daily, HEAT, heated, IDLE_WATTS, TRAINING_WATTS } from '../../support/heatedInput.ts';
import { DAY, phase, replicate } from '../../support/simulationInput.ts';

const curve = createPowerCurve({ kind: 'law', ...POWER_LAWS.standard });

describe('a job whose rear GPUs are too warm', () => {
  // Reference table: allowed power of a rear GPU at 87 C, and the clock of a kernel that would take 700 W.
  it.each([
    [20, 838, 1],
    [25, 775, 1],
    [30, 712, 1],
    [32, 687.5, 0.991],
    [33, 675, 0.982],
    [34, 662.5, 0.973],
    // The reference prints .965, which is .0014 off its own formula.
    [35, 650, 0.9636],
    [40, 587.5, 0.914],
  ])('at an inlet of %d C its GPUs are allowed %d W and the clock is %d', (inlet, watts, clock) => {
    const [record] = replicate(heated(4, 10, { room: { ...HEAT.room, setPointCelsius: inlet } }), 1, 'table');
    expect((87 - inlet) / 0.08).toBeCloseTo(watts, -0.3);
    const speed = Math.min(1, curve.speedAt(Math.min(1, (87 - inlet) / 0.08 / 700)));
    expect(Math.abs(speed - clock)).toBeLessThan(0.001);
    expect(record!.wallSeconds).toBeCloseTo((10 * DAY) / speed, 4);
    const lost = record!.wallSeconds - 10 * DAY;
    expect(record!.slowdownSecondsByCause[SlowdownCause.heat]).toBeCloseTo(lost, 4);
    expect(record!.bucketSeconds[TimeBucket.slowdown]).toBeCloseTo(lost, 4);
    expect(record!.throttledSeconds).toBeCloseTo(clock < 1 ? record!.wallSeconds : 0, 4);
    expect(record!.hottestCelsius).toBeCloseTo(Math.min(87, inlet + 0.08 * 700), 9);
    // All work as before for the nominal time and wait for the hottest in between.
    const joules = 4 * (10 * DAY * TRAINING_WATTS + lost * IDLE_WATTS);
    expect(record!.nodeJoules[NodeState.training]! / joules).toBeCloseTo(1, 12);
  });

  it('waits only with the share of a step that computes', () => {
    const input = heated(2, 1, { room: { ...HEAT.room, setPointCelsius: 35 } });
    const mixed = {
      ...input,
      job: { ...input.job, phases: [phase(DAY, { computeShare: 0.6, communicationShare: 0.3 })] },
    };
    const speed = curve.speedAt(650 / 700);
    expect(replicate(mixed, 1, 'mixed')[0]!.wallSeconds).toBeCloseTo(DAY * (0.6 / speed + 0.4), 6);
  });

  it('draws more the warmer it is, by the leakage of its mean GPU', () => {
    const leakage = { perKelvin: 0.002, referenceCelsius: 24 + 0.0725 * 700 };
    const at = (inlet: number) => {
      const input = heated(2, 1, { leakage, designOutdoorCelsius: 10 });
      return replicate(
        { ...input, site: { outdoorCelsius: daily(new Array(24).fill(10 + inlet - 24)) } },
        1,
        'leak',
      )[0]!;
    };
    expect(at(24).nodeJoules[NodeState.training]! / (2 * DAY * TRAINING_WATTS)).toBeCloseTo(1, 12);
    const gain = 0.0725 * 700 * 0.002;
    const gpus = 1 + (0.002 / (1 - gain)) * 4;
    const expected = 2 * DAY * (1060 + 1.316 * 8 * 700 * gpus);
    expect(at(28).nodeJoules[NodeState.training]! / expected).toBeCloseTo(1, 12);
  });
});

describe('a gang of GPUs that differ, in weather', () => {
  const nodes = 24;
  const zones = 3;

  it('is hour by hour as slow as a scan of all its GPUs says', () => {
    const anyDay = fc.array(fc.integer({ min: -5, max: 45 }), { minLength: 24, maxLength: 24 });
    fc.assert(
      fc.property(anyDay, fc.integer({ min: 15, max: 30 }), fc.nat(1000), (celsius, design, replication) => {
        const leakage = { perKelvin: 0.002, referenceCelsius: 70 };
        const base = heated(nodes, 4, { spread: DEFAULT_SPREAD, designOutdoorCelsius: design, leakage });
        const input = {
          ...base,
          topology: { ...base.topology, cooling_zone: nodes / zones },
          site: { outdoorCelsius: daily(celsius) },
          start: { year: 2025, month: 1, day: 1, hour: 6.25 },
        };
        const streams = new RandomStreams('scan');
        streams.startReplication(replication);
        const record = simulate(input, streams);

        // Every GPU group of the fleet, drawn again.
        streams.startReplication(replication);
        const groups: {
          readonly zone: number;
          readonly offsetKelvin: number;
          readonly kelvinPerWatt: number;
        }[] = [];
        for (let zone = 0; zone < zones; zone++) {
          for (const slot of AIR_SLOTS) {
            const stream = streams.stream(`heat of zone ${zone} ${slot.name}`);
            const next = descendingKappas(nodes / zones, slot, DEFAULT_SPREAD, () => stream.uniform());
            for (let node = 0; node < nodes / zones; node++) {
              groups.push({ zone, offsetKelvin: slot.offsetKelvin, kelvinPerWatt: next().value });
            }
          }
        }
        const model = { limits: HEAT.limits, curve, leakage, fullWatts: 700 };
        let left = 4 * DAY;
        let time = 0;
        let throttled = 0;
        while (left > 1e-9) {
          const hour = Math.floor((time + 900) / HOUR + 1e-9);
          const inlet = 24 + Math.max(0, celsius[(6 + hour) % 24]! - design);
          if (inlet >= HEAT.room.stopCelsius) return;
          const speed = Math.min(...groups.map((group) => operatingPoint(model, inlet, group).speed));
          const seconds = Math.min((hour + 1) * HOUR - 900 - time, left / speed);
          left -= seconds * speed;
          time += seconds;
          if (speed < 1) throttled += seconds;
        }
        expect(record.wallSeconds / time).toBeCloseTo(1, 9);
        expect(Math.abs(record.throttledSeconds - throttled)).toBeLessThan(1e-6 * time);
      }),
      { seed: 11, numRuns: 150 },
    );
  });
});
