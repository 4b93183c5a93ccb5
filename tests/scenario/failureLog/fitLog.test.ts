import { describe, expect, it } from 'vitest';
import { weibullScaleForMean } from '../../../src/engine/distributions/weibull.ts';
import type { Estimate } from '../../../src/engine/fitting/intervals.ts';
import { failuresYaml } from '../../../src/scenario/failureLog/failuresYaml.ts';
import { fitFailureLog } from '../../../src/scenario/failureLog/fitLog.ts';
import { quantileTable } from '../../../src/scenario/failureLog/quantileTable.ts';
import type { ClassReport, FitReport } from '../../../src/scenario/failureLog/report.ts';
import { binomialBounds } from '../../engine/fitting/samples.ts';
import { resolve, SMALL } from '../../support/scenarioText.ts';
import { DAY, type SimulatedClass, simulatedLog } from './simulatedLog.ts';

const NODES = 400;
const DAYS = 120;
/** Intervals that hold the truth but for 6 in 100,000 seeds. */
const FOUR_SIGMA = 0.99994;
const WINDOW = {
  secondsPerUnit: DAY,
  fromSeconds: 0,
  toSeconds: DAYS * DAY,
  nodes: NODES,
  confidence: FOUR_SIGMA,
} as const;

const AGEING: SimulatedClass = {
  name: 'ageing',
  law: { kind: 'weibull', scale: weibullScaleForMean(60 * DAY, 0.65), shape: 0.65 },
};
const PLAIN: SimulatedClass = {
  name: 'plain',
  law: { kind: 'exponential', mean: 100 * DAY },
  repair: { kind: 'lognormal', median: 3240, sigma: 1.94 },
};
const LEMONS: SimulatedClass = {
  name: 'lemons',
  rate: { most: 0.08, at: (node) => (node % 25 === 0 ? 0.08 : 0.004) },
};
const DRIFT: SimulatedClass = {
  name: 'drift',
  rate: { most: 0.02, at: (_, day) => 0.005 * (1 + 3 * Math.exp(-day / 15)) },
};

const text = simulatedLog('fit', NODES, DAYS, [AGEING, PLAIN, LEMONS, DRIFT]);
const report = fitFailureLog('log.csv', text, WINDOW);

function of(name: string, from: FitReport = report): ClassReport {
  return from.classes.find((one) => one.name === name)!;
}

function expectHolds({ low, high }: Estimate, truth: number, what: string): void {
  expect(low, what).toBeLessThan(truth);
  expect(high, what).toBeGreaterThan(truth);
}

