import { normalQuantile } from '../special/normal.ts';
import { type Estimate, intervals, mapEstimate } from './intervals.ts';
import { type Maximum, maximise } from './maximise.ts';

/** A fleet of two kinds of node: most are healthy, a fraction fails `multiple` times as often. */
export interface LemonMixture {
  readonly fraction: Estimate;
  readonly multiple: Estimate;
  /** Events of a healthy node per unit of exposure. */
  readonly healthyRate: Estimate;
  /** Of the events as a point process, comparable with the laws' on the same sample. */
  readonly logLikelihood: number;
  readonly aic: number;
}

interface Group {
  readonly count: number;
  readonly exposure: number;
  readonly nodes: number;
}

/** Lemons are the smaller kind, and at least this much worse: else the two kinds could not be told apart. */
const BOX = { logExcess: [-2, 12], logit: [-14, 0] } as const;
const STEPS_OF_EXPOSURE = 1000;
const STARTING_FRACTIONS = [0.005, 0.02, 0.08, 0.25];

/** Mixture of two Poisson rates by direct maximum likelihood, from several starts; null if one rate does as well. */
export function fitLemons(
  counts: ArrayLike<number>,
  exposures: ArrayLike<number>,
  confidence: number,
): LemonMixture | null {
  const groups = groupsOf(counts, exposures);
  const events = groups.reduce((sum, { count, nodes }) => sum + count * nodes, 0);
  const exposure = groups.reduce((sum, group) => sum + group.exposure * group.nodes, 0);
  const logRate = Math.log(events / exposure);
  const oneRate = events * logRate - events;
  const f = (point: readonly number[]) => logLikelihood(groups, point);
  const box = {
    low: [logRate - 15, BOX.logExcess[0], BOX.logit[0]],
    high: [logRate + 1, BOX.logExcess[1], BOX.logit[1]],
  };
  let best: Maximum | null = null;
  for (const start of starts(counts, exposures, logRate)) {
    const found = maximise(f, start, box);
    if (found !== null && (best === null || found.value > best.value)) best = found;
  }
  if (best === null || best.value <= oneRate + 1e-6) return null;
  const z = normalQuantile(0.5 + confidence / 2);
  const [healthy, excess, logit] = intervals(f, best, box, z, groups.length);
  return {
    fraction: mapEstimate(logit!, (value) => 1 / (1 + Math.exp(-value))),
    multiple: mapEstimate(excess!, (value) => 1 + Math.exp(value)),
    healthyRate: mapEstimate(healthy!, Math.exp),
    logLikelihood: best.value,
    aic: 6 - 2 * best.value,
  };
}

function logLikelihood(groups: readonly Group[], point: readonly number[]): number {
  const [logHealthy, logExcess, logit] = point as readonly [number, number, number];
  const logMultiple = Math.log1p(Math.exp(logExcess));
  const healthy = Math.exp(logHealthy);
  const lemon = healthy * Math.exp(logMultiple);
  const logIsLemon = -Math.log1p(Math.exp(-logit));
  const logIsHealthy = -Math.log1p(Math.exp(logit));
  let total = 0;
  for (const { count, exposure, nodes } of groups) {
    const asHealthy = logIsHealthy + count * logHealthy - healthy * exposure;
    const asLemon = logIsLemon + count * (logHealthy + logMultiple) - lemon * exposure;
    const larger = Math.max(asHealthy, asLemon);
    total += nodes * (larger + Math.log1p(Math.exp(-Math.abs(asHealthy - asLemon))));
  }
  return total;
}

/** For each fraction: the nodes that failed most are that many lemons. */
function starts(counts: ArrayLike<number>, exposures: ArrayLike<number>, logRate: number): number[][] {
  const size = counts.length;
  const order = Array.from({ length: size }, (_, index) => index).sort(
    (a, b) => counts[b]! * exposures[a]! - counts[a]! * exposures[b]!,
  );
  const rateOf = (nodes: readonly number[]) =>
    nodes.reduce((sum, node) => sum + counts[node]!, 0) /
    nodes.reduce((sum, node) => sum + exposures[node]!, 0);
  return STARTING_FRACTIONS.flatMap((fraction) => {
    const lemons = Math.max(1, Math.round(fraction * size));
    const bad = rateOf(order.slice(0, lemons));
    const good = Math.max(rateOf(order.slice(lemons)), 1e-3 * Math.exp(logRate));
    const excess = bad / good - 1;
    if (!(excess > Math.exp(BOX.logExcess[0]))) return [];
    return [[Math.log(good), Math.min(10, Math.log(excess)), Math.log(lemons / (size - lemons))]];
  });
}

/** Nodes with the same count and, to a thousandth of the longest, the same exposure: once, with their mean exposure. */
function groupsOf(counts: ArrayLike<number>, exposures: ArrayLike<number>): Group[] {
  let longest = 0;
  for (let index = 0; index < counts.length; index++) longest = Math.max(longest, exposures[index]!);
  const groups = new Map<number, { count: number; total: number; nodes: number }>();
  for (let index = 0; index < counts.length; index++) {
    const count = counts[index]!;
    const key =
      count * (STEPS_OF_EXPOSURE + 1) + Math.round((exposures[index]! / longest) * STEPS_OF_EXPOSURE);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { count, total: exposures[index]!, nodes: 1 });
    else {
      group.total += exposures[index]!;
      group.nodes += 1;
    }
  }
  return [...groups.values()].map(({ count, total, nodes }) => ({ count, exposure: total / nodes, nodes }));
}
