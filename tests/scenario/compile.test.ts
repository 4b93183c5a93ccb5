import { describe, expect, it } from 'vitest';
import { createDistribution } from '../../src/engine/distributions/createDistribution.ts';
import { totalOf } from '../../src/model/money/costLines.ts';
import { jobFaultRates } from '../../src/scenario/compile/faultRates.ts';
import { phaseWork } from '../../src/scenario/compile/phases.ts';
import { compileScenario } from '../../src/scenario/compile.ts';
import type { FaultClassInput, SimulationInput } from '../../src/simulation/input.ts';
import { NODE_STATES, type NodeStateName } from '../../src/simulation/record.ts';
import { shippedText } from '../support/catalog.ts';
import { compile, resolve, SMALL, small } from '../support/scenarioText.ts';
import { fixed } from '../support/simulationInput.ts';

const HOUR = 3600;
const DAY = 86_400;

function llama(...sets: readonly string[]) {
  return compileScenario(resolve(shippedText('llama3-405b-16k-h100'), ...sets).scenario);
}

/** Faults of all classes per second over the whole job. */
function totalRate(input: SimulationInput): number {
  return jobFaultRates(input).reduce((sum, rate) => sum + rate, 0);
}

/** The small scenario with one class of its own. */
function withOne(basis: string, ...sets: readonly string[]): SimulationInput {
  const text = small([
    '  set: rsc-1\n',
    `  set: { classes: { any: { ${basis}, effect: stop, detection: 0 s, transient: 0 } } }\n`,
  ]);
  const input = compile(text, ...sets);
  expect(input.faults.classes).toHaveLength(1);
  return input;
}

function withClass(basis: string, ...sets: readonly string[]): FaultClassInput {
  return withOne(basis, ...sets).faults.classes[0]!;
}

