import { describe, expect, it } from 'vitest';
import { RandomStreams } from '../../../src/engine/randomStreams.ts';
import { createPowerCurve } from '../../../src/model/heat/createPowerCurve.ts';
import { POWER_LAWS } from '../../../src/model/heat/powerLaw.ts';
import { POWER_TABLES } from '../../../src/model/heat/powerTable.ts';
import type { SimulationInput } from '../../../src/simulation/input.ts';
import type { DemandResponseInput } from '../../../src/simulation/power/input.ts';
import { NodeState, SlowdownCause, TimeBucket } from '../../../src/simulation/record.ts';
import type { RunEvent } from '../../../src/simulation/runEvent.ts';
import { simulate } from '../../../src/simulation/simulate.ts';
import { heated, IDLE_WATTS, TRAINING_WATTS } from '../../support/heatedInput.ts';
import { DAY, faultClass, HOUR, meanAndError, phase, replicate } from '../../support/simulationInput.ts';

const atGpuWatts = (watts: number) => 1060 + 1.316 * 8 * watts;

function withPower(change: Partial<SimulationInput['power']>, days = 10): SimulationInput {
  const input = heated(10, days, null);
  return { ...input, power: { ...input.power, ...change } };
}

function programme(change: Pick<DemandResponseInput, 'trigger' | 'action'>): DemandResponseInput {
  return { name: 'programme', ...change };
}

describe('a power cap', () => {
  it('to the draw of a 400 W cap leaves .821 of the throughput that was measured there', () => {
    const pue = 1.1;
    const input = withPower({
      curve: { kind: 'table', ...POWER_TABLES.h100Llama8b },
      // 395 of 647 W were drawn under a cap of 400 W.
      capFacilityWatts: 10 * atGpuWatts((700 * 395) / 647) * pue,
      pue,
    });
    const [record] = replicate(input, 1, 'cap');
    expect((10 * DAY) / record!.wallSeconds).toBeCloseTo(24_853 / 30_271, 9);
    expect(record!.peakFacilityWatts).toBeCloseTo(input.power.capFacilityWatts, 3);
    expect(record!.slowdownSecondsByCause[SlowdownCause.cap]).toBeCloseTo(record!.wallSeconds - 10 * DAY, 3);
    // 1.34 x the tokens for each joule that the GPUs draw.
    const gpuJoules = record!.nodeJoules[NodeState.training]! - 1060 * 10 * record!.wallSeconds;
    const before = 1.316 * 8 * 700 * 10 * 10 * DAY;
    expect(before / gpuJoules).toBeCloseTo(1.34, 2);
  });

  it('that halves the power above the static part does what the clock law says', () => {
    const curve = createPowerCurve({ kind: 'law', ...POWER_LAWS.standard });
    const [record] = replicate(withPower({ capFacilityWatts: 10 * atGpuWatts(0.65 * 700) }), 1, 'half');
    expect(record!.wallSeconds).toBeCloseTo((10 * DAY) / curve.speedAt(0.65), 3);
  });

  it('that is not reached changes nothing', () => {
    const free = replicate(withPower({}), 1, 'none')[0]!;
    const loose = replicate(withPower({ capFacilityWatts: 10 * TRAINING_WATTS }), 1, 'none')[0]!;
    expect(loose.wallSeconds).toBe(free.wallSeconds);
    expect(loose.itJoules).toBe(free.itJoules);
  });

  it('follows the hours in which the plant leaves less', () => {
    const ratios = Array.from({ length: 24 }, (_, hour) => (hour < 6 ? 1.5 : 1));
    const capFacilityWatts = 10 * TRAINING_WATTS;
    const input = withPower({ capFacilityWatts, pue: { kind: 'daily', mean: 1, ratios } }, 1);
    const curve = createPowerCurve({ kind: 'law', ...POWER_LAWS.standard });
    const slow = curve.speedAt((TRAINING_WATTS / 1.5 - 1060) / (1.316 * 8 * 700));
    const [record] = replicate(input, 1, 'hours');
    // A day of work: 6 slow hours, 18 at full clock, the rest in the next night.
    const left = DAY - 18 * HOUR - 6 * HOUR * slow;
    expect(left / slow).toBeLessThan(6 * HOUR);
    expect(record!.wallSeconds).toBeCloseTo(DAY + left / slow, 4);
    expect(record!.peakFacilityWatts).toBeCloseTo(capFacilityWatts, 3);
  });

  it('is kept while spares come and go', () => {
    const base = withPower({ capFacilityWatts: 10 * atGpuWatts(500) }, 30);
    const input: SimulationInput = {
      ...base,
      spares: { ...base.spares, hot: 3 },
      faults: {
        ...base.faults,
        classes: [
          {
            name: 'fault',
            scope: 'node',
            effect: { kind: 'stop' },
            unitsPerNode: 1,
            timeToFault: { kind: 'exponential', mean: 20 * DAY },
            detection: { kind: 'fixed', value: 60 },
            transientProbability: 0,
            drift: null,
            onArrivalProbability: 0,
            heat: { kind: 'none' },
            survivingTiers: null,
            repairTime: { kind: 'exponential', mean: DAY },
          },
        ],
      },
    };
    for (const record of replicate(input, 20, 'spares')) {
      expect(record.repairs).toBeGreaterThan(0);
      expect(record.peakFacilityWatts).toBeLessThanOrEqual(input.power.capFacilityWatts * (1 + 1e-12));
      expect(record.peakFacilityWatts).toBeGreaterThan(input.power.capFacilityWatts * 0.999);
    }
  });
});

