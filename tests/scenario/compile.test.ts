import { describe, expect, it } from 'vitest';
import { createDistribution } from '../../src/engine/distributions/createDistribution.ts';
import { compileScenario, jobFaultRate, phaseWork } from '../../src/scenario/compile.ts';
import type { FaultClassInput } from '../../src/simulation/input.ts';
import { NODE_STATES, type NodeStateName } from '../../src/simulation/record.ts';
import { shippedText } from '../support/catalog.ts';
import { compile, resolve, SMALL, small } from '../support/scenarioText.ts';

const HOUR = 3600;
const DAY = 86_400;

function llama(...sets: readonly string[]) {
  return compileScenario(resolve(shippedText('llama3-405b-16k-h100'), ...sets).scenario);
}

/** Faults of one class per second over the whole job of `nodes` nodes. */
function rateOf(faultClass: FaultClassInput, nodes: number): number {
  return jobFaultRate([faultClass], nodes);
}

/** The small scenario with one class of its own. */
function withClass(basis: string, ...sets: readonly string[]): FaultClassInput {
  const text = small([
    '  set: rsc-1\n',
    `  set: { classes: { any: { ${basis}, effect: stop, detection: 0 s, transient: 0 } } }\n`,
  ]);
  const { classes } = compile(text, ...sets).faults;
  expect(classes).toHaveLength(1);
  return classes[0]!;
}

