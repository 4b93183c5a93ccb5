import { describe, expect, it } from 'vitest';
import { optimalCheckpointInterval } from '../../../src/model/checkpointInterval.ts';
import { metricColumns } from '../../../src/montecarlo/columns.ts';
import { closedFormOf } from '../../../src/montecarlo/search/closedForm.ts';
import { METRIC_NAMES, metricOf } from '../../../src/montecarlo/search/objective.ts';
import { compile, SMALL } from '../../support/scenarioText.ts';

const columns = metricColumns([]);

describe('the objective of a search', () => {
  it('has a long and perhaps a short name', () => {
    for (const [short, metric] of Object.entries(METRIC_NAMES)) {
      expect(metricOf(short, columns)).toBe(metric);
      expect(metricOf(metric, columns)).toBe(metric);
    }
    expect(metricOf('outcome.completed', columns)).toBe('outcome.completed');
    expect(metricOf('cost', columns)).toBeUndefined();
    expect(metricOf('toString', columns)).toBeUndefined();
  });
});

describe('the closed form beside a search', () => {
  // Four nodes with a fault a day each, and a stall of 30 s.
  const input = compile(SMALL);

  it('of a checkpoint interval has the mean time between interruptions of the scenario', () => {
    const form = closedFormOf('checkpoint.interval', input);
    if (form?.kind !== 'checkpoint interval') throw new Error('there is none');
    expect(form).toMatchObject({ mtbfSeconds: 6 * 3600, stallSeconds: 30, leftOut: [] });
    for (const { rule, seconds } of form.rules)
      expect(seconds).toBeCloseTo(optimalCheckpointInterval(rule, 6 * 3600, 30), 9);
    expect(form.rules.map(({ rule }) => rule)).toEqual(['young', 'daly', 'exact']);
  });

  it('is none where nothing fails, where checkpoints cost nothing, and of other paths', () => {
    expect(closedFormOf('checkpoint.interval', compile(SMALL, 'failures.rate=0 / (node day)'))).toBeNull();
    expect(closedFormOf('checkpoint.interval', compile(SMALL, 'checkpoint.stall=0 s'))).toBeNull();
    expect(closedFormOf('power.cap', input)).toBeNull();
    expect(closedFormOf('cluster.spares.hot', input)?.kind).toBe('spares');
  });
});
