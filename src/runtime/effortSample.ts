import type { Column } from '../montecarlo/column.ts';
import { type ChunkRunner, createChunkRunner } from '../montecarlo/runChunk.ts';
import type { RunTable } from '../montecarlo/runTable.ts';
import { meanOf } from '../montecarlo/statistics/moments.ts';
import { allColumns, type PointOutcome } from '../montecarlo/studyPoint.ts';
import { summarizePoint } from '../montecarlo/summary.ts';
import { createDraws } from '../montecarlo/uncertainty/draws.ts';
import { createUncertainRunner } from '../montecarlo/uncertainty/uncertainRunner.ts';
import { tableCsv } from '../report/csv.ts';
import { runsTable } from '../report/runsTable.ts';
import { workOf } from './pointWork.ts';
import type { StudyDesign, StudyPoint } from './runStudy.ts';

/** What a few replications of a study took on this machine. It is no result: nothing of it may enter a file. */
export interface EffortSample {
  /** Seconds of each replication, one after the other in one thread. */
  readonly took: readonly number[];
  /** Points that these were of. */
  readonly points: number;
  /** To compile a point, before any replication of it. */
  readonly secondsPerPoint: number;
  /** Of runs.csv. */
  readonly bytesPerRow: number;
}

/** The first replications are slower than the rest, until the code is compiled: so many of them, from the end, are believed. */
const BELIEVED = 1 / 3;

/** On a busy machine the time that the clock shows may be so many times that of the processor. */
const LONGEST_WAIT = 3;

/** Points that are visited; each takes time to compile before its first replication. */
const VISITED = 8;

/** Rows enough to know how long a line of runs.csv is. */
const ROWS = 40;

/**
 * Simulates a few replications in this thread for about `seconds` of the processor (at least one replication, whatever it takes),
 * at points that are spread over the study, because points differ in what they take.
 */
export function sampleEffort(design: StudyDesign, seconds = 0.8): EffortSample {
  const { points } = design;
  const { seed } = points[0]!.resolved.scenario.study;
  const visited = new Map<number, VisitedPoint>();
  const rows: SampledRow[] = [];
  const took: number[] = [];
  const start = performance.now();
  const startCpu = process.cpuUsage();
  const used = () => {
    const { user, system } = process.cpuUsage(startCpu);
    return Math.max((user + system) / 1e6, (performance.now() - start) / 1000 / LONGEST_WAIT);
  };
  while (took.length === 0 || used() < seconds) {
    const visit = took.length;
    const point = Math.floor(radicalInverse(visit % VISITED) * points.length);
    const here = visited.get(point) ?? visitedPoint(points[point]!, seed);
    visited.set(point, here);
    const begun = performance.now();
    const { values } = here.run({ from: visit, count: 1 });
    took.push((performance.now() - begun) / 1000);
    if (rows.length < ROWS)
      rows.push({ point, row: visit, table: { columns: here.columns, rows: 1, values, errors: new Map() } });
  }
  return {
    took,
    points: visited.size,
    secondsPerPoint: believedMean([...visited.values()].map(({ preparing }) => preparing)),
    bytesPerRow: bytesPerRow(design, rows),
  };
}

/** Seconds that so many replications of so many points take: each thread begins as slowly as the sample did. */
export function expectedSeconds(
  { took, secondsPerPoint }: EffortSample,
  { points, replications, workers }: Record<'points' | 'replications' | 'workers', number>,
): number {
  const each = Math.ceil(replications / workers);
  const begun = took.slice(0, each).reduce((sum, one) => sum + one, 0);
  return points * secondsPerPoint + begun + Math.max(0, each - took.length) * believedMean(took);
}

function believedMean(values: readonly number[]): number {
  return meanOf(Float64Array.from(values.slice(-Math.ceil(values.length * BELIEVED))));
}

interface VisitedPoint {
  readonly run: ChunkRunner;
  readonly columns: readonly Column[];
  /** Seconds to compile it. */
  readonly preparing: number;
}

interface SampledRow {
  readonly point: number;
  readonly row: number;
  readonly table: RunTable;
}

function visitedPoint(point: StudyPoint, seed: string): VisitedPoint {
  const start = performance.now();
  const { work, columns } = workOf(point);
  const run = work.kind === 'fixed' ? createChunkRunner(work.input, seed) : createUncertainRunner(work.point);
  return { run, columns, preparing: (performance.now() - start) / 1000 };
}

function bytesPerRow({ points, parameters, uncertain }: StudyDesign, sampled: readonly SampledRow[]): number {
  const outcomes = sampled.map(({ point, row, table }): PointOutcome => {
    const { settings, uncertain: rule } = points[point]!;
    const drawn = rule === null ? null : () => createDraws(rule.uncertainty)(row);
    return { settings, drawn, table, summary: summarizePoint(table, 0.95) };
  });
  const columns = allColumns(sampled.map(({ table }) => table));
  const table = runsTable({ parameters, uncertain, columns, points: outcomes });
  const length = (text: Iterable<string>) => [...text].reduce((sum, part) => sum + part.length, 0);
  const header = length(tableCsv({ ...table, rows: () => [] }));
  return (length(tableCsv(table)) - header) / sampled.length;
}

/** Van der Corput's sequence, 0, 1/2, 1/4, 3/4, …: its beginnings are spread over 0 to 1. */
function radicalInverse(index: number): number {
  let share = 0;
  for (let [left, digit] = [index, 0.5]; left > 0; left = Math.floor(left / 2), digit /= 2)
    share += (left % 2) * digit;
  return share;
}
