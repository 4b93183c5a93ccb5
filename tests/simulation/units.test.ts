import { describe, expect, test } from 'vitest';
import { RandomStreams } from '../../src/engine/randomStreams.ts';
import {
  type FaultScope,
  type SimulationInput,
  totalNodes,
  UNIT_SCOPES,
} from '../../src/simulation/input.ts';
import { NodeState, TimeBucket } from '../../src/simulation/record.ts';
import type { RunEvent } from '../../src/simulation/runEvent.ts';
import { simulate } from '../../src/simulation/simulate.ts';
import {
  BARE,
  checkpointed,
  DAY,
  faultClass,
  fixed,
  HOUR,
  phase,
  replicate,
} from '../support/simulationInput.ts';
import { expectMean, expectPoisson, expectShare } from '../support/statistics.ts';

const TOPOLOGY = { rack: 4, switch: 10, cooling_zone: 16, power_zone: 30 };
/** 28 nodes train, 4 hot, 2 warm and 8 cold ones stand by: 42 places. */
const FLEET: SimulationInput = {
  ...BARE,
  job: { ...BARE.job, nodes: 28, phases: [phase(1e6 * DAY)] },
  topology: TOPOLOGY,
  spares: { ...BARE.spares, hot: 4, warm: 2, cold: 8 },
  checkpoint: { ...checkpointed(1), interval: { kind: 'continuous' } },
  limits: { ...BARE.limits, horizonSeconds: 100 * DAY },
};
const UNITS: Readonly<Record<(typeof UNIT_SCOPES)[number], number>> = {
  rack: 11,
  switch: 5,
  cooling_zone: 3,
  power_zone: 2,
  site: 1,
};

function eventsOf(input: SimulationInput, replication: number, seed: string): RunEvent[] {
  const streams = new RandomStreams(seed);
  streams.startReplication(replication);
  const events: RunEvent[] = [];
  simulate(input, streams, (event) => events.push(event));
  return events;
}

