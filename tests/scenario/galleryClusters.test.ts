import { describe, expect, it } from 'vitest';
import { predictPhases } from '../../src/scenario/compile/phases.ts';
import { compileScenario } from '../../src/scenario/compile.ts';
import { expectRun } from '../../src/scenario/expectation.ts';
import { searchLayouts } from '../../src/scenario/layoutSearch.ts';
import { planPower } from '../../src/scenario/powerPlan.ts';
import { planRacks } from '../../src/scenario/rackPlan.ts';
import type { RunRecord } from '../../src/simulation/record.ts';
import { TimeBucket } from '../../src/simulation/record.ts';
import { shippedText } from '../support/catalog.ts';
import { equationsIn, printed, resultOf } from '../support/printedArithmetic.ts';
import { compile, problemsOf, resolve } from '../support/scenarioText.ts';
import { DAY, HOUR, meanAndError, replicate } from '../support/simulationInput.ts';

/** The scenarios of machines, from two gaming cards to a fleet, do what their headers and notes say. */

const scenarioOf = (name: string, ...sets: readonly string[]) => resolve(shippedText(name), ...sets).scenario;
const inputOf = (name: string, ...sets: readonly string[]) => compile(shippedText(name), ...sets);
const runs = (name: string, count: number, ...sets: readonly string[]): readonly RunRecord[] =>
  replicate(inputOf(name, ...sets), count, 'gallery');
const goodput = ({ bucketSeconds, wallSeconds }: RunRecord) =>
  bucketSeconds[TimeBucket.productive]! / wallSeconds;
const megawattHours = ({ facilityJoules }: RunRecord) => facilityJoules / 3.6e9;

function planOf(name: string, ...sets: readonly string[]) {
  const scenario = scenarioOf(name, ...sets);
  const predictions = predictPhases(scenario);
  return planPower(scenario, compileScenario(scenario, predictions), predictions);
}
const facilityWatts = (name: string, level: string) =>
  planOf(name).levels.find((one) => one.name === level)!.facilityWatts;

function stepOf(name: string) {
  const [prediction] = predictPhases(scenarioOf(name));
  if (prediction === null || prediction === undefined || !('memory' in prediction))
    throw new Error(`the step of ${name} is not predicted`);
  return prediction;
}

/** Nothing fails in these two, so one replication is all of them. */
describe('runs of which the throughput tells all', () => {
  it('AlexNet is predicted to take the five to six days of its paper', () => {
    const [run] = runs('alexnet-2012', 1);
    expect(run!.wallSeconds / DAY).toBeGreaterThan(5);
    expect(run!.wallSeconds / DAY).toBeLessThan(6);
    expect(run!.energyCostUsd).toBeCloseTo(9, 0);
    const [prediction] = predictPhases(scenarioOf('alexnet-2012'));
    if (prediction === null || prediction === undefined || !('achieved' in prediction))
      throw new Error('AlexNet is not predicted');
    const { achieved, computeSeconds, exchangeSeconds } = prediction;
    const days = (share: number) =>
      (((computeSeconds * achieved.share) / share + exchangeSeconds) * (108e6 / 128)) / DAY;
    expect(days(achieved.high)).toBeCloseTo(4.5, 1);
    expect(days(achieved.low)).toBeCloseTo(7.2, 1);
  });

  it('GPT-3 takes the 14.8 days, 1,287 MWh and 552.1 t of Patterson et al., Table 4', () => {
    const [run] = runs('gpt3-175b', 1);
    expect(run!.wallSeconds / DAY).toBeCloseTo(14.8, 1);
    // The table prints days to 0.1, so that energy cannot agree better than to 0.3 %.
    expect(Math.abs(megawattHours(run!) / 1287 - 1)).toBeLessThan(0.003);
    expect(Math.abs(run!.carbonKg / 552_100 - 1)).toBeLessThan(0.003);
    expect(planOf('gpt3-175b').levels.find(({ name }) => name === 'training')!.nodeWatts / 8).toBeCloseTo(
      330,
      0,
    );
  });
});

describe('the rumoured GPT-4', () => {
  it('says so in its title and its first line', () => {
    expect(scenarioOf('gpt4-rumoured').title).toMatch(/rumour/i);
    expect(shippedText('gpt4-rumoured').split('\n')[1]).toMatch(/RUMOUR/);
  });

  it('ends within the rumoured 90 to 100 days at 32 to 36 % MFU, by about 40 GWh', () => {
    const { job } = inputOf('gpt4-rumoured');
    for (const run of runs('gpt4-rumoured', 5)) {
      const days = run.wallSeconds / DAY;
      const peakFlops = job.nodes * job.gpusPerNode * job.peakFlopsPerGpu;
      expect(days).toBeGreaterThan(90);
      expect(days).toBeLessThan(100);
      expect(run.flops / run.wallSeconds / peakFlops).toBeGreaterThan(0.32);
      expect(run.flops / run.wallSeconds / peakFlops).toBeLessThan(0.36);
      expect(Math.abs(megawattHours(run) / 41_000 - 1)).toBeLessThan(0.05);
    }
  });
});