describe('failure rates', () => {
  it('of the Llama 3 set add to 419 in 54 days on 2048 nodes, each class in its published count', () => {
    const input = llama();
    const seconds = 54 * DAY;
    expect(totalRate(input) * seconds).toBeCloseTo(419, 9);
    const rates = jobFaultRates(input);
    const counts = Object.fromEntries(
      input.faults.classes.map(({ name }, index) => [name, rates[index]! * seconds]),
    );
    expect(counts['faulty-gpu']).toBeCloseTo(148, 9);
    expect(counts['gpu-hbm3-memory']).toBeCloseTo(72, 9);
    expect(counts['nccl-watchdog']).toBeCloseTo(7, 9);
    expect(counts['system-memory']).toBeCloseTo(2, 9);
  });

  it('grow with the nodes of the job', () => {
    expect(totalRate(llama('cluster.nodes=4096'))).toBeCloseTo(2 * totalRate(llama()), 12);
  });

  it('of a set are replaced by failures.rate, with the same mix', () => {
    const input = llama('failures.rate=1 / (1000 node day)');
    expect(totalRate(input) * DAY).toBeCloseTo(2.048, 12);
    expect(jobFaultRates(input)[0]! / totalRate(input)).toBeCloseTo(148 / 419, 12);
  });

  it('of a class by share is that share of the total', () => {
    const input = compile(
      small([
        '  set: rsc-1\n',
        `  set:
    classes:
      a: { share: 0.25, effect: stop, detection: 0 s, transient: 0 }
      b: { share: 0.75, effect: hang, detection: 0 s, transient: 0 }
`,
      ]),
    );
    expect(jobFaultRates(input).map((rate) => rate * DAY)).toEqual([
      expect.closeTo(1, 12),
      expect.closeTo(3, 12),
    ]);
    expect(input.faults.classes.map(({ effect }) => effect.kind)).toEqual(['stop', 'hang']);
  });

  it('of a class by MTBF is one over it, per unit of its scope', () => {
    expect(totalRate(withOne('mtbf: 10 day')) * DAY).toBeCloseTo(0.4, 12);
    expect(totalRate(withOne('mtbf: 10 day, scope: gpu')) * DAY).toBeCloseTo(3.2, 12);
    expect(totalRate(withOne('mtbf: 10 day, scope: job')) * DAY).toBeCloseTo(0.1, 12);
  });

  it.each([
    ['gpu', 3.2],
    ['node', 0.4],
    ['rack', 0.1],
    ['switch', 0.1],
    ['cooling_zone', 0.1],
    ['power_zone', 0.1],
    ['site', 0.1],
    ['job', 0.1],
  ])('of a class by rate counts per %s as its unit says', (scope, perDay) => {
    const input = withOne(`rate: 1 / (10 ${scope} day)`);
    expect(input.faults.classes[0]!.scope).toBe(scope);
    expect(totalRate(input) * DAY).toBeCloseTo(perDay, 12);
  });

  it('of a unit count every unit that holds nodes of the job', () => {
    const racks = (nodes: number) =>
      totalRate(withOne('rate: 1 / (rack day)', `cluster.nodes=${nodes}`, 'cluster.topology.rack=3')) * DAY;
    expect(racks(4)).toBeCloseTo(2, 12);
    expect(racks(6)).toBeCloseTo(2, 12);
    expect(racks(8)).toBeCloseTo(3, 12);
  });

  it('grow by the lemons, of which the spares have their part', () => {
    const few = withOne('mtbf: 10 day', 'cluster.lemons={fraction: 0.5, multiple: 11}');
    expect(few.lemons).toEqual({ nodes: 3, multiple: 11 });
    expect(totalRate(few) * DAY).toBeCloseTo(0.4 * 6, 12);
    const one = withOne('mtbf: 10 day', 'cluster.lemons={nodes: 1}');
    expect(one.lemons).toEqual({ nodes: 1, multiple: 50 });
    expect(withOne('mtbf: 10 day').lemons.nodes).toBe(0);
  });

  it.each([
    ['none', '90 degC', 1],
    ['linear', '60 degC', 1],
    ['linear', '70 degC', 1.2],
    ['linear', '50 degC', 1],
    ['arrhenius', '70 degC', 2],
    ['arrhenius', '50 degC', Math.exp((Math.LN2 * (1 / 333.15 - 1 / 323.15)) / (1 / 333.15 - 1 / 343.15))],
  ])('follow the temperature: %s at %s', (law, temperature, factor) => {
    const input = withOne(`mtbf: 10 day, temperature: ${law}`, `failures.gpu_temperature=${temperature}`);
    expect(totalRate(input) * DAY).toBeCloseTo(0.4 * factor, 12);
  });

  it('of a GPU class that shares a rate per node is spread over the GPUs of the node', () => {
    const perNode = withOne('share: 1');
    const perGpu = withOne('share: 1, scope: gpu');
    const [faultClass] = perGpu.faults.classes;
    expect(faultClass!.unitsPerNode).toBe(8);
    expect(createDistribution(faultClass!.timeToFault).mean).toBeCloseTo(8 * DAY, 6);
    expect(totalRate(perGpu)).toBeCloseTo(totalRate(perNode), 15);
  });

  it('of zero leave a class that never strikes, so that its columns stay', () => {
    const never = { name: 'any', timeToFault: { kind: 'exponential', mean: Number.POSITIVE_INFINITY } };
    expect(compile(SMALL, 'failures.rate=0 / (node day)').faults.classes).toMatchObject([never]);
    expect(withClass('rate: 0 / (node day)')).toMatchObject(never);
    expect(withClass('count: 0')).toMatchObject(never);
    const ageing = 'share: 1, distribution: { weibull: { shape: 0.7 } }';
    expect(withClass(ageing, 'failures.rate=0 / (node day)')).toMatchObject(never);
    expect(totalRate(withOne(ageing, 'failures.rate=0 / (node day)'))).toBe(0);
    expect(compile(SMALL, 'failures.set=none', 'failures.rate=5 / (node day)').faults.classes).toEqual([]);
  });

  it.each([
    ['weibull: { shape: 0.7 }', 'weibull'],
    ['weibull: { shape: 1.5 }', 'weibull'],
    ['gamma: { shape: 0.5 }', 'gamma'],
    ['lognormal: { sigma: 1.2 }', 'lognormal'],
  ])('keep their mean when the law is %s', (law, kind) => {
    const { timeToFault } = withClass(`mtbf: 30 day, distribution: { ${law} }`);
    expect(timeToFault.kind).toBe(kind);
    expect(createDistribution(timeToFault).mean / (30 * DAY)).toBeCloseTo(1, 12);
  });

  it('carry detection, effect and the chance that a restart cures', () => {
    const hang = llama().faults.classes.find(({ name }) => name === 'nccl-watchdog');
    expect(hang).toMatchObject({
      effect: { kind: 'hang' },
      scope: 'node',
      unitsPerNode: 1,
      transientProbability: 0.9,
    });
    const detection = createDistribution(hang!.detection);
    expect(detection.quantile(0.5) / 60).toBeCloseTo(25, 9);
    expect(detection.quantile(0.95) / 60).toBeCloseTo(60, 9);
  });
});

