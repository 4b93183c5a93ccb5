import { describe, expect, it } from 'vitest';
import { compile, SMALL } from '../support/scenarioText.ts';
import { DAY, fixed } from '../support/simulationInput.ts';

/** The small scenario's one place of checkpoints with other keys. */
function place(keys: string, ...sets: readonly string[]) {
  return compile(SMALL, `checkpoint={interval: 30 min, ${keys}}`, ...sets).checkpoint.tiers[0]!;
}

describe('the interval', () => {
  const interval = (text: string, ...sets: readonly string[]) =>
    compile(SMALL, `checkpoint.interval=${text}`, ...sets).checkpoint.interval;

  it('may count steps', () => {
    expect(interval('{steps: 500}')).toEqual({ kind: 'steps', steps: 500 });
  });

  it('may adapt: by default to the exact optimum, from the mean time that the rates give, worth five', () => {
    expect(interval('{adaptive: {}}')).toEqual({
      kind: 'adaptive',
      rule: 'exact',
      weight: 5,
      assumedMtbfSeconds: expect.closeTo(DAY / 4, 6),
    });
    expect(interval('{adaptive: {rule: young, assumed_mtbf: 3 hour, weight: 1.5}}')).toEqual({
      kind: 'adaptive',
      rule: 'young',
      weight: 1.5,
      assumedMtbfSeconds: 10_800,
    });
  });

  it('may be continuous, without a stall', () => {
    const { checkpoint } = compile(SMALL, 'checkpoint={interval: continuous}');
    expect(checkpoint.interval).toEqual({ kind: 'continuous' });
    expect(checkpoint.tiers[0]).toMatchObject({ stallSeconds: 0, writeSeconds: 0, load: fixed(0) });
  });
});

describe('one place of checkpoints', () => {
  const gpus = 32;
  // Without the step model: 14 bytes for each of the 8 billion parameters.
  const bytes = 14 * 8.03e9;

  it('keeps two, or as many as are wanted, or all', () => {
    expect(place('stall: 1 s').retained).toBe(2);
    expect(place('stall: 1 s, retained: 7').retained).toBe(7);
    expect(place('stall: 1 s, retained: all').retained).toBe(Number.POSITIVE_INFINITY);
  });

  it('is lost with what it says', () => {
    expect(place('stall: 1 s').lostWith).toBe('never');
    expect(place('stall: 1 s, lost_with: pair').lostWith).toBe('pair');
  });

  it('takes its stall from the bytes of a GPU and its link', () => {
    const { stallSeconds } = place('snapshot_bandwidth: 25 GB/s');
    expect(stallSeconds / (bytes / gpus / 25e9)).toBeCloseTo(1, 2);
  });

  it('is written at the smaller bandwidth of storage and nodes, as far as others leave it', () => {
    const write = (keys: string) => place(`stall: 1 s, ${keys}`).writeSeconds;
    expect(write('write_bandwidth: 10 GB/s') / (bytes / 10e9)).toBeCloseTo(1, 2);
    expect(write('node_bandwidth: 2 GB/s') / (bytes / 8e9)).toBeCloseTo(1, 2);
    expect(write('write_bandwidth: 10 GB/s, node_bandwidth: 2 GB/s')).toBe(write('node_bandwidth: 2 GB/s'));
    expect(write('write_bandwidth: 10 GB/s, node_bandwidth: 20 GB/s')).toBe(
      write('write_bandwidth: 10 GB/s'),
    );
    expect(write('write_bandwidth: 10 GB/s, contention: 0.25')).toBeCloseTo(
      4 * write('write_bandwidth: 10 GB/s'),
      9,
    );
    expect(write('load: 1 s')).toBe(0);
  });

  it('is read by every data-parallel replica, or once', () => {
    const load = (keys: string) => {
      const { load: law } = place(`stall: 1 s, ${keys}`);
      return law.kind === 'fixed' ? law.value : Number.NaN;
    };
    const once = load('read_bandwidth: 10 GB/s, readers: one');
    expect(once / (bytes / 10e9)).toBeCloseTo(1, 2);
    expect(load('read_bandwidth: 10 GB/s')).toBeCloseTo(4 * once, 9);
    expect(load('read_bandwidth: 10 GB/s, contention: 0.5')).toBeCloseTo(8 * once, 9);
    expect(load('node_bandwidth: 2.5 GB/s, readers: one')).toBeCloseTo(once, 9);
    expect(load('node_bandwidth: 2.5 GB/s, load: 3 s')).toBe(3);
  });

  it('saves what the step model counts, where it knows the phase', () => {
    const sets = ['workload.phases.0.global_batch=1.048576 Mtoken'];
    const given = place('stall: 0 s, write_bandwidth: 1 GB/s', ...sets);
    const counted = 14 * 8_030_261_248;
    expect(given.writeSeconds).toBeCloseTo(counted / 1e9, 6);
    // A model without a full architecture has the parameters it says.
    const rumour = place('stall: 0 s, write_bandwidth: 1 GB/s', 'workload.model.vocabulary=null', ...sets);
    expect(rumour.writeSeconds).toBeCloseTo((14 * 8.03e9) / 1e9, 6);
  });
});

