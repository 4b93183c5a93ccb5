import { describe, expect, it } from 'vitest';
import { RandomStreams } from '../../../src/engine/randomStreams.ts';
import { createPowerCurve } from '../../../src/model/heat/createPowerCurve.ts';
import { POWER_LAWS } from '../../../src/model/heat/powerLaw.ts';
import { secondsToStop } from '../../../src/model/plant/room.ts';
import type { SimulationInput } from '../../../src/simulation/input.ts';
import { SlowdownCause, TimeBucket } from '../../../src/simulation/record.ts';
import type { RunEvent } from '../../../src/simulation/runEvent.ts';
import { simulate } from '../../../src/simulation/simulate.ts';
import { daily, HEAT, heated, IDLE_WATTS, TRAINING_WATTS } from '../../support/heatedInput.ts';
import { checkpointed, DAY, fixed, HOUR, meanAndError, replicate } from '../../support/simulationInput.ts';

const YEAR = 365 * DAY;
const curve = createPowerCurve({ kind: 'law', ...POWER_LAWS.standard });
const NO_UNIT_FAILS = { unitsPerZone: 4, failuresPerUnitSecond: 0, repair: fixed(HOUR), outage: null };

function told(input: SimulationInput, replication: number): readonly RunEvent[] {
  const streams = new RandomStreams('plant');
  streams.startReplication(replication);
  const events: RunEvent[] = [];
  simulate(input, streams, (event) => events.push(event));
  return events;
}

/** GPUs at 300 W never throttle below the stop: the heat of a job that trains is the rated load. */
function cool(input: SimulationInput): SimulationInput {
  const watts = 1060 + 1.316 * 8 * 300;
  const { nodeWatts } = input.power;
  return {
    ...input,
    power: { ...input.power, nodeWatts: nodeWatts.map((one, state) => (state === 0 ? watts : one)) },
    checkpoint: { ...input.checkpoint, interval: { kind: 'continuous' } },
  };
}

describe('the loss of all cooling', () => {
  const outage = { perSecond: 1 / DAY, duration: fixed(600) };
  const input = cool(heated(4, 20, { plant: { ...NO_UNIT_FAILS, outage } }));

  it('stops the zone after the ride-through, and the plant brings its nodes back', () => {
    const events = told(input, 0);
    const losses = events.filter(({ event }) => event === 'cooling plant stops');
    const stops = events.filter(({ event }) => event === 'zone switched off');
    const back = events.filter(({ event }) => event === 'zone switched on');
    expect(losses.length).toBeGreaterThan(5);
    // While the job trains its heat is the rated load: the ride-through itself.
    const trains = losses.filter(
      ({ seconds }) =>
        events.findLast((one) => one.seconds < seconds && one.event !== 'checkpoint')?.event !== 'diagnosed',
    );
    for (const loss of trains.slice(0, 4)) {
      const stop = stops.find(({ seconds }) => seconds > loss.seconds)!;
      expect(stop.seconds - loss.seconds).toBeCloseTo(HEAT.room.rideThroughSeconds, 3);
      const on = back.find(({ seconds }) => seconds > stop.seconds)!;
      // Back at the supply temperature: 36 K down to 24 C against a balance of 14 C, by the room's exponential.
      const constant = (90 / 36) * 10;
      expect(on.seconds - (loss.seconds + 600)).toBeCloseTo(constant * Math.log(46 / 10), 0);
    }
    expect(stops.length).toBeGreaterThan(4);
  });

  it('counts outages as a Poisson process, and the time lost to them', () => {
    const rare = cool(
      heated(4, 30, {
        plant: { ...NO_UNIT_FAILS, outage: { perSecond: 1 / (3 * DAY), duration: fixed(600) } },
      }),
    );
    const records = replicate(rare, 400, 'outages');
    const expected = records.map((record) => record.wallSeconds / (3 * DAY + 600));
    const difference = meanAndError(records.map((record, index) => record.coolingOutages - expected[index]!));
    expect(Math.abs(difference.mean)).toBeLessThan(4 * difference.error + 0.02);
    for (const record of records.slice(0, 50)) {
      expect(record.zoneStops).toBe(record.coolingOutages);
      expect(record.lostSecondsByClass[0]!).toBeGreaterThan(record.zoneStops * 500);
      expect(record.nodesReplaced).toBe(0);
    }
  });

  it.each([512, 2])('takes both copies of a pair when all zones of %d nodes stop', (zone) => {
    const lostWith = (kind: 'node' | 'pair'): number => {
      const record = replicate(
        {
          ...input,
          topology: { ...input.topology, cooling_zone: zone },
          checkpoint: checkpointed(HOUR, { lostWith: kind }),
          limits: { ...input.limits, horizonSeconds: 5 * DAY },
        },
        1,
        'plant',
      )[0]!;
      expect(record.zoneStops).toBeGreaterThan(1);
      return record.bucketSeconds[TimeBucket.rework]!;
    };
    expect(lostWith('pair')).toBe(lostWith('node'));
  });

  it('agrees with the closed form of the room at another load', () => {
    // An idle job: its startup takes all the time there is.
    const idle: SimulationInput = {
      ...heated(4, 20, {
        plant: { ...NO_UNIT_FAILS, outage: { perSecond: 1 / HOUR, duration: fixed(2000) } },
      }),
      recovery: { ...input.recovery, startup: fixed(30 * DAY) },
      limits: { ...input.limits, horizonSeconds: 10 * DAY },
    };
    const events = told(idle, 3);
    const load = IDLE_WATTS / TRAINING_WATTS;
    const loss = events.find(({ event }) => event === 'cooling plant stops')!;
    const stop = events.find(({ event }) => event === 'zone switched off')!;
    expect(stop.seconds - loss.seconds).toBeCloseTo(
      secondsToStop(HEAT.room, { supplyCelsius: 24, unitsUp: 0, load }),
      3,
    );
  });
});