describe('the work', () => {
  it('is steps of FLOPs over MFU x GPUs x peak', () => {
    const phase = llama().job.phases[0]!;
    const steps = Math.ceil(15.6e12 / 16_777_216);
    const flopsPerToken = 6 * 405.85e9 + 12 * 126 * 128 * 128 * 8192;
    expect(phase.steps).toBe(steps);
    expect(phase.tokens).toBe(15.6e12);
    expect(phase.flops / (steps * 16_777_216 * flopsPerToken)).toBeCloseTo(1, 2);
    expect(phase.nominalSeconds / (phase.flops / (0.41 * 16_384 * 989e12))).toBeCloseTo(1, 12);
  });

  it('rounds the steps up, so that the last batch is a whole one', () => {
    const phase = compile(SMALL, 'workload.phases.0.tokens=10.5 Mtoken').job.phases[0]!;
    expect(phase.steps).toBe(11);
  });

  it('takes a given step time as it is', () => {
    const text = small(['      mfu: 0.4', '      step_time: 5 s']);
    expect(compile(text).job.phases[0]?.nominalSeconds).toBe(10_000 * 5);
  });

  it('takes the peak of the chosen precision', () => {
    expect(llama().job.peakFlopsPerGpu).toBe(989e12);
    expect(llama('workload.precision=fp8').job.peakFlopsPerGpu).toBe(1979e12);
    expect(phaseWork(resolve(SMALL, 'workload.precision=tf32').scenario, 0).peakFlopsPerGpu).toBe(494.5e12);
  });

  it('goes at the pace of the slowest node', () => {
    expect(compile(SMALL).job.slowestSpeed).toBe(1);
    expect(compile(SMALL, 'cluster.slowest_speed=0.8').job.slowestSpeed).toBe(0.8);
  });
});