describe('faults of units', () => {
  test('come at the rate of one unit times the units that the nodes fill, the last one in part', () => {
    const scopes: readonly FaultScope[] = [...UNIT_SCOPES, 'job'];
    const input: SimulationInput = {
      ...FLEET,
      faults: {
        ...BARE.faults,
        classes: scopes.map((scope) => faultClass(40 * DAY, { name: scope, scope })),
      },
    };
    const records = replicate(input, 1500, 'units');
    scopes.forEach((scope, index) => {
      const units = scope === 'job' ? 1 : UNITS[scope as keyof typeof UNITS];
      expectPoisson(
        records.map(({ faultsByClass }) => faultsByClass[index]!),
        (units * 100) / 40,
      );
    });
  });

  test.each(UNIT_SCOPES)(
    'take all powered nodes of the %s down together, and they return together',
    (scope) => {
      const size = scope === 'site' ? 42 : TOPOLOGY[scope];
      const input: SimulationInput = {
        ...FLEET,
        // All of them train, so that all are powered, and the job waits for those that are lost.
        job: { ...FLEET.job, nodes: totalNodes(FLEET) },
        spares: BARE.spares,
        faults: {
          ...BARE.faults,
          exposure: 'training',
          classes: [
            faultClass(30 * DAY, {
              scope,
              transientProbability: 0,
              repairTime: { kind: 'exponential', mean: DAY },
            }),
          ],
        },
      };
      const hits = new Array<number>(UNITS[scope]).fill(0);
      for (let replication = 0; replication < 60; replication++) {
        const events = eventsOf(input, replication, 'together');
        const faults = events.filter(({ event }) => event === 'fault');
        const repaired = events.filter(({ event }) => event === 'repaired');
        let returned = 0;
        for (const { node = -1, nodes = 1 } of faults) {
          const unit = node / size;
          expect(Number.isInteger(unit)).toBe(true);
          hits[unit]! += 1;
          expect(nodes).toBe(Math.min(size, 42 - node));
          const back = repaired.slice(returned, returned + nodes);
          returned += nodes;
          if (back.length === 0) continue;
          expect(back.map((event) => event.node).sort((a, b) => a! - b!)).toEqual(
            Array.from({ length: nodes }, (_, offset) => node + offset),
          );
          expect(new Set(back.map(({ seconds }) => seconds)).size).toBe(1);
        }
      }
      // Every unit as often as another.
      const total = hits.reduce((sum, each) => sum + each, 0);
      expect(total).toBeGreaterThan(60);
      if (hits.length > 1) for (const count of hits) expectShare(count, total, 1 / hits.length);
    },
  );

  test('on a unit that is not powered cost nothing', () => {
    // Two racks train, two stand cold.
    const input: SimulationInput = {
      ...FLEET,
      job: { ...FLEET.job, nodes: 8, phases: [phase(20 * DAY)] },
      spares: { ...BARE.spares, cold: 8 },
      recovery: { ...BARE.recovery, restart: fixed(HOUR) },
      faults: { ...BARE.faults, classes: [faultClass(20 * DAY, { scope: 'rack', detection: fixed(600) })] },
    };
    let [beside, all] = [0, 0];
    for (let replication = 0; replication < 300; replication++) {
      const events = eventsOf(input, replication, 'beside');
      const faults = events.filter(({ event }) => event === 'fault').length;
      const nothing = events.filter(({ event }) => event === 'fault beside the job').length;
      beside += nothing;
      all += nothing + faults;
      // Faults that strike while the job is down begin its recovery again.
      const starts = events.filter(({ event }) => event === 'train').length - 1;
      if (faults === 0) expect(events.at(-1)!.seconds).toBe(20 * DAY);
      expect(starts).toBeLessThanOrEqual(faults);
    }
    expectShare(beside, all, 0.5);
  });

  test('on hot spares send them to repair and cost the job nothing', () => {
    const input: SimulationInput = {
      ...FLEET,
      job: { ...FLEET.job, nodes: 4, phases: [phase(20 * DAY)] },
      spares: { ...BARE.spares, hot: 4 },
      recovery: { ...BARE.recovery, restart: fixed(HOUR) },
      faults: {
        ...BARE.faults,
        trace: [{ seconds: DAY, node: 5, class: 0 }],
        classes: [faultClass(DAY, { scope: 'rack', transientProbability: 0, repairTime: fixed(3 * HOUR) })],
      },
    };
    const [record] = replicate(input, 1, 'standby');
    expect(record!.wallSeconds).toBe(20 * DAY);
    expect(record!.interruptions).toBe(0);
    expect(record!.faults).toBe(1);
    expect(record!.nodeSeconds[NodeState.repair]).toBeCloseTo(4 * 3 * HOUR, 3);
    expect(record!.repairs).toBe(4);
  });

  test('of the whole site need no node in a log', () => {
    const input: SimulationInput = {
      ...FLEET,
      faults: {
        ...BARE.faults,
        trace: [{ seconds: DAY, node: -1, class: 0 }],
        classes: [faultClass(DAY, { scope: 'site', transientProbability: 0, repairTime: fixed(3 * HOUR) })],
      },
    };
    const [record] = replicate(input, 1, 'site');
    expect(record!.interruptions).toBe(1);
    expect(record!.bucketSeconds[TimeBucket.waiting]).toBeCloseTo(3 * HOUR, 6);
  });

  test('hold their nodes until they are mended: spares that are off, and nodes that come back from repair', () => {
    // Rack 0 trains, rack 1 stands off. At 1 h rack 1 fails for 10 h, at 2 h node 0.
    const own = faultClass(DAY, { name: 'own', transientProbability: 0, repairTime: fixed(HOUR) });
    const rack = faultClass(DAY, {
      name: 'rack',
      scope: 'rack',
      transientProbability: 0,
      repairTime: fixed(10 * HOUR),
    });
    const waits = (trace: SimulationInput['faults']['trace'], cold: number): number =>
      replicate(
        {
          ...FLEET,
          job: { ...FLEET.job, nodes: 4, phases: [phase(DAY)] },
          spares: { ...BARE.spares, cold },
          faults: { ...BARE.faults, classes: [own, rack], trace },
        },
        1,
        'held',
      )[0]!.bucketSeconds[TimeBucket.waiting]!;
    const node = { seconds: 2 * HOUR, node: 0, class: 0 };
    expect(waits([node], 4)).toBe(0);
    expect(waits([node], 0)).toBeCloseTo(HOUR, 6);
    expect(waits([{ seconds: HOUR, node: 5, class: 1 }, node], 4)).toBeCloseTo(HOUR, 6);
    // Node 0 is in repair from 2 h to 3 h, its rack from 2.5 h to 12.5 h: all wait for the rack.
    expect(waits([node, { seconds: 2.5 * HOUR, node: 1, class: 1 }], 0)).toBeCloseTo(10.5 * HOUR, 6);
  });

  test('cannot strike a unit that is down: up and down by turns', () => {
    const [up, down] = [10 * HOUR, 90 * HOUR];
    const input: SimulationInput = {
      ...FLEET,
      limits: { ...BARE.limits, horizonSeconds: 10_000 * HOUR },
      faults: {
        ...BARE.faults,
        classes: [faultClass(up, { scope: 'site', transientProbability: 0, repairTime: fixed(down) })],
      },
    };
    // Renewals of up + down: T / mean + (variance / mean^2 - 1) / 2, and the first begins up: the mean down over the mean cycle.
    const cycle = up + down;
    const expected = (10_000 * HOUR) / cycle + ((up / cycle) ** 2 - 1) / 2 + down / cycle;
    expectMean(
      replicate(input, 300, 'by turns').map(({ faults }) => faults),
      expected,
    );
  });

  test("are no faults of a node's own, for which it would be removed", () => {
    const classes = [
      faultClass(DAY, { name: 'own', transientProbability: 0, repairTime: fixed(0) }),
      faultClass(DAY, { name: 'rack', scope: 'rack', transientProbability: 0, repairTime: fixed(0) }),
    ];
    const retired = (second: number): number =>
      replicate(
        {
          ...FLEET,
          faults: {
            ...BARE.faults,
            classes,
            trace: [
              { seconds: HOUR, node: 3, class: 0 },
              { seconds: 2 * HOUR, node: 3, class: second },
            ],
          },
          removal: { kind: 'threshold', faults: 2, windowSeconds: 30 * DAY },
        },
        1,
        'own',
      )[0]!.nodesRetired;
    expect(retired(0)).toBe(1);
    expect(retired(1)).toBe(0);
  });
});
