import type { DecayingRate } from '../../engine/fitting/drift.ts';
import type { LawFit } from '../../engine/fitting/fitLaws.ts';
import type { Estimate } from '../../engine/fitting/intervals.ts';
import type { FittedLaw } from '../../engine/fitting/laws.ts';
import type { LemonMixture } from '../../engine/fitting/lemons.ts';
import type { ClassReport, FitReport } from './report.ts';
import { formatDate } from './timeText.ts';

const DAY = 86_400;
/** What a log does not tell; a detection of 30 s is what telemetry takes for explicit faults. */
const ASSUMED = ['effect: stop', 'detection: 30 s', 'transient: 0'];

/** The `failures:` of a scenario, and its `repair:` where the log tells ends, ready to paste. */
export function failuresYaml(report: FitReport): string {
  const { window, scope } = report;
  const span =
    report.timeKind === 'date'
      ? `${formatDate(window.fromSeconds)} to ${formatDate(window.toSeconds)}`
      : duration(window.toSeconds - window.fromSeconds);
  const names = keysOf(report.classes);
  const lines = [
    '# effect, detection and transient are assumptions: the log does not tell them.',
    'failures:',
    '  set:',
    `    name: ${quoted(`fitted from ${report.file}`)}`,
    `    note: ${quoted(`${scope === 'node' ? `${window.nodes} nodes` : 'one system'}, ${span}`)}`,
    '    classes:',
  ];
  const lasting = report.classes.filter(({ failures }) => failures > 0);
  // A set without classes is one in which nothing fails.
  if (lasting.length === 0) lines[lines.length - 1] += ' {}';
  for (const { name, failures } of report.classes) {
    if (failures === 0) lines.push(`      # ${JSON.stringify(name)}: no failure in the window`);
  }
  for (const one of lasting) lines.push(...classLines(one, names.get(one.name)!, report));
  const repair = (report.all ?? report.classes[0])?.repair?.fits[0];
  if (repair !== undefined) {
    lines.push('repair:', `  # from the failure to its end in the log`, `  time: ${lawText(repair.spec)}`);
  }
  return `${lines.join('\n')}\n`;
}

function classLines(one: ClassReport, key: string, report: FitReport): string[] {
  const { perSecond, unit } = RATE[report.scope];
  const rate = (value: number) => `${significant(value / perSecond)} / (${unit})`;
  const level = `${significant(report.confidence * 100)} %`;
  const comments = [
    `${one.failures} failure${one.failures === 1 ? '' : 's'}: ${rate(one.ratePerSecond.value)}, at ${level} ${range(one.ratePerSecond, 1 / perSecond)}`,
  ];
  const body = [`rate: ${rate(one.ratePerSecond.value)}`];
  const { chosen, skew, drift } = one;
  const law = one.perNode.fits.find(({ kind }) => kind === chosen);
  if (law !== undefined && law.kind !== 'exponential' && report.scope === 'job') {
    comments.push(
      `the times between are ${law.kind} ${shapeText(law)}, but a class of the job must be exponential`,
    );
  } else if (law !== undefined && law.kind !== 'exponential') {
    // Where an ageing law explains the failures best, the same failures are no second reason for lemons or drift.
    comments.push('mtbf is the mean of the law, not that of the window');
    body[0] = `mtbf: ${duration(law.mean.value)}`;
    body.push(`scope: ${report.scope}`, `distribution: ${shapeText(law)}`);
  } else {
    if (skew?.significant === true && skew.lemons !== null)
      comments.push(...lemonComments(skew.lemons, rate));
    if (drift?.significant === true && drift.decay !== null) {
      const { initialMultiple, decayTime } = drift.decay;
      const text = `drift: { initial: ${significant(initialMultiple.value)}, decay: ${duration(decayTime.value)} }`;
      const later = rate(one.ratePerSecond.value / meanMultiple(drift.decay, report));
      if (chosen === 'drift') {
        comments.push(
          `the rate is the later one; initial is ${range(initialMultiple)}, decay ${duration(decayTime.low)} to ${duration(decayTime.high)}`,
        );
        body[0] = `rate: ${later}`;
        body.push(text);
      } else comments.push(`the rate changes, as with ${text} and a later rate of ${later}`);
    }
  }
  return [
    ...comments.map((line) => `      # ${line}`),
    `      ${key}:`,
    ...[...body, ...ASSUMED].map((line) => `        ${line}`),
  ];
}

