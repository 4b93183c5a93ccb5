import { statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { Column } from '../montecarlo/column.ts';
import { missingChunks } from '../montecarlo/plan.ts';
import { type RunTable, rowWidth } from '../montecarlo/runTable.ts';
import { scenarioGroups } from '../montecarlo/sweep/scenarioGroups.ts';
import { AIRESIM_PREFIX } from '../montecarlo/validation/airesimRows.ts';
import { type Judgement, judge } from '../montecarlo/validation/judge.ts';
import { checkNames, columnsIn, type Known, predict } from '../montecarlo/validation/predict.ts';
import type { PublishedRow } from '../montecarlo/validation/publishedRow.ts';
import { scenarioFacts } from '../montecarlo/validation/scenarioFacts.ts';
import { referenceYaml } from '../scenario/airesim/referenceSetting.ts';
import type { Catalog } from '../scenario/catalog.ts';
import { formatProblem, type Problem, ScenarioError } from '../scenario/problems.ts';
import { parseOverride, type ResolvedScenario, resolveScenario } from '../scenario/resolve.ts';
import { besideScenario, loadCatalog, packageRoot, readScenario } from './packageFiles.ts';
import { workOf } from './pointWork.ts';
import { loadAiresimReference } from './validationFiles.ts';
import type { PointWork } from './worker.ts';
import { createWorkerPool } from './workerPool.ts';

/** One luck for all figures, whatever the seeds of the scenarios. */
const SEED = 'check-model';

/** A scenario as figures speak of it, once for all that do. */
export interface FigurePoint {
  readonly scenario: string;
  readonly facts: Known['facts'];
  /** Replications that its figures ask for; 0 where facts are enough. */
  readonly replications: number;
  readonly work: PointWork;
  readonly columns: readonly Column[];
}

/** Figures with the scenarios behind them, by `pointKey`. */
export interface FigurePlan {
  readonly rows: readonly PublishedRow[];
  readonly points: ReadonlyMap<string, FigurePoint>;
}

/** Figures of one file speak of the same scenario by the same name. */
function pointKey({ scenario, set }: PublishedRow): string {
  return JSON.stringify([scenario, ...set]);
}

/** Reads and compiles what the figures need. @throws ScenarioError that says of which figure, FileError */
export function planFigures(rows: readonly PublishedRow[]): FigurePlan {
  const catalog = loadCatalog();
  const points = new Map<string, FigurePoint>();
  for (const row of rows) {
    if (row.scenario === null || row.quantity === null) continue;
    const key = pointKey(row);
    const point = points.get(key) ?? compilePoint(row, row.scenario, catalog);
    checkNames(row, point.facts, point.columns);
    const wanted = columnsIn(row.quantity, point.facts).length === 0 ? 0 : row.replications;
    points.set(key, { ...point, replications: Math.max(point.replications, wanted) });
  }
  return { rows, points };
}

function compilePoint(row: PublishedRow, name: string, catalog: Catalog): FigurePoint {
  try {
    const resolved = resolveNamed(row, name, catalog);
    if (scenarioGroups(resolved, 'uncertainty').length > 0) {
      const message =
        'is not drawn here: a figure is predicted from the scenario as it is; set uncertainty=null';
      throw new ScenarioError([{ file: name, path: 'uncertainty', message }]);
    }
    return {
      scenario: name,
      facts: scenarioFacts(resolved.scenario),
      replications: 0,
      ...workOf({ resolved, uncertain: null }),
    };
  } catch (error) {
    if (!(error instanceof ScenarioError)) throw error;
    // "--set" is how an override calls itself; here it is a key of the row.
    const text = (problem: Problem) => formatProblem(problem).replace(/^--set /, 'set ');
    throw new ScenarioError(
      error.problems.map((problem) => ({ ...row.place, message: `${row.id}: ${text(problem)}` })),
    );
  }
}

/** A scenario of the package by its name, else one beside the file of figures, else as on the command line. */
function resolveNamed({ set, place }: PublishedRow, name: string, catalog: Catalog): ResolvedScenario {
  if (name.startsWith(AIRESIM_PREFIX)) {
    const setting = loadAiresimReference().find((row) => `${AIRESIM_PREFIX}${row['case']}` === name);
    if (setting === undefined) {
      const message = 'is no setting of scenarios/validation/airesim.csv';
      throw new ScenarioError([{ file: name, path: '', message }]);
    }
    return resolveScenario(name, referenceYaml(setting), catalog, set.map(parseOverride));
  }
  const packaged = join(packageRoot, 'scenarios', name);
  const found = [`${packaged}.yaml`, packaged, resolve(dirname(place.file), name)].find(
    (path) => statSync(path, { throwIfNoEntry: false })?.isFile() ?? false,
  );
  const { file, text } = readScenario(found ?? name);
  return resolveScenario(file, text, catalog, set.map(parseOverride), {
    checkLayout: false,
    readBeside: besideScenario(file),
  });
}

/** Simulates every scenario once, on worker threads, and judges all figures. The result depends on nothing but the plan. */
export async function judgeFigures(
  { rows, points }: FigurePlan,
  workers: number,
  onProgress: (done: number, wanted: number) => void,
): Promise<readonly Judgement[]> {
  const simulated = [...points].filter(([, { replications }]) => replications > 0);
  const tables = await simulatePoints(
    simulated.map(([, point]) => point),
    workers,
    onProgress,
  );
  const tableOf = new Map(simulated.map(([key], index) => [key, tables[index]!]));
  return rows.map((row) => {
    const key = pointKey(row);
    const known = { facts: points.get(key)?.facts ?? {}, table: tableOf.get(key) ?? null };
    return judge(row, predict(row, known));
  });
}

async function simulatePoints(
  points: readonly FigurePoint[],
  workers: number,
  onProgress: (done: number, wanted: number) => void,
): Promise<readonly RunTable[]> {
  const tables = points.map(({ columns, replications }) => ({
    columns,
    rows: replications,
    values: new Float64Array(replications * rowWidth(columns)),
    errors: new Map<number, string>(),
  }));
  const chunks = points.flatMap(({ replications }, point) =>
    missingChunks([], replications).map((chunk) => ({ point, ...chunk })),
  );
  const wanted = points.reduce((sum, { replications }) => sum + replications, 0);
  let done = 0;
  if (chunks.length === 0) return tables;
  const pool = createWorkerPool({ points: points.map(({ work }) => work), seed: SEED }, workers);
  try {
    await pool.run(
      chunks,
      ({ point, from, count, values, errors }) => {
        const [failed] = errors;
        if (failed !== undefined) {
          const message = `replication ${failed.replication} failed: ${failed.message}`;
          throw new ScenarioError([{ file: points[point]!.scenario, path: '', message }]);
        }
        const table = tables[point]!;
        table.values.set(values, from * rowWidth(table.columns));
        done += count;
        onProgress(done, wanted);
      },
      () => false,
    );
  } finally {
    await pool.close();
  }
  return tables;
}