describe('a simulated log', () => {
  it('loses no row', () => {
    const rows = text.trimEnd().split('\n').length - 1;
    expect(report.rows).toBe(rows);
    expect(report.classes.reduce((sum, { failures, merged }) => sum + failures + merged, 0)).toBe(rows);
    expect(report.all!.failures + report.all!.merged).toBe(rows);
    expect(report.bad).toEqual([]);
  });

  it('has the rates per node and second of the exposure, less the repairs', () => {
    expect(report.exposureSeconds).toBeLessThan(NODES * DAYS * DAY);
    expect(report.exposureSeconds).toBeGreaterThan(0.99 * NODES * DAYS * DAY);
    const { failures, ratePerSecond } = of('plain');
    expect(ratePerSecond.value).toBe(failures / report.exposureSeconds);
    expectHolds(ratePerSecond, 1 / (100 * DAY), 'rate');
  });

  it('finds the ageing class with its shape and mean', () => {
    const { perNode, chosen } = of('ageing');
    const [best] = perNode.fits;
    expect(best!.kind).toBe('weibull');
    expect(chosen).toBe('weibull');
    expectHolds(best!.parameters['shape']!, 0.65, 'shape');
    expectHolds(best!.mean, 60 * DAY, 'mean');
  });

  it('hides the ageing of the nodes in the gaps of the system, whose rate only falls', () => {
    expect(
      of('ageing').system!.fits.find(({ kind }) => kind === 'weibull')!.parameters['shape']!.value,
    ).toBeGreaterThan(0.9);
    expect(of('ageing').drift!.laplace).toBeLessThan(0);
  });

  it('finds nothing but a rate in the plain class', () => {
    const { skew, drift, chosen, explanations } = of('plain');
    expect(chosen).toBe('exponential');
    expect(skew!.significant).toBe(false);
    expect(drift!.significant).toBe(false);
    const exponential = explanations.find(({ name }) => name === 'exponential')!;
    expect(exponential.aic - explanations[0]!.aic).toBeLessThan(4);
  });

  it('finds the law of the repairs', () => {
    const [best] = of('plain').repair!.fits;
    expect(best!.kind).toBe('lognormal');
    expectHolds(best!.parameters['median']!, 3240, 'median');
    expectHolds(best!.parameters['sigma']!, 1.94, 'sigma');
    expect(of('drift').repair).toBeNull();
  });

  it('finds the lemons', () => {
    const { skew, chosen } = of('lemons');
    expect(chosen).toBe('lemons');
    expect(skew!.significant).toBe(true);
    expectHolds(skew!.lemons!.fraction, 0.04, 'fraction');
    expectHolds(skew!.lemons!.multiple, 20, 'multiple');
    expect(skew!.top[1]!.share).toBeGreaterThan(2 * skew!.top[1]!.expected);
  });

  it('finds the drift', () => {
    const { drift, chosen } = of('drift');
    expect(chosen).toBe('drift');
    expect(drift!.significant).toBe(true);
    expectHolds(drift!.decay!.initialMultiple, 4, 'initial');
    expectHolds(drift!.decay!.decayTime, 15 * DAY, 'decay');
  });

  it('gives the same report for other units and for rows in another order', () => {
    const [header, ...rows] = text.trimEnd().split('\n');
    const other = fitFailureLog('log.csv', [header, ...rows.reverse()].join('\n'), WINDOW);
    for (const { name, perNode, drift } of report.classes) {
      const same = of(name, other);
      expect(same.perNode.fits.map(({ aic }) => aic)).toEqual(perNode.fits.map(({ aic }) => aic));
      expect(same.drift).toEqual(drift);
    }
  });
});

describe('logs of memoryless failures of equal nodes', () => {
  it('show lemons and drift as seldom as the level says, and seldom anything else but a rate', () => {
    const logs = 300;
    const level = 0.1;
    const found = { skew: 0, drift: 0, other: 0 };
    for (let seed = 0; seed < logs; seed++) {
      const csv = simulatedLog(`equal ${seed}`, 100, 90, [
        { name: 'any', law: { kind: 'exponential', mean: 60 * DAY } },
      ]);
      const [one] = fitFailureLog('log.csv', csv, {
        ...WINDOW,
        toSeconds: 90 * DAY,
        nodes: 100,
        confidence: 1 - level,
      }).classes;
      found.skew += Number(one!.skew!.significant);
      found.drift += Number(one!.drift!.significant);
      found.other += Number(one!.chosen !== 'exponential');
    }
    const bounds = binomialBounds(logs, level);
    for (const count of [found.skew, found.drift]) {
      expect(count).toBeGreaterThan(bounds.low);
      expect(count).toBeLessThan(bounds.high);
    }
    // Five rivals, each of which must be better by 4 of AIC: likelihood ratios above 6 (1.4 %) for three laws much alike,
    // above 8 (1.8 %) for lemons and drift. Their sum bounds what any of them does.
    expect(found.other).toBeLessThan(binomialBounds(logs, 3 * 0.014 + 2 * 0.018).high);
  });
});

