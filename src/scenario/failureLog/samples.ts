import { type Lifetimes, lifetimes, type WeightedAge } from '../../engine/fitting/lifetimes.ts';
import type { FailureLog } from './readLog.ts';
import type { ObservationOptions, ObservationWindow } from './window.ts';

/** What was seen of one class of failures, or of all together. Times in seconds. */
export interface ClassSample {
  readonly name: string;
  /** Incidents in the window. */
  readonly failures: number;
  /** Rows that were merged into the incident before. */
  readonly merged: number;
  /** Operating time of a node from one failure of the class to the next. */
  readonly nodeLives: Lifetimes;
  /** Time from one failure of the class, on any node, to the next; null for a single node. */
  readonly systemGaps: Lifetimes | null;
  /** Incidents that the system's gaps leave out because another node failed at the same time. */
  readonly simultaneous: number;
  readonly repairs: Lifetimes | null;
  /** Per node, those without a failure too. */
  readonly counts: Float64Array;
  /** Since the window's start, ascending. */
  readonly times: Float64Array;
}

export interface Samples {
  readonly classes: readonly ClassSample[];
  /** All classes as one; null where there is one class only. */
  readonly all: ClassSample | null;
  /** Seconds each node was up inside the window. */
  readonly exposures: Float64Array;
  /** Rows without the end of a repair that must have ended, for the node failed again. */
  readonly repairsUntold: number;
  /** Repairs of no length, which no law of repair times has. */
  readonly repairsInstant: number;
}

interface Growing {
  readonly events: number[];
  readonly censored: WeightedAge[];
  readonly entries: WeightedAge[];
}

/** One class while its rows are gone through. */
interface Collector {
  readonly name: string;
  readonly lives: Growing;
  readonly repairs: Growing;
  readonly times: number[];
  readonly counts: Float64Array;
  merged: number;
  opened: boolean;
  /** Of the node at hand: operating time at its last incident, and at its last row. */
  lastIncident: number;
  lastRow: number;
  failed: boolean;
}

/**
 * Goes through each node's rows in the order of time. A node ages while it is up: from the end of a repair, not during
 * one, whatever class it was for. The last row of a node without an end is a repair that goes on.
 */
export function collectSamples(
  log: FailureLog,
  window: ObservationWindow,
  options: ObservationOptions,
): Samples {
  const { fromSeconds, toSeconds, nodes } = window;
  const length = toSeconds - fromSeconds;
  const age = options.age ?? 0;
  const merge = options.mergeSeconds ?? 0;
  const collectors = log.classNames.map((name) => newCollector(name, nodes));
  const all = log.classNames.length > 1 ? newCollector('all classes', nodes) : null;
  const everyone = all === null ? collectors : [...collectors, all];
  const exposures = new Float64Array(nodes).fill(length);
  const repaired = classesWithEnds(log);
  let repairsUntold = 0;
  let repairsInstant = 0;

  const finishNode = (exposure: number) => {
    for (const one of everyone) {
      if (one.failed || age !== 'unknown') {
        one.lives.censored.push({ age: exposure - one.lastIncident, weight: 1 });
      }
      if (!one.failed && age !== 'unknown') one.lives.entries.push({ age, weight: 1 });
      startNode(one, age);
    }
  };
  for (const one of everyone) startNode(one, age);
  const order = rowsByNode(log);
  for (let position = 0; position < order.length; ) {
    const node = log.node[order[position]!]!;
    let operating = 0;
    let upAgain = fromSeconds;
    for (; position < order.length && log.node[order[position]!] === node; position++) {
      const row = order[position]!;
      const seconds = log.seconds[row]!;
      if (seconds > toSeconds) continue;
      const end = log.endSeconds[row]!;
      const isLast = position + 1 === order.length || log.node[order[position + 1]!] !== node;
      operating += Math.max(0, seconds - upAgain);
      const collector = collectors[log.class[row]!]!;
      const both = all === null ? [collector] : [collector, all];
      if (seconds > fromSeconds) {
        for (const one of both) addIncident(one, node, operating, seconds - fromSeconds, merge, age);
      } else if (seconds === fromSeconds) {
        for (const one of both) open(one, operating);
      }
      const hasEnds = repaired.has(log.class[row]!);
      const downUntil = Number.isNaN(end) ? (hasEnds && isLast ? toSeconds : seconds) : end;
      upAgain = Math.max(upAgain, seconds, downUntil);
      if (!hasEnds || seconds < fromSeconds) continue;
      if (end > seconds) for (const one of both) one.repairs.events.push(end - seconds);
      else if (end === seconds) repairsInstant += 1;
      else if (isLast)
        for (const one of both) one.repairs.censored.push({ age: toSeconds - seconds, weight: 1 });
      else repairsUntold += 1;
    }
    const exposure = operating + Math.max(0, toSeconds - upAgain);
    exposures[node] = exposure;
    finishNode(exposure);
  }
  const idle = nodes - window.nodesSeen;
  for (const { lives } of everyone) {
    if (age === 'unknown' || idle === 0) continue;
    lives.censored.push({ age: length + age, weight: idle });
    lives.entries.push({ age, weight: idle });
  }
  const finish = (one: Collector) => toSample(one, window, merge);
  return {
    classes: collectors.map(finish),
    all: all === null ? null : finish(all),
    exposures,
    repairsUntold,
    repairsInstant,
  };
}