describe('demand response', () => {
  const hours = { kind: 'hours', window: { fromHour: 17, toHour: 20, days: 'every' } } as const;

  it('pauses the job at its hours, whole and counted', () => {
    const input = withPower(
      { demandResponse: [programme({ trigger: hours, action: { kind: 'pause' } })] },
      5,
    );
    const [record] = replicate(input, 1, 'pause');
    // 21 of 24 hours train: 5 days of work are 5 whole days and 15 hours more.
    expect(record!.wallSeconds).toBeCloseTo(5 * DAY + 15 * HOUR, 6);
    expect(record!.bucketSeconds[TimeBucket.paused]).toBeCloseTo(15 * HOUR, 6);
    expect(record!.demandResponseSeconds).toBeCloseTo(15 * HOUR, 6);
    expect(record!.interruptions).toBe(5);
    expect(record!.interruptionsUnplanned).toBe(0);
    expect(record!.nodeJoules[NodeState.idle]).toBeCloseTo(10 * 15 * HOUR * IDLE_WATTS, 1);
  });

  it('caps the site at its hours', () => {
    const action = { kind: 'cap', facilityWatts: 10 * atGpuWatts(0.65 * 700) } as const;
    const input = withPower({ demandResponse: [programme({ trigger: hours, action })] }, 1);
    const speed = createPowerCurve({ kind: 'law', ...POWER_LAWS.standard }).speedAt(0.65);
    const [record] = replicate(input, 1, 'cap');
    expect(record!.wallSeconds).toBeCloseTo(DAY + 3 * HOUR * (1 - speed), 6);
    expect(record!.slowdownSecondsByCause[SlowdownCause.cap]).toBeCloseTo(3 * HOUR * (1 - speed), 6);
  });

  it('is called by the price of each hour', () => {
    const ratios = Array.from({ length: 24 }, (_, hour) => (hour === 8 || hour === 19 ? 3e-8 : 1e-8));
    const base = withPower(
      {
        demandResponse: [
          programme({ trigger: { kind: 'price', aboveUsdPerJoule: 2e-8 }, action: { kind: 'pause' } }),
        ],
      },
      2,
    );
    const input: SimulationInput = {
      ...base,
      money: { ...base.money, usdPerJoule: { kind: 'daily', mean: 1, ratios } },
      start: { year: 2025, month: 1, day: 1, hour: 8.5 },
    };
    const events: RunEvent[] = [];
    const record = simulate(input, new RandomStreams('price'), (event) => events.push(event));
    const called = events
      .filter(({ event }) => event === 'demand response')
      .map(({ seconds }) => seconds / HOUR);
    expect(called).toEqual([0, 10.5, 23.5, 34.5, 47.5]);
    expect(record.demandResponseSeconds).toBeCloseTo(4.5 * HOUR, 6);
  });

  it('at random is called at its rate', () => {
    const trigger = {
      kind: 'random',
      perSecond: 1 / (5 * DAY),
      duration: { kind: 'fixed', value: 4 * HOUR },
    } as const;
    const input = withPower({ demandResponse: [programme({ trigger, action: { kind: 'pause' } })] }, 60);
    const records = replicate(input, 400, 'random');
    const { mean, error } = meanAndError(records.map((record) => record.interruptions));
    // Between calls the job trains all of its 60 days.
    expect(Math.abs(mean - 60 / 5)).toBeLessThan(4 * error);
    for (const record of records) {
      expect(record.bucketSeconds[TimeBucket.paused]).toBeCloseTo(record.interruptions * 4 * HOUR, 4);
    }
  });

  it('lets a job that is down stay down until it is over', () => {
    const base = withPower({ demandResponse: [programme({ trigger: hours, action: { kind: 'pause' } })] }, 1);
    const input: SimulationInput = {
      ...base,
      job: { ...base.job, phases: [phase(4 * HOUR)] },
      recovery: { ...base.recovery, startup: { kind: 'fixed', value: 18 * HOUR } },
    };
    const [record] = replicate(input, 1, 'startup');
    expect(record!.wallSeconds).toBeCloseTo(24 * HOUR, 6);
    expect(record!.bucketSeconds[TimeBucket.paused]).toBeCloseTo(2 * HOUR, 6);
  });
});