describe('an age of the nodes', () => {
  it('of a memoryless class changes nothing; an unknown one leaves out the first lives', () => {
    const old = fitFailureLog('log.csv', text, { ...WINDOW, age: 1000 * DAY });
    const mean = (one: ClassReport) =>
      one.perNode.fits.find(({ kind }) => kind === 'exponential')!.mean.value;
    expect(mean(of('plain', old)) / mean(of('plain'))).toBeCloseTo(1, 6);
    const unknown = fitFailureLog('log.csv', text, { ...WINDOW, age: 'unknown' });
    const { perNode, failures, explanations } = of('ageing', unknown);
    expect(perNode.events).toBeLessThan(failures);
    const shape = perNode.fits.find(({ kind }) => kind === 'weibull')!.parameters['shape']!;
    expectHolds(shape, 0.65, 'shape');
    expect(explanations.map(({ name }) => name)).not.toContain('lemons');
  });

  it('that is told wrongly biases an ageing class, and told rightly does not', () => {
    // Seen from the 60th day on, when nodes are in all stages of their lives.
    const nodes = 3000;
    const late = { ...WINDOW, nodes, fromSeconds: 60 * DAY };
    const old = simulatedLog('late', nodes, DAYS, [AGEING]);
    const shape = (age: number | 'unknown') =>
      of('ageing', fitFailureLog('log.csv', old, { ...late, age })).perNode.fits.find(
        ({ kind }) => kind === 'weibull',
      )!.parameters['shape']!;
    expectHolds(shape('unknown'), 0.65, 'unknown age');
    expect(shape(0).low).toBeGreaterThan(0.65);
  });
});

describe('notes', () => {
  const notes = (csv: string, options = {}) => fitFailureLog('log.csv', csv, options).notes.join('\n');

  it('say what the window and the nodes of the log alone leave out', () => {
    const told = notes('node,time\na,1\nb,5\na,9\n');
    expect(told).toContain('--from and --to not given');
    expect(told).toContain('by about 1 in 2');
    expect(told).toContain('--nodes not given: the 2 nodes in the log');
    expect(told).toContain('Nodes that never failed are missing');
    expect(told).toContain('count as new at the start');
  });

  it('say what was left out, and nothing that was not', () => {
    const options = { fromSeconds: 0, toSeconds: 10, nodes: 3, age: 0 };
    expect(notes('node,time\na,1\nb,5\na,9\n', options)).toBe('');
    const told = notes('node,time,class,end\na,-1,x,\na,3,x,\nb,5,,7\nb,5,,7\na,9,x,9\na,19,x,\n', options);
    expect(told).toContain('1 row at or before the start');
    expect(told).toContain('1 row after the end');
    expect(told).toContain('1 row is merged');
    expect(told).toContain('2 rows without a class');
    expect(told).toContain('1 repair without an end');
    expect(told).toContain('1 repair of no length');
  });

  it('warn of times that were rounded, and of a unit that was forgotten', () => {
    const rounded = Array.from({ length: 30 }, (_, index) => `n${index},${Math.floor(index / 3)}`).join('\n');
    expect(notes(`node,time\n${rounded}`, { fromSeconds: -1, toSeconds: 20 })).toContain(
      'times that were rounded',
    );
    expect(notes('node,time\na,1600000000000\nb,1700000000000\nc,1700000000001')).toContain('--time-unit');
  });
});