describe('the 128 nodes of the essay', () => {
  const places = ['h100-128-node', 'h100-128-node-us', 'h100-128-node-norway'] as const;
  const [uk, us, norway] = places.map((name) => runs(name, 3)) as [RunRecord[], RunRecord[], RunRecord[]];

  it('have one luck at all three sites, and bills as the prices are to each other', () => {
    uk.forEach((run, replication) => {
      for (const [other, price, carbon] of [
        [us[replication]!, 0.08, 369],
        [norway[replication]!, 0.05, 30],
      ] as const) {
        expect(other.wallSeconds).toBe(run.wallSeconds);
        expect(other.facilityJoules).toBeCloseTo(run.facilityJoules, 0);
        expect(other.energyCostUsd / run.energyCostUsd).toBeCloseTo(price / 0.4, 10);
        expect(other.carbonKg / run.carbonKg).toBeCloseTo(carbon / 238, 10);
      }
    });
  });

  it('cost a quarter less in the United States, and in Norway 95 % of the cost is write-off', () => {
    const share = ({ energyCostUsd, totalCostUsd }: RunRecord) => energyCostUsd / totalCostUsd;
    expect(1 - us[0]!.totalCostUsd / uk[0]!.totalCostUsd).toBeCloseTo(0.24, 1);
    expect(uk[0]!.energyCostUsd - us[0]!.energyCostUsd).toBeGreaterThan(0.27e6);
    expect(1 - share(norway[0]!)).toBeCloseTo(0.95, 2);
  });
});

describe("NVIDIA's unit of 127 nodes", () => {
  it('makes pipelines of whole servers 1 deep, for 127 is more than the layers and nothing else divides it', () => {
    const { ranked } = searchLayouts(scenarioOf('nvidia-127-node-unit'), 0, 1000, () => {})!;
    const depths = ranked.filter(({ layout }) => layout.tensor === 8).map(({ layout }) => layout.pipeline);
    expect(new Set(depths)).toEqual(new Set([1]));
  });

  it('is faster with one of its nodes as a spare', () => {
    const spare = ['cluster.nodes=126', 'cluster.spares.hot=1'];
    const batch = 'workload.phases.0.global_batch=4.128768 Mtoken';
    const whole = runs('nvidia-127-node-unit', 40).map(({ wallSeconds }) => wallSeconds / DAY);
    const held = runs('nvidia-127-node-unit', 40, ...spare, batch).map(
      ({ wallSeconds }) => wallSeconds / DAY,
    );
    // The same replications on the same luck: a fair coin shows more than 32 of 40 less than once in ten thousand times.
    expect(whole.filter((days, replication) => days > held[replication]!).length).toBeGreaterThan(32);
    expect(Math.abs(meanAndError(held).mean - 22)).toBeLessThan(0.5);
  });
});

it('Eagle does in less than a day what took 10,000 V100s 14.8', () => {
  const { nodes, spares } = scenarioOf('eagle-14400-h100').cluster;
  expect((nodes + spares.hot) * 8).toBe(14_400);
  expect(stepOf('eagle-14400-h100').memory.fits).toBe(true);
  for (const { wallSeconds } of runs('eagle-14400-h100', 20)) expect(wallSeconds).toBeLessThan(24 * HOUR);
});

describe('the fleet of 600,000', () => {
  it('stops every five minutes, and draws 0.7 GW', () => {
    const { mtbfSeconds } = expectRun(inputOf('fleet-600k-h100'));
    expect(mtbfSeconds / 60).toBeCloseTo(5, 0);
    expect(facilityWatts('fleet-600k-h100', 'training') / 1e9).toBeCloseTo(0.7, 1);
  });

  it('keeps half of the time as one job, and 95 % as one of 25', () => {
    const part = ['cluster.nodes=2960', 'cluster.spares.hot=40'];
    // One run has a thousand stops: its goodput is within a percent or two of the mean.
    for (const run of runs('fleet-600k-h100', 2)) expect(Math.abs(goodput(run) - 0.53)).toBeLessThan(0.06);
    for (const run of runs('fleet-600k-h100', 2, ...part))
      expect(Math.abs(goodput(run) - 0.95)).toBeLessThan(0.02);
  });
});