describe('units that fail', () => {
  it('do so at their rate, and as many are down as failures and repairs balance', () => {
    const perSecond = 12 / YEAR;
    const plant = {
      unitsPerZone: 5,
      failuresPerUnitSecond: perSecond,
      repair: fixed(8 * HOUR),
      outage: null,
    };
    const input = {
      ...heated(64, 60, { plant }),
      topology: { ...heated(1, 1, null).topology, cooling_zone: 16 },
    };
    const records = replicate(input, 300, 'units');
    const { mean, error } = meanAndError(
      records.map((record) => record.coolingUnitFailures / record.wallSeconds),
    );
    // Each unit alternates between running and repair: 1 / (1 / rate + repair).
    expect(Math.abs(mean - (4 * 5) / (1 / perSecond + 8 * HOUR))).toBeLessThan(4 * error);
  });

  it('one too many warms the room to its balance, which throttles and does not stop', () => {
    const plant = {
      unitsPerZone: 4,
      failuresPerUnitSecond: 1 / (40 * DAY),
      repair: fixed(400 * DAY),
      outage: null,
    };
    const room = { ...HEAT.room, approachKelvin: 30, rideThroughSeconds: 200 };
    const input: SimulationInput = {
      ...heated(4, 4, { plant, room }),
      limits: { ...heated(1, 1, null).limits, horizonSeconds: 40 * DAY },
    };
    for (let replication = 0; replication < 40; replication++) {
      const events = told(input, replication);
      const failures = events.filter(({ event }) => event === 'cooling unit fails');
      if (failures.length !== 1) continue;
      // Three of four units: 24 + 30 (4 / 3 - 1) = 34 C at the full load of a job that trains.
      const pace = events.findLast(({ event }) => event === 'pace')!.pace!;
      // The mean load is lower by the share of a step in which all wait for the hottest GPU: a fixed point.
      let load = 1;
      let speed = 1;
      for (let step = 0; step < 50; step++) {
        const inlet = 24 + 30 * ((load * 4) / 3 - 1);
        speed = curve.speedAt(Math.min(1, (87 - inlet) / 0.08 / 700));
        load = (speed * TRAINING_WATTS + (1 - speed) * IDLE_WATTS) / TRAINING_WATTS;
      }
      expect(pace).toBeCloseTo(1 / speed, 2.5);
      const streams = new RandomStreams('plant');
      streams.startReplication(replication);
      const record = simulate(input, streams);
      expect(record.zoneStops).toBe(0);
      expect(record.slowdownSecondsByCause[SlowdownCause.cooling]).toBeGreaterThan(0);
      expect(record.slowdownSecondsByCause[SlowdownCause.heat]).toBe(0);
      return;
    }
    throw new Error('no replication with exactly one failure');
  });

  it('spares nodes in other zones, which take over from those that are switched off', () => {
    const plant = {
      unitsPerZone: 1,
      failuresPerUnitSecond: 1 / (10 * DAY),
      repair: fixed(5 * DAY),
      outage: null,
    };
    const base = heated(4, 10, { plant, room: { ...HEAT.room, unitsNeeded: 1 } });
    const input: SimulationInput = {
      ...base,
      topology: { ...base.topology, cooling_zone: 4 },
      spares: { ...base.spares, hot: 4 },
      limits: { ...base.limits, horizonSeconds: 300 * DAY },
    };
    let replaced = 0;
    for (const record of replicate(input, 30, 'zones')) {
      expect(record.outcome).toBe('completed');
      replaced += record.nodesReplaced;
      expect(record.nodesReplaced % 4).toBe(0);
    }
    expect(replaced).toBeGreaterThan(0);
  });
});

describe('weather that is too hot for the plant', () => {
  const at = (celsius: readonly number[], plant: typeof NO_UNIT_FAILS | null): SimulationInput => {
    const base = heated(8, 20, { designOutdoorCelsius: 20, room: { ...HEAT.room, stopCelsius: 40 }, plant });
    return {
      ...base,
      topology: { ...base.topology, cooling_zone: 4 },
      site: { outdoorCelsius: daily(celsius) },
      checkpoint: { ...base.checkpoint, interval: { kind: 'continuous' } },
      limits: { ...base.limits, horizonSeconds: 5 * DAY },
    };
  };
  // 24 + (40 - 20) = 44 C from 7 in the morning to midnight.
  const days = Array.from({ length: 24 }, (_, hour) => (hour >= 7 ? 40 : 25));

  it.each([
    ['with spare units', { ...NO_UNIT_FAILS, unitsPerZone: 5 }],
    ['without a plant that fails', null],
  ])('stops all zones once a day, as one interruption, %s', (_, plant) => {
    const [record] = replicate(at(days, plant), 1, 'hot');
    expect(record!.zoneStops).toBe(5 * 2);
    expect(record!.interruptions).toBe(5);
    expect(record!.faultsByClass[0]).toBe(5);
    expect(record!.bucketSeconds[TimeBucket.waiting]).toBeCloseTo(5 * 17 * HOUR, 3);
    expect(record!.bucketSeconds[TimeBucket.productive]).toBeCloseTo(5 * 7 * HOUR, 3);
  });

  it('stops a run that starts in it at once', () => {
    const [record] = replicate(at(new Array(24).fill(45), null), 1, 'hot start');
    expect(record!.zoneStops).toBe(2);
    expect(record!.bucketSeconds[TimeBucket.productive]).toBe(0);
  });
});