describe('the YAML', () => {
  /** The small scenario with the printed YAML in place of its failures. */
  const inside = (yaml: string) => resolve(`${SMALL.replace(/^failures:\n(?: .*\n)+/m, '')}${yaml}`).scenario;

  it('is a valid part of a scenario, which says what was found', () => {
    const { failures, repair } = inside(failuresYaml(report));
    const { classes } = failures.set;
    const ageing = of('ageing').perNode.fits[0]!;
    expect(classes['ageing']!.mtbf! / ageing.mean.value).toBeCloseTo(1, 3);
    expect(classes['ageing']!.distribution).toEqual({
      weibull: { shape: Number(ageing.parameters['shape']!.value.toPrecision(4)) },
    });
    expect(classes['plain']!.rate!.perSecond / of('plain').ratePerSecond.value).toBeCloseTo(1, 3);
    expect(classes['plain']!.rate!.scope).toBe('node');
    expect(classes['plain']!.distribution).toBeUndefined();
    expect(repair.time).toMatchObject({ kind: 'lognormal' });
  });

  it('has a drift whose mean rate over the window is that of the window', () => {
    const { drift, rate } = inside(failuresYaml(report)).failures.set.classes['drift']!;
    const days = DAYS;
    const decay = drift!.decay / DAY;
    const mean = 1 + ((drift!.initial - 1) * decay * -Math.expm1(-days / decay)) / days;
    expect((rate!.perSecond * mean) / of('drift').ratePerSecond.value).toBeCloseTo(1, 2);
  });

  it('tells lemons as a comment with what would have them', () => {
    const yaml = failuresYaml(report);
    expect(yaml).toMatch(/# and cluster: \{ lemons: \{ fraction: 0\.0\d+, multiple: \d+/);
  });

  it('has valid and different names, whatever the log calls its classes', () => {
    const names = ['GPU: memory', 'gpu memory', '79', 'null', 'Überhitzung', '"', '- a'];
    const rows = names.flatMap((name, index) =>
      [1, 2, 3].map((time) => `n1,${time + index / 10},"${name.replaceAll('"', '""')}"`),
    );
    const yaml = failuresYaml(
      fitFailureLog('a "log".csv', `node,time,class\n${rows.join('\n')}`, { fromSeconds: 0 }),
    );
    const { classes } = inside(yaml).failures.set;
    expect(Object.keys(classes).sort()).toEqual(
      ['gpu-memory', 'gpu-memory-2', '79', 'null', 'berhitzung', 'class', 'a'].sort(),
    );
  });

  it.each(['weibull', 'gamma', 'lognormal'] as const)('has the %s law in the form of the schema', (kind) => {
    const law =
      kind === 'weibull'
        ? { kind, scale: 10 * DAY, shape: 2 }
        : kind === 'gamma'
          ? { kind, mean: 10 * DAY, shape: 5 }
          : { kind, median: 10 * DAY, sigma: 0.5 };
    const csv = simulatedLog(kind, 40, 100, [{ name: kind, law, repair: { ...law } }]);
    const fitted = fitFailureLog('log.csv', csv, { ...WINDOW, toSeconds: 100 * DAY, nodes: 40 });
    expect(fitted.classes[0]!.chosen).toBe(kind);
    const { failures, repair } = inside(failuresYaml(fitted));
    expect(Object.keys(failures.set.classes[kind]!.distribution as object)).toEqual([kind]);
    expect(repair.time).toMatchObject({ kind });
  });

  it('of a log without nodes has rates of the job', () => {
    const csv = 'time,end\n10,11\n30,33\n70,71\n90,92\n';
    const single = fitFailureLog('log.csv', csv, { fromSeconds: 0, toSeconds: 100 });
    expect(single.scope).toBe('job');
    const { classes } = inside(failuresYaml(single)).failures.set;
    expect(classes['any']!.rate!.scope).toBe('job');
    expect(classes['any']!.rate!.perSecond).toBeCloseTo(4 / 93, 4);
  });

  it('of an ageing system has the rate of the job, for the schema has no ageing jobs', () => {
    const rows = Array.from({ length: 60 }, (_, index) => (index + 1) * 100 + 20 * Math.sin(index));
    const single = fitFailureLog('log.csv', `time\n${rows.join('\n')}`, { fromSeconds: 0 });
    expect(single.classes[0]!.chosen).not.toBe('exponential');
    const yaml = failuresYaml(single);
    const { classes } = inside(yaml).failures.set;
    expect(classes['any']!.rate!.scope).toBe('job');
    expect(yaml).toContain('a class of the job must be exponential');
  });
});

describe('the table of quantiles', () => {
  it('has what was seen beside the laws, for each class and sample, as far as was seen', () => {
    const rows = [...quantileTable(report, [0.1, 0.5, 0.9])].filter(({ class: name }) => name === 'ageing');
    expect([...new Set(rows.map(({ sample }) => sample))]).toEqual(['node', 'system']);
    const node = rows.filter(({ sample }) => sample === 'node');
    for (const { observed, laws, probability } of node) {
      expect(Math.abs(laws.weibull! / observed - 1), `at ${probability}`).toBeLessThan(0.25);
    }
    expect(node.every(({ observed }) => observed <= DAYS * DAY)).toBe(true);
  });
});
