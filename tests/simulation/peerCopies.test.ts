import { describe, expect, test } from 'vitest';
import type { SimulationInput } from '../../src/simulation/input.ts';
import { TimeBucket } from '../../src/simulation/record.ts';
import { BARE, DAY, faultClass, fixed, HOUR, phase, replicate, tier } from '../support/simulationInput.ts';
import { expectShare } from '../support/statistics.ts';

const NODES = 12;

/** Copies in the memory of a node and its peer, each hour; nothing else is ever saved. */
function run(hits: readonly (readonly [hours: number, node: number, lasting?: boolean])[]): SimulationInput {
  return {
    ...BARE,
    job: { ...BARE.job, nodes: NODES, phases: [phase(20 * HOUR)] },
    topology: { ...BARE.topology, rack: 3 },
    spares: { ...BARE.spares, hot: 12 },
    faults: {
      ...BARE.faults,
      trace: hits.map(([hours, node, lasting = true]) => ({
        seconds: hours * HOUR,
        node,
        class: lasting ? 0 : 1,
      })),
      classes: [
        faultClass(DAY, { transientProbability: 0, detection: fixed(HOUR) }),
        faultClass(DAY, { name: 'passing', detection: fixed(HOUR) }),
        faultClass(DAY, { name: 'rack', scope: 'rack', transientProbability: 0 }),
        faultClass(DAY, { name: 'site', scope: 'site', transientProbability: 0 }),
      ],
    },
    checkpoint: {
      interval: { kind: 'time', seconds: HOUR },
      tiers: [tier({ name: 'memory', lostWith: 'pair' })],
      final: false,
    },
  };
}

/** How often all is lost at the first stop after 5.5 h of training; what is lost otherwise is half an hour. */
function lostAll(input: SimulationInput, count: number): number {
  const rework = replicate(input, count, 'pairs').map(
    ({ bucketSeconds }) => bucketSeconds[TimeBucket.rework]! / HOUR,
  );
  for (const hours of rework)
    expect(Math.min(Math.abs(hours - 0.5), Math.abs(hours - 5.5))).toBeLessThan(1e-6);
  return rework.filter((hours) => hours > 1).length;
}

describe('copies in the memory of a peer', () => {
  test('survive one node, and passing faults of any', () => {
    expect(lostAll(run([[5.5, 0]]), 200)).toBe(0);
    expect(
      lostAll(
        run([
          [5.5, 0],
          [5.6, 1, false],
          [5.7, 2, false],
        ]),
        500,
      ),
    ).toBe(0);
  });

  test('are lost when the second node of one stop is the peer: one in all others', () => {
    const input = run([
      [5.5, 0],
      [5.6, 1],
    ]);
    expectShare(lostAll(input, 4000), 4000, 1 / (NODES - 1));
  });

  test('of three nodes none is another’s peer with (N - 2) (N - 4) / ((N - 1) (N - 2))', () => {
    const input = run([
      [5.5, 0],
      [5.6, 1],
      [5.7, 2],
    ]);
    expectShare(lostAll(input, 4000), 4000, 1 - ((NODES - 2) * (NODES - 4)) / ((NODES - 1) * (NODES - 2)));
  });

  test('two racks of three: the peers of the first stand in other racks', () => {
    const base = run([]);
    const input: SimulationInput = {
      ...base,
      faults: {
        ...base.faults,
        trace: [
          { seconds: 5.5 * HOUR, node: 0, class: 2 },
          { seconds: 5.5 * HOUR, node: 3, class: 2 },
        ],
      },
      recovery: { ...BARE.recovery, diagnosis: fixed(HOUR) },
    };
    // Three peers among nine nodes, and three of these go: none of them is a peer with 6/9 5/8 4/7.
    expectShare(lostAll(input, 4000), 4000, 1 - (6 * 5 * 4) / (9 * 8 * 7));
  });

  test.each([
    ['the site', 3, 3, 1],
    ['a rack that is the whole job', 2, NODES, 1],
    ['a rack of more than half of it, for which there is no room outside', 2, 7, 1],
    ['the small rest of it', 2, 7, 0, 8],
    ['a rack of half of it', 2, 6, 0],
  ])('go with %s at once or not at all', (_, unitClass, rack, share, node = 0) => {
    const base = run([]);
    const input: SimulationInput = {
      ...base,
      topology: { ...base.topology, rack },
      faults: { ...base.faults, trace: [{ seconds: 5.5 * HOUR, node, class: unitClass }] },
    };
    expect(lostAll(input, 20)).toBe(20 * share);
  });

  test('go with the site also where a job has shrunk to half of its nodes', () => {
    const base = run([]);
    const rack = { seconds: HOUR / 2, node: 0, class: 2 };
    const input: SimulationInput = {
      ...base,
      job: { ...base.job, elastic: { nodesPerReplica: 3, minimumReplicas: 1, reconfigure: fixed(0) } },
      topology: { ...base.topology, rack: 6 },
      spares: BARE.spares,
      repair: { ...base.repair, time: fixed(100 * HOUR) },
      faults: { ...base.faults, trace: [rack, { seconds: 7 * HOUR, node: 6, class: 3 }] },
    };
    const [kept] = replicate({ ...input, faults: { ...input.faults, trace: [rack] } }, 1, 'shrunk');
    const [lost] = replicate(input, 1, 'shrunk');
    expect(kept!.bucketSeconds[TimeBucket.rework]! / HOUR).toBeCloseTo(0.5, 6);
    expect(lost!.bucketSeconds[TimeBucket.rework]! / HOUR).toBeCloseTo(7, 6);
  });

  test('are whole again once the job trains: two nodes one after the other lose nothing more', () => {
    const input = run([
      [5.5, 0],
      [10, 1],
    ]);
    const records = replicate(input, 300, 'one after the other');
    for (const { bucketSeconds } of records)
      expect(bucketSeconds[TimeBucket.rework]! / HOUR).toBeLessThan(1.5);
  });
});