describe('several tiers', () => {
  const tiersOf = (interval: string, tiers: string, ...sets: readonly string[]) =>
    compile(SMALL, `checkpoint={interval: ${interval}, tiers: {${tiers}}}`, ...sets).checkpoint;

  it('are in the order of the file, each at its multiple of the first', () => {
    const { tiers } = tiersOf(
      '1 min',
      'memory: {stall: 0.1 s, lost_with: restart}, disk: {stall: 2 s, every: 10, lost_with: node, write: 30 s}, storage: {stall: 5 s, every: 60, load: 2 min}',
    );
    expect(tiers).toEqual([
      {
        name: 'memory',
        every: 1,
        stallSeconds: 0.1,
        writeSeconds: 0,
        load: fixed(0),
        retained: 2,
        lostWith: 'restart',
      },
      {
        name: 'disk',
        every: 10,
        stallSeconds: 2,
        writeSeconds: 30,
        load: fixed(0),
        retained: 2,
        lostWith: 'node',
      },
      {
        name: 'storage',
        every: 60,
        stallSeconds: 5,
        writeSeconds: 0,
        load: fixed(120),
        retained: 2,
        lostWith: 'never',
      },
    ]);
  });

  it('an interval is rounded to a whole multiple of the tier before', () => {
    const every = (...intervals: readonly string[]) =>
      tiersOf(
        '1 min',
        `a: {stall: 0 s}, ${intervals.map((one, index) => `b${index}: {stall: 0 s, interval: ${one}}`).join(', ')}`,
      ).tiers.map((tier) => tier.every);
    expect(every('10 min')).toEqual([1, 10]);
    expect(every('80 s')).toEqual([1, 1]);
    expect(every('7 min', '20 min')).toEqual([1, 7, 21]);
  });

  it('a rule takes the stall of the tier and the rate of faults that need it or a more durable one', () => {
    // 4 faults a day, of which 30 % are cured by a restart of the same node.
    const { interval, tiers } = tiersOf(
      'young',
      'memory: {stall: 0.5 s, lost_with: node}, storage: {stall: 60 s, interval: young}',
    );
    const first = Math.sqrt((2 * 0.5 * DAY) / 4);
    expect(interval).toEqual({ kind: 'time', seconds: expect.closeTo(first, 9) });
    const second = Math.sqrt((2 * 60 * DAY) / (4 * 0.7));
    expect(tiers[1]!.every).toBe(Math.round(second / first));
  });

  it('what no fault needs is written once a run', () => {
    const { tiers } = tiersOf('1 hour', 'a: {stall: 1 s}, b: {stall: 9 s, interval: exact}');
    const { nominalSeconds } = compile(SMALL).job.phases[0]!;
    expect(tiers[1]!.every).toBe(Math.round(nominalSeconds / 3600));
    expect(tiers[1]!.every).toBeGreaterThan(1);
  });

  it('steps and an adaptive interval have a rhythm too', () => {
    const input = compile(SMALL).job.phases[0]!;
    const step = input.nominalSeconds / input.steps;
    const storage = 'memory: {stall: 1 s}, storage: {stall: 9 s, interval: 2 hour}';
    expect(tiersOf('{steps: 10}', storage).tiers[1]!.every).toBe(Math.round(7200 / (10 * step)));
    const adaptive = tiersOf('{adaptive: {rule: young, assumed_mtbf: 1 hour}}', storage);
    expect(adaptive.tiers[1]!.every).toBe(Math.round(7200 / Math.sqrt(2 * 3600)));
  });
});