describe('a cap where nodes come and go and the plant follows the weather', () => {
  const pue = {
    kind: 'daily',
    mean: 1,
    ratios: Array.from({ length: 24 }, (_, hour) => 1.1 + 0.4 * Number(hour > 11)),
  } as const;
  const failing = (elastic: SimulationInput['job']['elastic'], spares: number): SimulationInput => {
    const base = withPower({ capFacilityWatts: 10 * atGpuWatts(650) * 1.3, pue }, 30);
    const paceByWidth = elastic === null ? null : Array.from({ length: 9 }, (_, at) => 10 / (at + 2));
    return {
      ...base,
      job: { ...base.job, elastic, phases: [phase(30 * DAY, { paceByWidth })] },
      spares: { ...base.spares, hot: spares },
      checkpoint: { ...base.checkpoint, interval: { kind: 'continuous' } },
      faults: {
        ...base.faults,
        classes: [
          faultClass(20 * DAY, { transientProbability: 0, repairTime: { kind: 'fixed', value: 30 * HOUR } }),
        ],
      },
    };
  };

  it.each([
    ['waiting for nodes', failing(null, 0)],
    [
      'training with fewer',
      failing({ nodesPerReplica: 1, minimumReplicas: 2, reconfigure: { kind: 'fixed', value: 60 } }, 0),
    ],
  ])('is kept by a job %s', (_, input) => {
    for (const record of replicate(input, 30, 'nodes')) {
      expect(record.faults).toBeGreaterThan(0);
      expect(record.peakFacilityWatts).toBeLessThanOrEqual(input.power.capFacilityWatts * (1 + 1e-9));
      expect(record.peakFacilityWatts).toBeGreaterThan(input.power.capFacilityWatts * 0.99);
    }
  });
});

describe('calls that follow each other', () => {
  const at = (
    name: string,
    fromHour: number,
    toHour: number,
    months?: readonly number[],
  ): DemandResponseInput => ({
    name,
    trigger: {
      kind: 'hours',
      window: { fromHour, toHour, days: 'every', ...(months === undefined ? {} : { months }) },
    },
    action: { kind: 'pause' },
  });
  const restarting = (programmes: readonly DemandResponseInput[], day: number): SimulationInput => {
    const base = withPower({ demandResponse: programmes }, 3);
    return {
      ...base,
      start: { year: 2025, month: 1, day, hour: 0 },
      recovery: { ...base.recovery, restart: { kind: 'fixed', value: 300 } },
    };
  };

  it('are one pause', () => {
    const [two] = replicate(restarting([at('a', 17, 20), at('b', 20, 22)], 1), 1, 'calls');
    const [one] = replicate(restarting([at('a', 17, 22)], 1), 1, 'calls');
    expect(two!.wallSeconds).toBe(one!.wallSeconds);
    expect(two!.bucketSeconds).toEqual(one!.bucketSeconds);
    expect(two!.interruptions).toBe(one!.interruptions);
  });

  it('for a month do not wake the job in between', () => {
    const [record] = replicate(restarting([at('february', 0, 24, [2])], 31), 1, 'month');
    expect(record!.bucketSeconds[TimeBucket.paused]).toBeCloseTo(28 * DAY, 3);
    expect(record!.bucketSeconds[TimeBucket.recovery]).toBeCloseTo(300, 6);
    expect(record!.interruptions).toBe(1);
  });
});
