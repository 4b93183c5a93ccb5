import { describe, expect, it } from 'vitest';
import { RandomStreams } from '../../../src/engine/randomStreams.ts';
import {
  ARRHENIUS_HEAT_FAULTS,
  type HeatFaultModel,
  heatFaultFactor,
  LINEAR_HEAT_FAULTS,
} from '../../../src/model/heat/faultRate.ts';
import type { SimulationInput } from '../../../src/simulation/input.ts';
import { NodeState } from '../../../src/simulation/record.ts';
import type { RunEvent } from '../../../src/simulation/runEvent.ts';
import { simulate } from '../../../src/simulation/simulate.ts';
import { daily, HEAT, heated } from '../../support/heatedInput.ts';
import {
  DAY,
  faultClass,
  fixed,
  HOUR,
  maintained,
  meanAndError,
  replicate,
} from '../../support/simulationInput.ts';

describe('faults that follow the temperature of the GPUs', () => {
  /** Of front and rear GPUs of the mean node, over that where their mean temperature is 60 C in training at `fullWatts`. */
  const meanFactor = (model: HeatFaultModel, inlet: number, watts: number, fullWatts: number) => {
    const mean = (celsius: number, drawn: number) =>
      (heatFaultFactor(model, celsius + 0.065 * drawn) + heatFaultFactor(model, celsius + 0.08 * drawn)) / 2;
    return mean(inlet, watts) / mean(60 - 0.0725 * fullWatts, fullWatts);
  };

  /** Nodes whose GPUs fail by their temperature, once in `meanSeconds` a node. */
  const failing = (base: SimulationInput, meanSeconds: number, model: HeatFaultModel): SimulationInput => ({
    ...base,
    heat: { ...base.heat!, coolingClass: 1 },
    limits: { ...base.limits, horizonSeconds: 100 * DAY },
    faults: { ...base.faults, classes: [faultClass(meanSeconds, { heat: model }), base.faults.classes[0]!] },
  });

  it.each([
    ['linear', LINEAR_HEAT_FAULTS],
    ['arrhenius', ARRHENIUS_HEAT_FAULTS],
  ] as const)('strike at the %s rate of each hour', (_, heat) => {
    // 12 hours at 24 C, 12 at 36 C; 500 W a GPU never throttle.
    const celsius = Array.from({ length: 24 }, (_hour, hour) => (hour < 12 ? 10 : 32));
    const base = heated(64, 40, { designOutdoorCelsius: 20 });
    const input: SimulationInput = {
      ...base,
      limits: { ...base.limits, horizonSeconds: 100 * DAY },
      power: {
        ...base.power,
        nodeWatts: base.power.nodeWatts.map((watts, state) => (state === 0 ? 1060 + 1.316 * 8 * 500 : watts)),
      },
      site: { outdoorCelsius: daily(celsius) },
      heat: { ...HEAT, designOutdoorCelsius: 20, coolingClass: 1 },
      faults: {
        ...base.faults,
        classes: [faultClass(640 * DAY, { heat }), { ...base.faults.classes[0]! }],
      },
    };
    const records = replicate(input, 500, 'warm');
    const rate = (64 * (meanFactor(heat, 24, 500, 500) + meanFactor(heat, 36, 500, 500))) / 2 / (640 * DAY);
    const { mean, error } = meanAndError(records.map((record) => record.faults - rate * record.wallSeconds));
    // A run is no whole number of days: half a day of one rate or the other at most.
    expect(Math.abs(mean)).toBeLessThan(4 * error + 1e-3);
    expect(rate * 40 * DAY).toBeGreaterThan(4);
  });

  it('hold their given rate where the GPUs are as warm as it was measured', () => {
    const base = heated(64, 40, { ratesAtCelsius: 24 + 0.08 * 700 });
    const rear = [{ ...HEAT.slots[1]!, gpus: 8 }];
    const input: SimulationInput = {
      ...base,
      heat: { ...base.heat!, slots: rear, coolingClass: 1 },
      limits: { ...base.limits, horizonSeconds: 100 * DAY },
      faults: {
        ...base.faults,
        classes: [faultClass(64 * DAY, { heat: LINEAR_HEAT_FAULTS }), base.faults.classes[0]!],
      },
    };
    const records = replicate(input, 300, 'as measured');
    const { mean, error } = meanAndError(records.map((record) => record.faults - record.wallSeconds / DAY));
    expect(Math.abs(mean)).toBeLessThan(4 * error);
    expect(HOUR).toBe(3600);
  });

  it('strike at the stated rate at the set-point, also where a node has places of different heat', () => {
    const base = heated(8, 40, { ratesAtCelsius: 24 + 0.0725 * 700 });
    const records = replicate(failing(base, DAY, ARRHENIUS_HEAT_FAULTS), 20, 'places');
    const { mean, error } = meanAndError(
      records.map((record) => record.faults / ((8 * record.wallSeconds) / DAY)),
    );
    expect(Math.abs(mean - 1)).toBeLessThan(4 * error);
    expect(error).toBeLessThan(0.01);
  });

  it('strike less often at what GPUs draw under a cap', () => {
    const base = heated(8, 40, { ratesAtCelsius: 24 + 0.0725 * 700 });
    const capFacilityWatts = 8 * (1060 + 1.316 * 8 * 400);
    const input = failing(
      { ...base, power: { ...base.power, capFacilityWatts } },
      DAY / 4,
      ARRHENIUS_HEAT_FAULTS,
    );
    const records = replicate(input, 20, 'capped');
    // 24 C and 700 W are where the rate holds.
    const given = meanFactor(ARRHENIUS_HEAT_FAULTS, 24, 700, 700);
    const { mean, error } = meanAndError(
      records.map((record) => record.faults / ((32 * record.wallSeconds) / DAY)),
    );
    const expected = meanFactor(ARRHENIUS_HEAT_FAULTS, 24, 400, 700) / given;
    expect(expected).toBeLessThan(0.4);
    expect(Math.abs(mean - expected)).toBeLessThan(4 * error);
    expect(error).toBeLessThan(0.01);
  });

  it('strike at what GPUs draw while the job stands still, and spares at what spares draw', () => {
    // Half of each day is a pause: 110 W; the two hot spares always draw that.
    const base = heated(8, 40, { ratesAtCelsius: 24 + 0.0725 * 700 });
    const paused = maintained('pause', fixed(DAY), fixed(DAY / 2));
    const input = failing(
      { ...base, spares: { ...base.spares, hot: 2 }, maintenance: [paused] },
      DAY / 8,
      ARRHENIUS_HEAT_FAULTS,
    );
    const records = replicate(input, 20, 'paused');
    const still =
      meanFactor(ARRHENIUS_HEAT_FAULTS, 24, 110, 700) / meanFactor(ARRHENIUS_HEAT_FAULTS, 24, 700, 700);
    const { mean, error } = meanAndError(
      records.map((record) => {
        const trained = record.nodeSeconds[NodeState.training]!;
        const rest = 10 * record.wallSeconds - trained;
        return (record.faults * (DAY / 8)) / (trained + still * rest);
      }),
    );
    expect(still).toBeLessThan(0.1);
    expect(Math.abs(mean - 1)).toBeLessThan(4 * error);
    expect(error).toBeLessThan(0.01);
  });

  it.each([
    ['nodes', 'node', 4],
    ['racks of two', 'rack', 2],
  ] as const)('hit the %s of each zone by its share of the hazard', (_, scope, unitsPerZone) => {
    // Two zones of four nodes at 300 W a GPU. One of two units lost: 24 + 10 (2 - 1) = 34 C.
    const plant = {
      unitsPerZone: 2,
      failuresPerUnitSecond: 1 / (40 * DAY),
      repair: fixed(1e4 * DAY),
      outage: null,
    };
    const base = heated(8, 1000, {
      plant,
      room: { ...HEAT.room, unitsNeeded: 2 },
      ratesAtCelsius: 24 + 0.0725 * 300,
    });
    const watts = 1060 + 1.316 * 8 * 300;
    const warm = failing(base, DAY, ARRHENIUS_HEAT_FAULTS);
    const input: SimulationInput = {
      ...warm,
      faults: {
        ...warm.faults,
        classes: warm.faults.classes.map((one, at) => (at === 0 ? { ...one, scope } : one)),
      },
      power: { ...base.power, nodeWatts: base.power.nodeWatts.with(NodeState.training, watts) },
      topology: { ...base.topology, rack: 2, cooling_zone: 4 },
      checkpoint: { ...base.checkpoint, interval: { kind: 'continuous' } },
      limits: { ...base.limits, horizonSeconds: 80 * DAY },
    };
    const factor = (inlet: number) =>
      meanFactor(ARRHENIUS_HEAT_FAULTS, inlet, 300, 300) / meanFactor(ARRHENIUS_HEAT_FAULTS, 24, 300, 300);
    let inWarm = 0;
    let all = 0;
    let seconds = 0;
    const streams = new RandomStreams('zones');
    for (let replication = 0; replication < 40; replication++) {
      streams.startReplication(replication);
      const events: RunEvent[] = [];
      simulate(input, streams, (event) => events.push(event));
      const failures = events.filter(({ event }) => event === 'cooling unit fails');
      const from = (failures[0]?.seconds ?? Infinity) + HOUR;
      const to = failures[1]?.seconds ?? 80 * DAY;
      if (to <= from) continue;
      const warmZone = Number(failures[0]!.what!.split(' ')[1]);
      const faults = events.filter((one) => one.event === 'fault' && one.seconds > from && one.seconds < to);
      seconds += to - from;
      all += faults.length;
      inWarm += faults.filter(({ node }) => Math.floor(node! / 4) === warmZone).length;
    }
    const share = factor(34) / (factor(24) + factor(34));
    expect(share).toBeGreaterThan(0.6);
    expect(Math.abs(inWarm - share * all)).toBeLessThan(4 * Math.sqrt(all * share * (1 - share)));
    const expected = (seconds / DAY) * unitsPerZone * (factor(24) + factor(34));
    expect(expected).toBeGreaterThan(2500);
    expect(Math.abs(all - expected)).toBeLessThan(4 * Math.sqrt(expected));
  });

  it('follow the zones that run, however hot one is that is switched off', () => {
    const plant = {
      unitsPerZone: 1,
      failuresPerUnitSecond: 1 / (4 * DAY),
      repair: fixed(1e4 * DAY),
      outage: null,
    };
    const base = heated(4, 40, {
      plant,
      room: { ...HEAT.room, unitsNeeded: 1 },
      ratesAtCelsius: 24 + 0.0725 * 700,
    });
    const input = failing(base, DAY / 8, ARRHENIUS_HEAT_FAULTS);
    const records = replicate(
      {
        ...input,
        faults: { ...input.faults, exposure: 'training' },
        topology: { ...base.topology, cooling_zone: 4 },
        spares: { ...base.spares, hot: 4 },
        limits: { ...base.limits, horizonSeconds: 20 * DAY },
      },
      60,
      'switched off',
    );
    const trained = records.reduce((sum, { nodeSeconds }) => sum + nodeSeconds[NodeState.training]!, 0);
    const faults = records.reduce((sum, { faultsByClass }) => sum + faultsByClass[0]!, 0);
    const stops = records.reduce((sum, { zoneStops }) => sum + zoneStops, 0);
    const expected = trained / (DAY / 8);
    expect(stops).toBeGreaterThan(60);
    expect(Math.abs(faults - expected)).toBeLessThan(4 * Math.sqrt(expected));
  });
});
