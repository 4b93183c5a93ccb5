import { describe, expect, it } from 'vitest';
import { RandomStreams } from '../../src/engine/randomStreams.ts';
import type { SimulationInput } from '../../src/simulation/input.ts';
import type { RunEvent } from '../../src/simulation/runEvent.ts';
import { simulate } from '../../src/simulation/simulate.ts';
import { BARE, DAY, fixed, HOUR, maintained, phase } from '../support/simulationInput.ts';

/** When maintenance begins in a run that starts at an hour of the day (h of the run). */
function times(maintenance: SimulationInput['maintenance'][number], hour: number): number[] {
  const streams = new RandomStreams('calendar');
  streams.startReplication(0);
  const events: RunEvent[] = [];
  const input: SimulationInput = {
    ...BARE,
    job: { ...BARE.job, phases: [phase(3 * DAY)] },
    start: { ...BARE.start, year: 2026, month: 7, day: 1, hour },
    maintenance: [maintenance],
  };
  simulate(input, streams, (event) => events.push(event));
  return events.filter(({ event }) => event === 'maintenance').map(({ seconds }) => seconds / HOUR);
}

describe('the times of day of maintenance', () => {
  const none = maintained('m', fixed(DAY), fixed(0));
  const daily = { ...none, due: { kind: 'daily', timeOfDaySeconds: 2 * HOUR } } as const;

  it.each([
    [0, [2, 26, 50]],
    // From six in the evening to two at night.
    [18, [8, 32, 56]],
    [2, [24, 48]],
    [1 + 59 / 60, [1 / 60, 24 + 1 / 60, 48 + 1 / 60]],
  ])('are those of the site in a run that starts at %s h', (hour, expected) => {
    const begins = times(daily, hour);
    for (const [index, time] of expected.entries()) expect(begins[index]).toBeCloseTo(time, 9);
  });

  it('hold for windows too', () => {
    const window = { fromSeconds: 22 * HOUR, toSeconds: 4 * HOUR };
    const every = { ...maintained('m', fixed(10 * HOUR), fixed(0)), window };
    // Due at 10 h of the run: at four in the morning in a run from 18 h, when the window has closed, at 22 h on.
    expect(times(every, 18)[0]).toBeCloseTo(28, 9);
    // At three in the morning in a run from 17 h: open.
    expect(times(every, 17)[0]).toBeCloseTo(10, 9);
    expect(times(every, 0)[0]).toBeCloseTo(22, 9);
  });
});