describe('a model of 40 trillion parameters on 1,016 GPUs', () => {
  const name = 'model-40t-on-1016-h100';

  it('has the parameters that its shape gives', () => {
    const { layers = 0, hidden = 0, parameters } = scenarioOf(name).workload.model;
    expect(Math.abs((12 * layers * hidden * hidden) / parameters - 1)).toBeLessThan(0.001);
  });

  it('is held and cannot be trained, by 843 GB a GPU', () => {
    const { memory, checkpointBytes } = stepOf(name);
    expect(memory.weightsBytes).toBeLessThan(memory.capacityBytes);
    expect(memory.weightsBytes / 1e9).toBeCloseTo(80.4, 1);
    expect(memory.fits).toBe(false);
    expect(memory.excessBytes / 1e9).toBeCloseTo(843, 0);
    expect(memory.totalBytes / 1e9).toBeCloseTo(929, 0);
    expect(memory.optimizerBytes / 1e9).toBeCloseTo(482, 0);
    expect(memory.activationsBytes / 1e9).toBeCloseTo(239, 0);
    expect(checkpointBytes / 1e12).toBeCloseTo(561, 0);
  });

  it('fits by no layout, and is refused where the step model has to decide', () => {
    const found = searchLayouts(scenarioOf(name), 0, 1, () => {})!;
    expect(found.ranked).toEqual([]);
    expect(found.tooLarge).toBeGreaterThan(0);
    const [problem] = problemsOf(shippedText(name), 'workload.phases.0.mfu=null');
    expect(problem?.message).toMatch(/^does not fit: .* 843\.\d GB too much/);
  });

  it('would take longer than the five years that servers last', () => {
    const [run] = runs(name, 1);
    expect(run!.outcome).toBe('completed');
    expect(Math.abs(run!.wallSeconds / (365 * DAY) - 8.6)).toBeLessThan(0.5);
  });
});

describe('racks', () => {
  const own = (name: string, ...sets: readonly string[]) =>
    planRacks(scenarioOf(name, ...sets)).find(({ isOfSite }) => isOfSite)!.answer;

  it('of 5 kW hold one DGX-1 and no H100 server', () => {
    expect(own('rack-5-kw')).toMatchObject({ kind: 'fits', nodesPerRack: 1, racks: 65 });
    const [problem] = problemsOf(shippedText('rack-5-kw'), 'cluster.node=dgx-h100');
    expect(problem).toMatchObject({ path: 'site.rack.power' });
    expect(problem?.message).toMatch(/^is 5 kW, but a node needs 10\.2 kW \(rated\): not one fits/);
    expect(stepOf('rack-5-kw').memory.fits).toBe(true);
  });

  it('of 50 kW hold four servers by air, as do those of 130', () => {
    expect(own('rack-50-kw-air')).toMatchObject({ nodesPerRack: 4, racks: 33, limit: 'power' });
    const more = own('rack-50-kw-air', 'site.rack.power=130 kW');
    expect(more).toMatchObject({ nodesPerRack: 4, racks: 33, limit: 'air' });
  });

  it('of 130 kW hold eight by liquid, rated 68 kW, and the same job takes a fifth less energy', () => {
    const liquid = own('rack-liquid');
    expect(liquid).toMatchObject({ nodesPerRack: 8, racks: 17, limit: 'height' });
    expect(liquid.kind === 'fits' ? liquid.filledWatts / 1000 : 0).toBeCloseTo(68, 0);
    const byAir = runs('rack-50-kw-air', 3);
    runs('rack-liquid', 3).forEach((run, replication) => {
      expect(run.wallSeconds).toBe(byAir[replication]!.wallSeconds);
      // Node 6.58 of 7.91 kW and PUE 1.06 of about 1.19, which follows the weather of the replication.
      expect(Math.abs(run.facilityJoules / byAir[replication]!.facilityJoules - 0.78)).toBeLessThan(0.03);
    });
  });
});

describe('the arithmetic that notes print', () => {
  it.each(
    [
      'h100-128-node-us',
      'h100-128-node-norway',
      'nvidia-127-node-unit',
      'fleet-600k-h100',
      'rack-50-kw-air',
    ].flatMap((name) =>
      equationsIn([scenarioOf(name).notes ?? []].flat().join('\n')).map(
        ([left, right]) => [name, left, right] as const,
      ),
    ),
  )('of %s holds: %s = %s', (_, left, right) => {
    const { value, unit } = printed(right);
    expect(Math.abs(resultOf(left) - value)).toBeLessThanOrEqual(0.5 * unit);
  });
});
