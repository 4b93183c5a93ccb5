import fc from 'fast-check';
import type { TreeObject } from '../../src/scenario/tree.ts';
import {
  type AnyGroup,
  type AnyTree,
  DAY,
  duration,
  group,
  HOUR,
  inUnit,
  spread,
  time,
  whole,
  without,
} from './fuzzValues.ts';

/** Names of tiers; none for a scenario whose checkpoints have one place. */
export const anyTierNames: fc.Arbitrary<readonly string[]> = fc.constantFrom(
  [],
  [],
  ['memory'],
  ['memory', 'peer'],
  ['memory', 'peer', 'storage'],
);

const rule = fc.constantFrom('young', 'daly', 'exact');

const anyPlace: AnyGroup = group({
  stall: fc.oneof(fc.constant('0 s'), time(0.1, 300)),
  snapshot_bandwidth: inUnit(0.1, 50, 'GB/s'),
  write: fc.oneof(fc.constant('0 s'), time(1, 2 * HOUR)),
  write_bandwidth: inUnit(0.1, 100, 'GB/s'),
  node_bandwidth: inUnit(0.1, 20, 'GB/s'),
  contention: spread(0.05, 1),
  load: duration(600),
  read_bandwidth: inUnit(0.1, 100, 'GB/s'),
  readers: fc.constantFrom('one', 'every_replica'),
  retained: fc.oneof(fc.constant('all'), whole(1, 6)),
  lost_with: fc.constantFrom('restart', 'node', 'pair', 'never'),
});

const anyInterval: AnyTree = fc.oneof(
  time(60, 2 * DAY),
  rule,
  fc.constantFrom('none', 'continuous'),
  fc.record({ steps: whole(1, 5000) }),
  fc.record({ adaptive: group({ rule, assumed_mtbf: time(HOUR, 10 * DAY), weight: spread(0.5, 50) }) }),
);

/** Of two words for one thing the first, and nothing without effect. */
function agreeing(drawn: TreeObject): TreeObject {
  let place = drawn;
  const has = (key: string) => Object.hasOwn(place, key);
  const drop = (condition: boolean, key: string) => {
    if (condition) place = without(place, key);
  };
  drop(has('stall'), 'snapshot_bandwidth');
  if (!has('snapshot_bandwidth') && !has('stall')) place = { ...place, stall: '5 s' };
  drop(has('write'), 'write_bandwidth');
  drop(has('load'), 'read_bandwidth');
  drop(has('write') && has('load'), 'node_bandwidth');
  drop(!has('write_bandwidth') && !has('read_bandwidth') && !has('node_bandwidth'), 'contention');
  drop(!has('read_bandwidth') && (!has('node_bandwidth') || has('load')), 'readers');
  return place;
}

/** Which interval a first place can have: rules need a stall, continuous must have none. */
function fitting(interval: unknown, place: TreeObject): TreeObject {
  const none = place['stall'] === '0 s';
  if (interval === 'continuous') return { ...without(place, 'snapshot_bandwidth'), stall: '0 s' };
  return none ? { ...place, stall: '2 s' } : place;
}

export function anyCheckpoint(careful: boolean, tiers: readonly string[]): AnyGroup {
  return fc
    .record({
      interval: anyInterval,
      final: fc.option(fc.boolean(), { nil: undefined }),
      places: fc.array(anyPlace, { minLength: 3, maxLength: 3 }),
      rhythms: fc.array(fc.oneof(whole(1, 5), time(HOUR, 5 * DAY), rule), { minLength: 3, maxLength: 3 }),
    })
    .map(({ interval, final, places, rhythms }): TreeObject => {
      const ends = final === undefined ? {} : { final };
      const rules = typeof interval === 'object' || /^[a-z]/.test(String(interval));
      const used = careful ? places.map(agreeing) : places;
      const first = careful && rules ? fitting(interval, used[0]!) : used[0]!;
      if (tiers.length === 0) return { interval, ...ends, ...first };
      let before = 1;
      const rest = tiers.map((name, index) => {
        if (index === 0) return [name, first] as const;
        const rhythm = rhythms[index]!;
        const place = used[index]!;
        if (typeof rhythm !== 'number') {
          before = 1;
          return [name, { ...(careful ? fitting(rhythm, place) : place), interval: rhythm }] as const;
        }
        before *= rhythm;
        return [name, { ...place, every: before }] as const;
      });
      const count = careful && interval === 'continuous' ? 1 : tiers.length;
      return { interval, ...ends, tiers: Object.fromEntries(rest.slice(0, count)) };
    });
}