describe('checkpoints and recovery', () => {
  const mtbf = DAY / 4;
  const delta = 30;
  const rules: readonly (readonly [string, number])[] = [
    ['young', Math.sqrt(2 * delta * mtbf)],
    [
      'daly',
      Math.sqrt(2 * delta * mtbf) * (1 + Math.sqrt(delta / (2 * mtbf)) / 3 + delta / (2 * mtbf) / 9) - delta,
    ],
  ];

  const intervalOf = (...sets: readonly string[]): number => {
    const { interval } = compile(SMALL, ...sets).checkpoint;
    if (interval.kind !== 'time') throw new Error(`the interval is ${interval.kind}`);
    return interval.seconds;
  };

  it.each(rules)('the interval %s follows from MTBF and stall', (rule, seconds) => {
    expect(intervalOf(`checkpoint.interval=${rule}`)).toBeCloseTo(seconds, 6);
  });

  it('the exact interval tau satisfies e^(-(tau + delta) / M) = 1 - tau / M', () => {
    const tau = intervalOf('checkpoint.interval=exact');
    expect(Math.exp(-(tau + delta) / mtbf)).toBeCloseTo(1 - tau / mtbf, 12);
  });

  it('the interval is the given time, or none', () => {
    expect(intervalOf()).toBe(1800);
    expect(intervalOf('checkpoint.interval=none')).toBe(Number.POSITIVE_INFINITY);
    expect(intervalOf('checkpoint.interval=exact', 'failures.rate=0 / (node day)')).toBe(
      Number.POSITIVE_INFINITY,
    );
  });

  it('the optimum is that of all classes together, also per GPU and per job', () => {
    const text = small(
      ['interval: 30 min', 'interval: young'],
      [
        '  set: rsc-1\n',
        `  set:
    classes:
      a: { mtbf: 40 day, scope: gpu, effect: stop, detection: 0 s, transient: 0 }
      b: { mtbf: 5 day, scope: job, effect: stop, detection: 0 s, transient: 0 }
`,
      ],
    );
    const perDay = 32 / 40 + 1 / 5;
    expect(compile(text).checkpoint.interval).toEqual({
      kind: 'time',
      seconds: expect.closeTo(Math.sqrt((2 * delta * DAY) / perDay), 6),
    });
  });

  it('a growing duration is (nodes / reference)^exponent times as long', () => {
    const sets = (nodes: number) => [
      'recovery.restart={time: {lognormal: {median: 4 min, p95: 8 min}}, growth: {reference: 2048 node, exponent: 0.25}}',
      `cluster.nodes=${nodes}`,
    ];
    const at = (nodes: number) => createDistribution(compile(SMALL, ...sets(nodes)).recovery.restart);
    expect(at(2048).quantile(0.5)).toBeCloseTo(240, 9);
    expect(at(128).quantile(0.5)).toBeCloseTo(120, 9);
    expect(at(128).quantile(0.95)).toBeCloseTo(240, 9);
    expect(at(8).mean / at(2048).mean).toBeCloseTo(0.25, 12);
  });

  it('a growth of exponent 0 does not grow', () => {
    const set = 'recovery.diagnosis={time: 5 min, growth: {reference: 2048 node, exponent: 0}}';
    expect(compile(SMALL, set).recovery.diagnosis).toEqual({ kind: 'fixed', value: 300 });
  });

  it('times of all other steps are as written', () => {
    const { recovery, checkpoint, repair } = compile(SMALL);
    expect(recovery).toEqual({
      startup: fixed(600),
      diagnosis: fixed(120),
      teardown: fixed(0),
      swap: fixed(30),
      join: fixed(120),
      boot: fixed(600),
      preemption: fixed(1200),
      selection: fixed(0),
      restart: fixed(300),
    });
    expect(checkpoint).toEqual({
      interval: { kind: 'time', seconds: 1800 },
      tiers: [
        {
          name: 'checkpoint',
          every: 1,
          stallSeconds: 30,
          writeSeconds: 60,
          load: fixed(60),
          retained: 2,
          lostWith: 'never',
        },
      ],
      final: true,
    });
    expect(repair).toMatchObject({
      automatic: null,
      successProbability: 1,
      crew: Number.POSITIVE_INFINITY,
      retireProbability: 0,
      unfixed: 'unchanged',
    });
    const time = createDistribution(repair.time);
    expect(time.quantile(0.5) / 60).toBeCloseTo(54, 9);
    expect(time.mean / 60).toBeCloseTo(355, 9);
  });

  it('planned stops are as written, in the order of the file', () => {
    expect(llama().maintenance).toEqual([
      {
        name: 'planned',
        due: { kind: 'every', interval: { kind: 'exponential', mean: 27.57 * HOUR } },
        window: null,
        duration: fixed(300),
      },
    ]);
  });
});

