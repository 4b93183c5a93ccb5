import { expect, test } from 'vitest';
import { RandomStreams } from '../../src/engine/randomStreams.ts';
import type { SimulationInput } from '../../src/simulation/input.ts';
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
import { expectMean } from '../support/statistics.ts';

/** Two nodes of four are lost at 1 h; class 0 strikes a rack of two. */
const lost: SimulationInput = {
  ...BARE,
  job: { ...BARE.job, nodes: 4, phases: [phase(DAY)] },
  topology: { ...BARE.topology, rack: 2 },
  faults: {
    ...BARE.faults,
    classes: [faultClass(DAY, { scope: 'rack', transientProbability: 0, repairTime: fixed(100 * DAY) })],
    trace: [{ seconds: HOUR, node: 0, class: 0 }],
  },
  checkpoint: { ...checkpointed(1), interval: { kind: 'continuous' } },
  recovery: { ...BARE.recovery, boot: fixed(5 * HOUR), preemption: fixed(60) },
};

function trainsAgainAt(input: SimulationInput): number {
  const events: RunEvent[] = [];
  simulate(input, new RandomStreams('joining'), (event) => events.push(event));
  return events.filter(({ event }) => event === 'train')[1]?.seconds ?? Number.NaN;
}

test('a spare goes on booting while another node is preempted', () => {
  expect(trainsAgainAt({ ...lost, spares: { ...lost.spares, cold: 1, shared: 1 } })).toBe(HOUR + 5 * HOUR);
  const slow = { ...lost.recovery, preemption: fixed(6 * HOUR) };
  const spares = { ...lost.spares, cold: 1, shared: 1 };
  expect(trainsAgainAt({ ...lost, recovery: slow, spares })).toBe(HOUR + 6 * HOUR);
});

test('an elastic job waits for the spare that boots for it', () => {
  const input: SimulationInput = {
    ...lost,
    job: {
      ...lost.job,
      phases: [phase(DAY, { paceByWidth: [4 / 3, 1] })],
      elastic: { nodesPerReplica: 1, minimumReplicas: 3, reconfigure: fixed(0) },
    },
    spares: { ...lost.spares, cold: 1 },
  };
  expect(trainsAgainAt(input)).toBe(HOUR + 5 * HOUR);
});

test('a repair that mends nothing leaves a fault that shows again: a geometric number of repairs', () => {
  const success = 0.4;
  const input: SimulationInput = {
    ...BARE,
    job: { ...BARE.job, phases: [phase(DAY)] },
    faults: {
      ...BARE.faults,
      classes: [faultClass(DAY, { transientProbability: 0 })],
      trace: [{ seconds: HOUR, node: 0, class: 0 }],
    },
    checkpoint: { ...checkpointed(1), interval: { kind: 'continuous' } },
    repair: { ...BARE.repair, time: fixed(60), successProbability: success },
  };
  const records = replicate(input, 2000, 'mending');
  expectMean(
    records.map(({ repairs }) => repairs),
    1 / success,
  );
  expect(
    replicate({ ...input, diagnosis: { ...input.diagnosis, recurrence: null } }, 1, 'mending')[0]?.repairs,
  ).toBe(1);
});

test('a node for which the job waits has booted and joins, whether the pool of hot spares has room for it or not', () => {
  const input: SimulationInput = {
    ...lost,
    faults: {
      ...BARE.faults,
      classes: [faultClass(DAY, { transientProbability: 0, repairTime: fixed(2 * HOUR) })],
      trace: [
        { seconds: HOUR, node: 0, class: 0 },
        { seconds: HOUR, node: 1, class: 0 },
      ],
    },
    recovery: { ...lost.recovery, swap: fixed(30), join: fixed(300) },
  };
  for (const hot of [0, 1]) {
    expect(trainsAgainAt({ ...input, spares: { ...lost.spares, hot } })).toBe(3 * HOUR + 300);
  }
});
