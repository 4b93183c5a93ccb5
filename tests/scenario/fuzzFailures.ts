import fc from 'fast-check';
import type { Tree, TreeObject } from '../../src/scenario/tree.ts';
import {
  type AnyGroup,
  chance,
  DAY,
  defined,
  duration,
  group,
  HOUR,
  inUnit,
  spread,
  time,
  whole,
  without,
} from './fuzzValues.ts';

/** A scenario that is careless breaks rules between fields: it must be refused with a message. */
export interface Surroundings {
  readonly careful: boolean;
  readonly totalNodes: number;
  readonly tiers: readonly string[];
  /** Tokens that are trained in all. */
  readonly tokens: number;
}

const OF_NODES = ['gpu', 'node'];
const SCOPES = [...OF_NODES, 'rack', 'switch', 'cooling_zone', 'power_zone', 'site', 'job'];

/** A class with any keys; which of them go together is for `agreeing` to say. */
const anyClass = ({ tiers }: Surroundings): AnyGroup =>
  group(
    {
      distribution: fc.oneof(
        fc.constant('exponential'),
        fc.record({ weibull: fc.record({ shape: spread(0.4, 4) }) }),
        fc.record({ lognormal: fc.record({ sigma: spread(0.2, 2) }) }),
        fc.record({ gamma: fc.record({ shape: spread(0.4, 4) }) }),
      ),
      drift: fc.record({ initial: spread(0.2, 20), decay: time(HOUR, 20 * DAY) }),
      on_arrival: chance,
      survives: fc.subarray([...tiers]),
      repair: duration(DAY),
      temperature: fc.constantFrom('none', 'linear', 'arrhenius'),
    },
    {
      effect: fc.constantFrom('stop', 'stop', 'hang', 'slow', 'silent'),
      slow: group({
        compute: spread(0.05, 1),
        network: spread(0.05, 1),
        duration: duration(DAY),
        response: fc.constantFrom('replace', 'tolerate'),
      }),
      detection: duration(HOUR),
      transient: chance,
    },
  );

interface Basis {
  readonly kind: 'count' | 'share' | 'rate' | 'mtbf';
  readonly scope: string;
  readonly namesScope: boolean;
  readonly perDay: number;
}

const anyBasis: fc.Arbitrary<Basis> = fc.record({
  kind: fc.constantFrom('rate', 'mtbf'),
  scope: fc.constantFrom('gpu', 'node', 'node', ...SCOPES),
  namesScope: fc.boolean(),
  perDay: fc.oneof({ arbitrary: spread(0.005, 4), weight: 9 }, { arbitrary: fc.constant(0), weight: 1 }),
});

/** Without the keys that do not go with its effect and scope. */
function agreeing(drawn: TreeObject, scope: string): TreeObject {
  const { effect, slow, distribution } = drawn;
  const slowed = slow as TreeObject;
  let fit = effect === 'slow' ? drawn : without(drawn, 'slow');
  if (effect === 'slow' && Math.min(Number(slowed['compute'] ?? 1), Number(slowed['network'] ?? 1)) === 1)
    fit = { ...fit, slow: { ...slowed, compute: 0.5 } };
  if (!OF_NODES.includes(scope)) fit = without(fit, 'distribution', 'on_arrival');
  else if (distribution !== undefined && distribution !== 'exponential') fit = without(fit, 'drift');
  return scope === 'job' ? without(fit, 'repair') : fit;
}

function withBasis(drawn: TreeObject, { kind, scope, namesScope, perDay }: Basis, value: number): TreeObject {
  const named = namesScope ? { scope } : {};
  switch (kind) {
    case 'count':
    case 'share':
      return { ...drawn, ...named, [kind]: value };
    case 'rate':
      return { ...drawn, ...named, rate: `${perDay} / (${scope} day)` };
    case 'mtbf':
      return { ...drawn, scope, mtbf: `${1 / Math.max(0.005, perDay)} day` };
    default:
      return kind satisfies never;
  }
}