const RATE = {
  node: { perSecond: 1 / (1000 * DAY), unit: '1000 node day' },
  job: { perSecond: 1 / DAY, unit: 'job day' },
} as const;

/** Lemons are of the cluster, not of a class; with them the rate of a class is that of a healthy node. */
function lemonComments(
  { fraction, multiple, healthyRate }: LemonMixture,
  rate: (value: number) => string,
): string[] {
  return [
    `some nodes fail more often: ${range(fraction, 100)} % of them, ${range(multiple)} times; to have that, write rate: ${rate(healthyRate.value)}`,
    `and cluster: { lemons: { fraction: ${significant(fraction.value)}, multiple: ${significant(multiple.value)} } }`,
  ];
}

/** Mean over the window of the rate over its later one. */
function meanMultiple({ initialMultiple, decayTime }: DecayingRate, { window }: FitReport): number {
  const decays = (window.toSeconds - window.fromSeconds) / decayTime.value;
  return 1 + ((initialMultiple.value - 1) * -Math.expm1(-decays)) / decays;
}

/** A name of a log as the schema wants the names of classes: lower-case letters, digits, dashes. */
export function classKey(name: string): string {
  const plain = name
    .toLowerCase()
    .replace(/[^a-z0-9_-]+/g, '-')
    .replace(/^[-_]+|-+$/g, '');
  return plain === '' ? 'class' : plain;
}

/** The keys of all classes; no two the same. */
function keysOf(classes: readonly ClassReport[]): Map<string, string> {
  const taken = new Set<string>();
  const keys = new Map<string, string>();
  for (const { name } of classes) {
    const base = classKey(name);
    let key = base;
    for (let count = 2; taken.has(key); count++) key = `${base}-${count}`;
    taken.add(key);
    // Digits, or words like null, would be read as something else than text.
    keys.set(name, /^[a-z][a-z0-9_-]*$/.test(key) && !/^(null|true|false)$/.test(key) ? key : `"${key}"`);
  }
  return keys;
}

/** The law of one unit's operating time as a class says it: its mean is the class's mtbf. */
function shapeText({ spec }: LawFit): string {
  switch (spec.kind) {
    case 'weibull':
    case 'gamma':
      return `{ ${spec.kind}: { shape: ${significant(spec.shape)} } }`;
    case 'lognormal':
      return `{ lognormal: { sigma: ${significant(spec.sigma)} } }`;
    case 'exponential':
      return spec.kind;
    default:
      return spec satisfies never;
  }
}

/** A fitted law as a duration of the scenario. */
function lawText(spec: FittedLaw): string {
  switch (spec.kind) {
    case 'weibull':
      return `{ weibull: { scale: ${duration(spec.scale)}, shape: ${significant(spec.shape)} } }`;
    case 'gamma':
      return `{ gamma: { mean: ${duration(spec.mean)}, shape: ${significant(spec.shape)} } }`;
    case 'lognormal':
      return `{ lognormal: { median: ${duration(spec.median)}, sigma: ${significant(spec.sigma)} } }`;
    case 'exponential':
      return `{ exponential: { mean: ${duration(spec.mean)} } }`;
    default:
      return spec satisfies never;
  }
}

const UNITS: readonly (readonly [string, number])[] = [
  ['day', DAY],
  ['h', 3600],
  ['min', 60],
];

function duration(seconds: number): string {
  const [unit, length] = UNITS.find(([, size]) => Math.abs(seconds) >= 2 * size) ?? ['s', 1];
  return `${significant(seconds / length)} ${unit}`;
}

function range({ low, high }: Estimate, factor = 1): string {
  return `${significant(low * factor)} to ${significant(high * factor)}`;
}

/** Four significant digits, as the units' grammar reads them. */
function significant(value: number): string {
  return String(Number(value.toPrecision(4)));
}

function quoted(text: string): string {
  return JSON.stringify(text);
}