describe('failure rates', () => {
  it('of the Llama 3 set add to 419 in 54 days on 2048 nodes, each class in its published count', () => {
    const { classes } = llama().faults;
    const seconds = 54 * DAY;
    expect(jobFaultRate(classes, 2048) * seconds).toBeCloseTo(419, 9);
    const counts = Object.fromEntries(
      classes.map((faultClass) => [faultClass.name, rateOf(faultClass, 2048) * seconds]),
    );
    expect(counts['faulty-gpu']).toBeCloseTo(148, 9);
    expect(counts['gpu-hbm3-memory']).toBeCloseTo(72, 9);
    expect(counts['nccl-watchdog']).toBeCloseTo(7, 9);
    expect(counts['system-memory']).toBeCloseTo(2, 9);
  });

  it('grow with the nodes of the job', () => {
    expect(jobFaultRate(llama('cluster.nodes=4096').faults.classes, 4096)).toBeCloseTo(
      2 * jobFaultRate(llama().faults.classes, 2048),
      12,
    );
  });

  it('of a set are replaced by failures.rate, with the same mix', () => {
    const { classes } = llama('failures.rate=1 / (1000 node day)').faults;
    expect(jobFaultRate(classes, 1000) * DAY).toBeCloseTo(1, 12);
    expect(rateOf(classes[0]!, 1000) / jobFaultRate(classes, 1000)).toBeCloseTo(148 / 419, 12);
  });

  it('of a class by share is that share of the total', () => {
    const { classes } = compile(
      small([
        '  set: rsc-1\n',
        `  set:
    classes:
      a: { share: 0.25, effect: stop, detection: 0 s, transient: 0 }
      b: { share: 0.75, effect: hang, detection: 0 s, transient: 0 }
`,
      ]),
    ).faults;
    expect(classes.map((faultClass) => rateOf(faultClass, 4) * DAY)).toEqual([
      expect.closeTo(1, 12),
      expect.closeTo(3, 12),
    ]);
    expect(classes.map(({ effect }) => effect)).toEqual(['stop', 'hang']);
  });

  it('of a class by MTBF is one over it, per unit of its scope', () => {
    expect(rateOf(withClass('mtbf: 10 day'), 4) * DAY).toBeCloseTo(0.4, 12);
    expect(rateOf(withClass('mtbf: 10 day, scope: gpu'), 4) * DAY).toBeCloseTo(3.2, 12);
    expect(rateOf(withClass('mtbf: 10 day, scope: job'), 4) * DAY).toBeCloseTo(0.1, 12);
  });

  it('of a class by rate counts per node, GPU or job as its unit says', () => {
    const perNode = withClass('rate: 1 / (10 node day)');
    expect(perNode.scope).toBe('node');
    expect(rateOf(perNode, 4) * DAY).toBeCloseTo(0.4, 12);
    const perGpu = withClass('rate: 1 / (10 gpu day)');
    expect(perGpu.scope).toBe('gpu');
    expect(rateOf(perGpu, 4) * DAY).toBeCloseTo(3.2, 12);
    const perJob = withClass('rate: 1 / (10 job day)');
    expect(perJob.scope).toBe('job');
    expect(rateOf(perJob, 4) * DAY).toBeCloseTo(0.1, 12);
  });

  it('of a GPU class that shares a rate per node is spread over the GPUs of the node', () => {
    const perNode = withClass('share: 1');
    const perGpu = withClass('share: 1, scope: gpu');
    expect(perGpu.unitsPerNode).toBe(8);
    expect(createDistribution(perGpu.timeToFault).mean).toBeCloseTo(8 * DAY, 6);
    expect(rateOf(perGpu, 4)).toBeCloseTo(rateOf(perNode, 4), 15);
  });

  it('of zero leave no class', () => {
    expect(compile(SMALL, 'failures.rate=0 / (node day)').faults.classes).toEqual([]);
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
    expect(hang).toMatchObject({ effect: 'hang', scope: 'node', unitsPerNode: 1, transientProbability: 0.9 });
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
    expect(compile(SMALL).job.pace).toBe(1);
    expect(compile(SMALL, 'cluster.slowest_speed=0.8').job.pace).toBe(1.25);
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

  it.each(rules)('the interval %s follows from MTBF and stall', (rule, seconds) => {
    expect(compile(SMALL, `checkpoint.interval=${rule}`).checkpoint.intervalSeconds).toBeCloseTo(seconds, 6);
  });

  it('the exact interval tau satisfies e^(-(tau + delta) / M) = 1 - tau / M', () => {
    const tau = compile(SMALL, 'checkpoint.interval=exact').checkpoint.intervalSeconds;
    expect(Math.exp(-(tau + delta) / mtbf)).toBeCloseTo(1 - tau / mtbf, 12);
  });

  it('the interval is the given time, or none', () => {
    expect(compile(SMALL).checkpoint.intervalSeconds).toBe(1800);
    expect(compile(SMALL, 'checkpoint.interval=none').checkpoint.intervalSeconds).toBe(
      Number.POSITIVE_INFINITY,
    );
    expect(
      compile(SMALL, 'checkpoint.interval=exact', 'failures.rate=0 / (node day)').checkpoint.intervalSeconds,
    ).toBe(Number.POSITIVE_INFINITY);
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
    expect(compile(text).checkpoint.intervalSeconds).toBeCloseTo(Math.sqrt((2 * delta * DAY) / perDay), 6);
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
      startup: { kind: 'fixed', value: 600 },
      diagnosis: { kind: 'fixed', value: 120 },
      swap: { kind: 'fixed', value: 30 },
      boot: { kind: 'fixed', value: 600 },
      restart: { kind: 'fixed', value: 300 },
    });
    expect(checkpoint).toMatchObject({
      stallSeconds: 30,
      writeSeconds: 60,
      load: { kind: 'fixed', value: 60 },
      final: true,
    });
    const time = createDistribution(repair.time);
    expect(time.quantile(0.5) / 60).toBeCloseTo(54, 9);
    expect(time.mean / 60).toBeCloseTo(355, 9);
  });

  it('planned stops are as written, in the order of the file', () => {
    expect(llama().maintenance).toEqual([
      {
        name: 'planned',
        every: { kind: 'exponential', mean: 27.57 * HOUR },
        duration: { kind: 'fixed', value: 300 },
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

  it.each(['checkpoint', 'stalled', 'restarting', 'idle', 'standby'] as const)(
    '%s at idle and open context, 70 + 40 W a GPU',
    (state) => {
      expect(watts(state)).toBeCloseTo(plug(110), 9);
    },
  );

  it.each(['off', 'failed', 'repair', 'retired'] as const)('%s at nothing', (state) => {
    expect(watts(state)).toBe(0);
  });

  it('every state takes its own power when one is given', () => {
    expect(watts('checkpoint', 'power.checkpoint=300 W')).toBeCloseTo(plug(300), 9);
    expect(watts('stalled', 'power.stalled=280 W')).toBeCloseTo(plug(280), 9);
    expect(watts('restarting', 'power.restarting=200 W')).toBeCloseTo(plug(200), 9);
    expect(watts('idle', 'power.waiting=90 W')).toBeCloseTo(plug(90), 9);
    expect(watts('standby', 'power.standby=80 W')).toBeCloseTo(plug(80), 9);
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
  it('rent counts every GPU of every node held, spares too', () => {
    expect(compile(SMALL).money.holdingUsdPerSecond).toBeCloseTo((6 * 8 * 2) / HOUR, 12);
  });

  it('owned nodes lose their price and their network in a straight line', () => {
    const text = small([
      'rented: { price: 2 USD/(gpu hour) }',
      'owned: { node_price: 300000 USD, network_share: 0.3, lifetime: 5 yr }',
    ]);
    expect(compile(text).money.holdingUsdPerSecond).toBeCloseTo((6 * 300_000 * 1.3) / (5 * 365 * DAY), 12);
  });

  it('owned nodes without a price of their own take that of the catalogue', () => {
    const text = small([
      'rented: { price: 2 USD/(gpu hour) }',
      'owned: { network_share: 0, lifetime: 1 yr }',
    ]);
    const { price } = resolve(text).scenario.cluster.node;
    expect(compile(text).money.holdingUsdPerSecond).toBeCloseTo((6 * price!) / (365 * DAY), 12);
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