/** Classes `a`, `b`, … and the scope of each. */
function anyClasses(around: Surroundings) {
  return fc
    .record({
      parts: fc.array(fc.tuple(anyClass(around), anyBasis), { maxLength: 4 }),
      divides: fc.constantFrom('none', 'count', 'share'),
    })
    .map(({ parts, divides }) => {
      const scopes: string[] = [];
      const byShare = parts.filter(([, { scope }]) => OF_NODES.includes(scope)).length;
      const classes = parts.map(([drawn, basis], index) => {
        const divided = divides !== 'none' && OF_NODES.includes(basis.scope);
        const used: Basis = divided ? { ...basis, kind: divides } : basis;
        // Without a rate to say it and without a name, a class is one of nodes.
        const scope = divided && !basis.namesScope ? 'node' : basis.scope;
        scopes.push(scope);
        const fit = around.careful ? agreeing(drawn, scope) : drawn;
        return [
          'abcd'[index]!,
          withBasis(fit, { ...used, scope }, divides === 'share' ? 1 / byShare : index + 1),
        ] as const;
      });
      return { classes: Object.fromEntries(classes), scopes };
    });
}

/** The failures of a scenario, and the log that they may name. */
export function anyFailures(
  around: Surroundings,
): fc.Arbitrary<{ readonly failures: TreeObject; readonly log: string }> {
  const perNode = inUnit(0.005, 3, '/ (node day)');
  const sets = fc.oneof(
    { arbitrary: anyClasses(around), weight: 6 },
    { arbitrary: fc.constantFrom('none', 'rsc-1', 'rsc-2'), weight: 1 },
    { arbitrary: anyClasses(around).map((drawn) => ({ ...drawn, from: 'none' })), weight: 1 },
  );
  const others = group({
    exposure: fc.constantFrom('powered', 'training'),
    renewal: fc.constantFrom('repair', 'restart'),
    gpu_temperature: fc.constantFrom('20 degC', '60 degC', '95 degC'),
    spikes: group(
      { detection: duration(HOUR), rollback_steps: whole(0, 500), skipped_steps: whole(0, 500) },
      { rate: spread(0.1, 30).map((count) => `${count / around.tokens} / token`) },
    ),
    divergence: fc.oneof(
      fc.record({ probability: fc.constantFrom(0, 0.3, 0.99) }),
      fc.record({ rate: spread(0.01, 3).map((count) => `${count / around.tokens} / token`) }),
    ),
  });
  return fc
    .record({
      set: sets,
      others,
      perNode,
      rateStandsInSet: fc.boolean(),
      replays: fc.constantFrom('no', 'no', 'no', 'events', 'file', 'dated file', 'dated file with start'),
      strikes: fc.array(
        fc.tuple(spread(1, 20 * DAY), whole(0, around.totalNodes - (around.careful ? 1 : 0)), whole(0, 3)),
        { maxLength: 20 },
      ),
    })
    .map(({ set, others: rest, perNode: rate, rateStandsInSet, replays, strikes }) => {
      if (typeof set === 'string') return { failures: { set, rate, ...rest }, log: '' };
      const { scopes, ...written } = set;
      const failures = {
        set: rateStandsInSet ? { ...written, rate } : written,
        ...(rateStandsInSet ? {} : { rate }),
        ...rest,
      };
      if (replays === 'no' || scopes.length === 0) return { failures, log: '' };
      const events = strikes.map(([seconds, node, pick]) => {
        const index = pick % scopes.length;
        const ofJob = scopes[index] === 'job';
        return { seconds, class: 'abcd'[index]!, node: ofJob ? undefined : node };
      });
      return { failures: { ...failures, trace: traceOf(replays, events) }, log: csv(replays, events) };
    });
}

type Events = readonly {
  readonly seconds: number;
  readonly class: string;
  readonly node: number | undefined;
}[];

function traceOf(replays: string, events: Events): Tree {
  if (replays !== 'events')
    return replays.endsWith('start') ? { file: 'log.csv', start: '2024-05-01' } : { file: 'log.csv' };
  return {
    events: events.map(({ seconds, node, class: name }) => {
      return defined({ time: `${seconds} s`, node, class: name });
    }),
  };
}

function csv(replays: string, events: Events): string {
  const dated = replays.startsWith('dated');
  const start = Date.UTC(2024, 4, 1);
  const lines = events.map(({ seconds, node, class: name }) => {
    const when = dated ? new Date(start + 1000 * Math.round(seconds)).toISOString() : `${seconds}`;
    return `${when},${node ?? ''},${name}\n`;
  });
  return `time,node,class\n${lines.join('')}`;
}