function newCollector(name: string, nodes: number): Collector {
  const growing = (): Growing => ({ events: [], censored: [], entries: [] });
  return {
    name,
    lives: growing(),
    repairs: growing(),
    times: [],
    counts: new Float64Array(nodes),
    merged: 0,
    opened: false,
    lastIncident: 0,
    lastRow: Number.NEGATIVE_INFINITY,
    failed: false,
  };
}

/** A node comes under observation: as old as `age`, so as if it had failed that long before. */
function startNode(one: Collector, age: number | 'unknown'): void {
  one.lastIncident = age === 'unknown' ? 0 : -age;
  one.lastRow = Number.NEGATIVE_INFINITY;
  one.failed = false;
}

/** A failure at the very start of the window is not counted, but renews its node. */
function open(one: Collector, operating: number): void {
  one.opened = true;
  one.failed = true;
  one.lastIncident = operating;
  one.lastRow = operating;
}

function addIncident(
  one: Collector,
  node: number,
  operating: number,
  sinceStart: number,
  merge: number,
  age: number | 'unknown',
): void {
  const again = operating <= one.lastRow + merge;
  one.lastRow = operating;
  // A node that was down since the window's start failed before it.
  if (again || operating <= 0) {
    one.merged += 1;
    return;
  }
  if (one.failed) one.lives.events.push(operating - one.lastIncident);
  else if (age !== 'unknown') {
    one.lives.events.push(operating - one.lastIncident);
    one.lives.entries.push({ age, weight: 1 });
  }
  one.failed = true;
  one.lastIncident = operating;
  one.counts[node]! += 1;
  one.times.push(sinceStart);
}

function toSample(one: Collector, window: ObservationWindow, merge: number): ClassSample {
  const times = Float64Array.from(one.times).sort();
  const length = window.toSeconds - window.fromSeconds;
  const gaps = window.nodes === 1 ? null : systemGaps(times, length, one.opened, merge);
  return {
    name: one.name,
    failures: times.length,
    merged: one.merged,
    nodeLives: lifetimes(one.lives),
    systemGaps: gaps === null ? null : lifetimes(gaps),
    simultaneous: gaps?.simultaneous ?? 0,
    repairs: one.repairs.events.length > 0 || one.repairs.censored.length > 0 ? lifetimes(one.repairs) : null,
    counts: one.counts,
    times,
  };
}

/** The time before the first failure is left out, for nobody knows when it began, unless a failure opened the window. */
function systemGaps(
  times: Float64Array,
  length: number,
  opened: boolean,
  merge: number,
): Growing & { readonly simultaneous: number } {
  const events: number[] = [];
  let simultaneous = 0;
  let last = opened ? 0 : Number.NaN;
  let previous = last;
  for (const time of times) {
    const again = time - previous <= merge;
    previous = time;
    if (again) {
      simultaneous += 1;
      continue;
    }
    if (!Number.isNaN(last)) events.push(time - last);
    last = time;
  }
  const censored = Number.isNaN(last) ? [] : [{ age: length - last, weight: 1 }];
  return { events, censored, entries: [], simultaneous };
}

/** Classes of which the log tells the end of at least one repair; the others are over at once. */
function classesWithEnds(log: FailureLog): ReadonlySet<number> {
  const found = new Set<number>();
  for (let row = 0; row < log.class.length; row++) {
    if (!Number.isNaN(log.endSeconds[row]!)) found.add(log.class[row]!);
  }
  return found;
}

/** Rows in the order of node, then of time, then of the log. */
function rowsByNode(log: FailureLog): Int32Array {
  const { seconds, node } = log;
  const byTime = Int32Array.from(seconds, (_, index) => index);
  if (seconds.some((value, index) => index > 0 && value < seconds[index - 1]!)) {
    byTime.sort((a, b) => seconds[a]! - seconds[b]! || a - b);
  }
  const next = new Int32Array(log.nodeNames.length + 1);
  for (const one of node) next[one + 1]! += 1;
  for (let index = 1; index < next.length; index++) next[index]! += next[index - 1]!;
  const order = new Int32Array(byTime.length);
  for (const row of byTime) order[next[node[row]!]!++] = row;
  return order;
}
