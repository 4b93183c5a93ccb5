import { describe, expect, it } from 'vitest';
import { compile, problemsOf, SMALL, smallWithClasses } from '../support/scenarioText.ts';

type Wrong = readonly [what: string, sets: readonly string[], path: string, says: RegExp];

function refuses(cases: readonly Wrong[], text = SMALL): void {
  it.each(cases)('%s', (_, sets, path, says) => {
    const problems = problemsOf(text, ...sets);
    expect(problems.map((problem) => problem.path)).toContain(path);
    expect(problems.find((problem) => problem.path === path)!.message).toMatch(says);
  });
}

describe('a failure class is refused', () => {
  const CLASS = 'failures.set.classes.any';
  const any = (fields: string) => [
    `failures.set={classes: {any: {detection: 0 s, transient: 0, ${fields}}}}`,
  ];
  refuses([
    ['slow without saying how', any('mtbf: 1 day, effect: slow'), CLASS, /needs slow, like \{ compute: 0.9/],
    [
      'with a slowness it does not have',
      any('mtbf: 1 day, effect: stop, slow: {compute: 0.9}'),
      `${CLASS}.slow`,
      /is for effect slow, not stop/,
    ],
    ['that slows nothing', any('mtbf: 1 day, effect: slow, slow: {}'), `${CLASS}.slow`, /slows nothing/],
    [
      'faster than nominal',
      any('mtbf: 1 day, effect: slow, slow: {compute: 1.1}'),
      `${CLASS}.slow.compute`,
      /at most 1/,
    ],
    [
      'of an unknown effect',
      any('mtbf: 1 day, effect: silnet'),
      `${CLASS}.effect`,
      /stop, hang, slow, silent; did you mean "silent"/,
    ],
    [
      'of an unknown scope',
      any('mtbf: 1 day, effect: stop, scope: rak'),
      `${CLASS}.scope`,
      /gpu, node, rack, switch, cooling_zone, power_zone, site, job; did you mean "rack"/,
    ],
    [
      'per an unknown unit',
      any('rate: 1 / (coolingzone day), effect: stop'),
      `${CLASS}.rate`,
      /unknown unit "coolingzone"; did you mean "cooling_zone"/,
    ],
    [
      'a rack by share of a rate per node',
      any('share: 1, effect: stop, scope: rack'),
      `${CLASS}.share`,
      /give a class of scope rack its own rate or mtbf/,
    ],
    [
      'a job by count',
      any('count: 3, effect: stop, scope: job'),
      `${CLASS}.count`,
      /give a class of scope job its own rate/,
    ],
    [
      'a switch that ages',
      any('rate: 1 / (switch day), effect: stop, distribution: {weibull: {shape: 2}}'),
      `${CLASS}.distribution`,
      /a switch-scope class must be exponential/,
    ],
    [
      'that ages and drifts',
      any('mtbf: 1 day, effect: stop, distribution: {gamma: {shape: 2}}, drift: {initial: 2, decay: 1 day}'),
      `${CLASS}.drift`,
      /needs a class that is exponential/,
    ],
    [
      'of the site, there on arrival',
      any('mtbf: 1 day, effect: stop, scope: site, on_arrival: 0.1'),
      `${CLASS}.on_arrival`,
      /is of nodes, but the scope of the class is site/,
    ],
    [
      'of the job, with a repair',
      any('mtbf: 1 day, effect: stop, scope: job, repair: 1 h'),
      `${CLASS}.repair`,
      /takes no node to repair/,
    ],
    [
      'that a tier survives which is none',
      any('mtbf: 1 day, effect: stop, survives: [chekpoint]'),
      `${CLASS}.survives.0`,
      /"chekpoint" is no checkpoint tier; did you mean "checkpoint"\? Known: checkpoint/,
    ],
    [
      'that a tier of others survives',
      [
        ...any('mtbf: 1 day, effect: stop, survives: [disk, stroage]'),
        'checkpoint={interval: 1 h, tiers: {disk: {stall: 1 s}, storage: {stall: 1 s, every: 2}}}',
      ],
      `${CLASS}.survives.1`,
      /did you mean "storage"\? Known: disk, storage/,
    ],
    [
      'of a negative rate',
      any('rate: -1 / (node day), effect: stop'),
      `${CLASS}.rate`,
      /is negative; allowed is 0/,
    ],
  ]);
});

describe('failures are refused', () => {
  refuses([
    [
      'diverging for certain',
      ['failures.divergence={probability: 1}'],
      'failures.divergence.probability',
      /less than 1/,
    ],
    [
      'diverging by two measures',
      ['failures.divergence={probability: 0.1, rate: 1 / Ttoken}'],
      'failures.divergence',
      /exactly one of probability, rate/,
    ],
    ['spiking per second', ['failures.spikes={rate: 1 / day}'], 'failures.spikes.rate', /"0.03 \/ Gtoken"/],
    ['with an empty log', ['failures.trace={}'], 'failures.trace', /exactly one of events, file/],
    ['renewed by nothing', ['failures.renewal=reboot'], 'failures.renewal', /repair, restart/],
    ['with a temperature in words', ['failures.gpu_temperature=hot'], 'failures.gpu_temperature', /87 degC/],
  ]);
});

describe('a log to replay is refused', () => {
  const text = smallWithClasses(
    'nic: { effect: stop, detection: 0 s, transient: 0 }',
    'scheduler: { rate: 1 / (job yr), effect: stop, detection: 0 s, transient: 1 }',
  );
  const event = (fields: string) => [`failures.trace={events: [{time: 1 h, ${fields}}]}`];
  const path = 'failures.trace.events.0';
  refuses(
    [
      [
        'of an unknown class',
        event('class: nci, node: 0'),
        `${path}.class`,
        /"nci" is no class of the failure set; did you mean "nic"\? Known: nic, scheduler/,
      ],
      [
        'of a node out of range',
        event('class: nic, node: 6'),
        `${path}.node`,
        /is 6, but the 6 nodes of the job and its spares are 0 to 5/,
      ],
      [
        'without the node that it needs',
        event('class: nic'),
        path,
        /needs the node: class nic has scope node/,
      ],
      [
        'before the start',
        ['failures.trace={events: [{time: -1 h, class: nic, node: 0}]}'],
        `${path}.time`,
        /negative/,
      ],
      [
        'with a start that means nothing',
        ['failures.trace={start: 2024-01-01, events: []}'],
        'failures.trace.start',
        /is for a file with dates/,
      ],
      [
        'from a file that nobody can read',
        ['failures.trace={file: log.csv}'],
        'failures.trace.file',
        /cannot be read here; write events/,
      ],
    ],
    text,
  );

  it('a class of the job needs no node', () => {
    expect(compile(text, ...event('class: scheduler')).faults.trace).toHaveLength(1);
  });
});

describe('checkpoints are refused', () => {
  const tiers = (text: string) => [`checkpoint={interval: 1 min, tiers: {${text}}}`];
  const alone = (text: string) => [`checkpoint={interval: 1 min, ${text}}`];
  refuses([
    [
      'without a stall',
      ['checkpoint={interval: 1 min}'],
      'checkpoint.stall',
      /is missing; .*or give snapshot_bandwidth/,
    ],
    [
      'with two words for the stall',
      alone('stall: 1 s, snapshot_bandwidth: 1 GB/s'),
      'checkpoint.snapshot_bandwidth',
      /is another word for stall/,
    ],
    [
      'with two words for the write',
      alone('stall: 1 s, write: 1 s, write_bandwidth: 1 GB/s'),
      'checkpoint.write_bandwidth',
      /is another word for write/,
    ],
    [
      'with two words for the load',
      alone('stall: 1 s, load: 1 s, read_bandwidth: 1 GB/s'),
      'checkpoint.read_bandwidth',
      /is another word for load/,
    ],
    [
      'with a bandwidth that nothing uses',
      alone('stall: 1 s, load: 1 s, write: 1 s, node_bandwidth: 1 GB/s'),
      'checkpoint.node_bandwidth',
      /has no effect/,
    ],
    [
      'with contention for nothing',
      alone('stall: 1 s, contention: 0.5'),
      'checkpoint.contention',
      /needs write_bandwidth, read_bandwidth or node_bandwidth/,
    ],
    [
      'with readers of nothing',
      alone('stall: 1 s, readers: one'),
      'checkpoint.readers',
      /needs read_bandwidth/,
    ],
    ['keeping none', alone('stall: 1 s, retained: 0'), 'checkpoint.retained', /at least 1/],
    ['with no tier', tiers(''), 'checkpoint.tiers', /at least one tier/],
    [
      'with keys beside the tiers',
      [`checkpoint={interval: 1 min, stall: 1 s, tiers: {a: {stall: 1 s}}}`],
      'checkpoint.stall',
      /stands beside tiers; give it in each tier/,
    ],
    ['with a tier without a stall', tiers('a: {load: 1 s}'), 'checkpoint.tiers.a.stall', /is missing/],
    [
      'with a first tier that is left out',
      tiers('a: {stall: 1 s, every: 2}'),
      'checkpoint.tiers.a.every',
      /the first tier has every 1/,
    ],
    [
      'with a first tier of its own interval',
      tiers('a: {stall: 1 s, interval: 1 h}'),
      'checkpoint.tiers.a.interval',
      /of the first tier is checkpoint.interval/,
    ],
    [
      'with a second tier of no rhythm',
      tiers('a: {stall: 1 s}, b: {stall: 1 s}'),
      'checkpoint.tiers.b',
      /exactly one of every, interval/,
    ],
    [
      'with multiples that do not nest',
      tiers('a: {stall: 1 s}, b: {stall: 1 s, every: 4}, c: {stall: 1 s, every: 10}'),
      'checkpoint.tiers.c.every',
      /is 10, not a multiple of the 4 of the tier before; nearest: 8, 12/,
    ],
    [
      'by a rule for a tier that costs nothing',
      tiers('a: {stall: 1 s}, b: {stall: 0 s, interval: daly}'),
      'checkpoint.tiers.b.interval',
      /"daly" is undefined for a checkpoint without a stall/,
    ],
    [
      'by a rule for a first tier that costs nothing',
      ['checkpoint={interval: exact, tiers: {a: {stall: 0 s}}}'],
      'checkpoint.interval',
      /"exact" is undefined/,
    ],
    [
      'adapting to a checkpoint that costs nothing',
      ['checkpoint={interval: {adaptive: {}}, stall: 0 s}'],
      'checkpoint.interval.adaptive.rule',
      /"exact" is undefined/,
    ],
    [
      'adapting to nothing that fails',
      ['checkpoint.interval={adaptive: {}}', 'failures.rate=0 / (node day)'],
      'checkpoint.interval.adaptive',
      /needs assumed_mtbf: by the rates nothing ever fails/,
    ],
    [
      'by steps and adaptive at once',
      ['checkpoint.interval={steps: 5, adaptive: {}}'],
      'checkpoint.interval',
      /exactly one of steps, adaptive/,
    ],
    ['by no step', ['checkpoint.interval={steps: 0}'], 'checkpoint.interval.steps', /at least 1/],
    [
      'continuous with a stall',
      ['checkpoint={interval: continuous, stall: 1 s}'],
      'checkpoint.interval',
      /without a stall; take the stall out/,
    ],
    [
      'continuous in two places',
      ['checkpoint={interval: continuous, tiers: {a: {}, b: {every: 2}}}'],
      'checkpoint.interval',
      /it takes one tier/,
    ],
    [
      'in a tier whose name cannot be one',
      tiers('1: {stall: 1 s}'),
      'checkpoint.tiers.1',
      /begin with a letter/,
    ],
  ]);
});

describe('the machine and its operation are refused', () => {
  refuses([
    [
      'with lemons by two measures',
      ['cluster.lemons={nodes: 1, fraction: 0.1}'],
      'cluster.lemons',
      /exactly one of/,
    ],
    [
      'with more lemons than nodes',
      ['cluster.lemons={nodes: 7}'],
      'cluster.lemons.nodes',
      /is 7, more than the 6 nodes of the job and its spares/,
    ],
    [
      'with lemons that never fail',
      ['cluster.lemons={nodes: 1, multiple: 0}'],
      'cluster.lemons.multiple',
      /more than 0/,
    ],
    ['with racks of nothing', ['cluster.topology.rack=0'], 'cluster.topology.rack', /at least 1/],
    [
      'with maintenance of two rhythms',
      ['maintenance.m={every: 1 week, daily: "02:00", duration: 1 h}'],
      'maintenance.m',
      /exactly one of every, at, daily/,
    ],
    ['with maintenance never due', ['maintenance.m={duration: 1 h}'], 'maintenance.m', /exactly one of/],
    [
      'with a window of no length',
      ['maintenance.m={every: 1 week, window: {from: "02:00", to: "02:00"}, duration: 1 h}'],
      'maintenance.m.window',
      /from and to are both 02:00/,
    ],
    [
      'with an hour that the day does not have',
      ['maintenance.m={daily: "24:00", duration: 1 h}'],
      'maintenance.m.daily',
      /from "00:00" to "23:59"/,
    ],
    [
      'with an hour as a number',
      ['maintenance.m={daily: 2, duration: 1 h}'],
      'maintenance.m.daily',
      /time of day/,
    ],
    [
      'escalating past a stage that is not there',
      ['policies.escalation={repeat: {faults: 2, window: 1 day}}'],
      'policies.escalation',
      /skips the automatic repair, but there is none/,
    ],
    [
      'removing by two rules at once',
      ['policies.removal={threshold: {faults: 2, window: 1 day}, score: {}}'],
      'policies.removal',
      /exactly one of threshold, score, any/,
    ],
    [
      'removing by any of nothing',
      ['policies.removal={any: [{}]}'],
      'policies.removal.any.0',
      /exactly one of threshold, score/,
    ],
    ['selecting by an unknown policy', ['policies.selection=newest'], 'policies.selection', /order, random/],
    ['repaired by nobody', ['repair.crew=0'], 'repair.crew', /at least 1/],
    ['missing more than all', ['diagnosis.missed=1.1'], 'diagnosis.missed', /at most 1/],
  ]);
});