describe('power of an 8 x H100 node: 1.06 kW and 1.316 W at the plug for each watt of its GPUs', () => {
  const watts = (state: NodeStateName, ...sets: readonly string[]) =>
    compile(SMALL, ...sets).power.nodeWatts[NODE_STATES.indexOf(state)];
  const plug = (gpu: number) => 1060 + 1.316 * 8 * gpu;

  it('training at 93 % of 700 W a GPU', () => {
    expect(watts('training')).toBeCloseTo(plug(651), 9);
    expect(watts('training', 'power.training=1')).toBeCloseTo(8429.6, 9);
  });

  it.each(['checkpoint', 'stalled', 'restarting', 'idle', 'standby', 'warm'] as const)(
    '%s at idle and open context, 70 + 40 W a GPU',
    (state) => {
      expect(watts(state)).toBeCloseTo(plug(110), 9);
    },
  );

  it.each(['off', 'failed', 'repair', 'retired', 'shared'] as const)('%s at nothing', (state) => {
    expect(watts(state)).toBe(0);
  });

  it('every state takes its own power when one is given', () => {
    expect(watts('checkpoint', 'power.checkpoint=300 W')).toBeCloseTo(plug(300), 9);
    expect(watts('stalled', 'power.stalled=280 W')).toBeCloseTo(plug(280), 9);
    expect(watts('restarting', 'power.restarting=200 W')).toBeCloseTo(plug(200), 9);
    expect(watts('idle', 'power.waiting=90 W')).toBeCloseTo(plug(90), 9);
    expect(watts('standby', 'power.standby=80 W')).toBeCloseTo(plug(80), 9);
    expect(watts('warm', 'power.standby=80 W')).toBeCloseTo(plug(80), 9);
    expect(watts('off', 'power.off=50 W')).toBe(50);
    expect(watts('failed', 'power.repair=500 W')).toBe(500);
    expect(watts('repair', 'power.repair=500 W')).toBe(500);
  });

  it('network, storage and management are 8 % of training power', () => {
    expect(compile(SMALL).power.infrastructureWattsPerNode).toBeCloseTo(0.08 * plug(651), 9);
    expect(compile(SMALL, 'power.infrastructure=0').power.infrastructureWattsPerNode).toBe(0);
  });

  it('an accelerator without a measured idle power idles at a fixed share of its limit', () => {
    const idle = watts(
      'idle',
      'cluster.node=gtx-580-desktop',
      'workload.precision=fp32',
      'workload.phases.0.parallelism.tensor=1',
    );
    expect(idle).toBeCloseTo(1.67 * 2 * 0.12 * 244, 9);
  });
});

describe('money and limits', () => {
  it('rent counts every GPU of a node', () => {
    expect(totalOf(compile(SMALL).money.holdingUsdPerNodeSecond)).toBeCloseTo((8 * 2) / HOUR, 12);
  });

  it('owned nodes lose their price and their network in a straight line', () => {
    const text = small([
      'rented: { price: 2 USD/(gpu hour) }',
      'owned: { node_price: 300000 USD, network_share: 0.3, lifetime: 5 yr }',
    ]);
    expect(totalOf(compile(text).money.holdingUsdPerNodeSecond)).toBeCloseTo(
      (300_000 * 1.3) / (5 * 365 * DAY),
      12,
    );
  });

  it('owned nodes without a price of their own take that of the catalogue', () => {
    const text = small([
      'rented: { price: 2 USD/(gpu hour) }',
      'owned: { network_share: 0, lifetime: 1 yr }',
    ]);
    const { price } = resolve(text).scenario.cluster.node;
    expect(totalOf(compile(text).money.holdingUsdPerNodeSecond)).toBeCloseTo(price! / (365 * DAY), 12);
  });

  it('energy is priced and weighed per joule at the facility', () => {
    const input = compile(SMALL, 'site.price=0.36 USD/kWh', 'site.carbon=360 gCO2/kWh', 'site.pue=1.25');
    expect(input.money.usdPerJoule).toBeCloseTo(1e-7, 18);
    expect(input.carbonKgPerJoule).toBeCloseTo(1e-7, 18);
    expect(input.power.pue).toBe(1.25);
  });

  it('limits are those of the scenario', () => {
    expect(compile(SMALL).limits).toEqual({
      horizonSeconds: 10 * 365 * DAY,
      deadlineSeconds: null,
      budgetUsd: null,
      maximumEvents: 50_000_000,
    });
    expect(
      compile(SMALL, 'limits={deadline: 3 day, budget: 2 MUSD, horizon: 1 yr, events: 9}').limits,
    ).toEqual({
      horizonSeconds: 365 * DAY,
      deadlineSeconds: 3 * DAY,
      budgetUsd: 2e6,
      maximumEvents: 9,
    });
  });
});
