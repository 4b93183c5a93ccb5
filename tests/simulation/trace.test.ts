import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
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

const CLASSES = [
  faultClass(HOUR, { name: 'node' }),
  faultClass(HOUR, { name: 'gpu', scope: 'gpu', unitsPerNode: 8, detection: fixed(1800) }),
  faultClass(HOUR, { name: 'job', scope: 'job', effect: { kind: 'hang' }, detection: fixed(900) }),
  faultClass(HOUR, { name: 'ageing', timeToFault: { kind: 'weibull', scale: HOUR, shape: 0.7 } }),
  faultClass(HOUR, { name: 'rack', scope: 'rack' }),
];

/** Classes whose own rates would bring several faults a minute: a replayed log takes their place. */
const replayed = (trace: NonNullable<SimulationInput['faults']['trace']>): SimulationInput => ({
  ...BARE,
  job: { ...BARE.job, nodes: 20, phases: [phase(10 * DAY)] },
  spares: { ...BARE.spares, hot: 2, cold: 6 },
  faults: { ...BARE.faults, classes: CLASSES, trace },
  checkpoint: checkpointed(HOUR, { stallSeconds: 20 }),
  recovery: { ...BARE.recovery, restart: fixed(1200) },
  limits: { ...BARE.limits, horizonSeconds: 8 * DAY },
});

function eventsOf(input: SimulationInput): RunEvent[] {
  const events: RunEvent[] = [];
  simulate(input, new RandomStreams('trace'), (event) => events.push(event));
  return events;
}

const FAULTS = ['fault', 'hang', 'fault on standby', 'fault beside the job'];

describe('a replayed log', () => {
  test('brings exactly its faults, at their times, to their nodes', () => {
    const traces = fc.array(
      fc.record({
        seconds: fc.integer({ min: 0, max: 9 * DAY }),
        node: fc.integer({ min: -1, max: 27 }),
        class: fc.integer({ min: 0, max: CLASSES.length - 1 }),
      }),
      { maxLength: 60 },
    );
    fc.assert(
      fc.property(traces, (unsorted) => {
        const trace = unsorted.toSorted((a, b) => a.seconds - b.seconds);
        const happened = eventsOf(replayed(trace)).filter(({ event }) => FAULTS.includes(event));
        const expected = trace.filter(({ seconds }) => seconds < 8 * DAY);
        expect(happened.length).toBe(expected.length);
        happened.forEach(({ seconds, what, node, nodes, event }, index) => {
          const wanted = expected[index]!;
          expect(seconds).toBe(wanted.seconds);
          expect(what).toBe(CLASSES[wanted.class]!.name);
          if (what === 'job') expect([event, node]).toEqual(['hang', undefined]);
          else if (wanted.node < 0 || wanted.node >= (what === 'rack' ? 24 : 22)) {
            // Nobody, or a cold node.
            expect([event, node]).toEqual(['fault beside the job', undefined]);
          } else if (what === 'rack') {
            const first = Math.floor(wanted.node / 4) * 4;
            expect([node, nodes ?? 1]).toEqual([first, first === 20 ? 2 : 4]);
          } else {
            expect(node).toBe(wanted.node);
            expect(event).toBe(wanted.node < 20 ? 'fault' : 'fault on standby');
          }
        });
      }),
      { seed: 51, numRuns: 300 },
    );
  });

  test('an empty log is a run without faults', () => {
    const input = { ...replayed([]), limits: BARE.limits };
    const [record] = replicate(input, 1, 'empty');
    expect(record!.faults).toBe(0);
    // 239 checkpoints in 240 h; the one that would come with the end does not.
    expect(record!.wallSeconds).toBeCloseTo(10 * DAY + 239 * 20, 6);
  });

  test('faults of the same instant all happen', () => {
    const at = { seconds: HOUR, class: 0 };
    const input = replayed([
      { ...at, node: 3 },
      { ...at, node: 4 },
      { ...at, node: -1, class: 2 },
    ]);
    const happened = eventsOf(input).filter(({ event }) => FAULTS.includes(event));
    expect(happened.map(({ seconds }) => seconds)).toEqual([HOUR, HOUR, HOUR]);
  });

  test('the luck of what follows a fault is still drawn', () => {
    const lasting = { ...CLASSES[0]!, transientProbability: 0.5 };
    const trace = Array.from({ length: 400 }, (_, index) => ({
      seconds: (index + 1) * 1000,
      node: index % 20,
      class: 0,
    }));
    const base = replayed(trace);
    const input: SimulationInput = {
      ...base,
      faults: { ...base.faults, classes: [lasting] },
      recovery: BARE.recovery,
      repair: { ...BARE.repair, time: fixed(0) },
    };
    const [record] = replicate(input, 1, 'luck');
    expect(record!.faults).toBe(400);
    // Binomial: 200 +- 10.
    expect(Math.abs(record!.repairsBegun - 200)).toBeLessThan(40);
  });
});
