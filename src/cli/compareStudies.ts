import { basename, join, resolve } from 'node:path';
import { COMPARED_METRICS } from '../montecarlo/comparison.ts';
import { commonReplications, joinStudies, type StudyPart } from '../montecarlo/joinedStudies.ts';
import { failedRows } from '../montecarlo/runTable.ts';
import { refuseStudyFolder, writeComparison } from '../runtime/comparisonFiles.ts';
import { type FinishedStudy, isFolder, readStudy } from '../runtime/readStudy.ts';
import { chosenMetrics } from './chosenMetrics.ts';
import { analyseComparison, baselineOf, type CompareOptions } from './comparison.ts';
import { comparisonJson, comparisonText } from './comparisonView.ts';
import { EXIT, UsageError } from './exit.ts';
import { formatNumber } from './format.ts';
import { DESIGN } from './sensitivityDesign.ts';
import { tableFormat } from './tableOptions.ts';
import { createTerminal } from './terminal.ts';

/** Options of `compare` that say what to simulate, and mean nothing where nothing is. */
export const SIMULATING_OPTIONS = [
  'set',
  'seed',
  'sweep',
  'uncertain',
  'zip',
  'sample',
  'points',
  'maximumPoints',
  'dryRun',
  'replications',
  'precision',
  'metric',
  'maximum',
  'workers',
  'fresh',
  'wide',
  'histogram',
  'ecdf',
] as const;

/** Most studies that the default name of a comparison names. */
const NAMED = 3;

/** Whether finished studies are compared, and not scenarios. @throws UsageError for some of both */
export function areFolders(given: readonly string[]): boolean {
  const folders = given.filter(isFolder);
  if (folders.length === 0 || folders.length === given.length) return folders.length > 0;
  const other = given.find((one) => !folders.includes(one))!;
  throw new UsageError(
    `${folders[0]} is the folder of a study, and ${other} is not; compare folders of finished studies, or scenarios to ` +
      `simulate. To compare ${folders[0]} with a scenario, run that with the same seed first`,
  );
}

/** Compares finished studies of one seed, replication by replication, without simulating; says with which code to exit. */
export async function compareStudies(
  folders: readonly string[],
  options: CompareOptions,
  simulating: readonly string[],
): Promise<number> {
  if (simulating.length > 0)
    throw new UsageError(
      `${folders[0]} is a finished study, of which nothing is simulated again: leave out ${simulating.join(', ')}`,
    );
  const terminal = createTerminal(options);
  const start = performance.now();
  refuseTwice(folders);
  const studies = folders.map(readStudy);
  refuseOtherLuck(studies);
  refuseDesigns(studies);
  const names = namesOf(folders);
  const parts = studies.map((study, index): StudyPart => ({ ...study, name: names[index]! }));
  const { confidence } = options;
  const tables = joinStudies(parts, confidence);
  const replications = commonReplications(parts);
  const baseline = baselineOf(baselineName(options.baseline, folders, names), tables.points);
  const metrics = chosenMetrics('--compared', options.compared, COMPARED_METRICS, () => tables.columns);
  const folder = join(options.out, options.name ?? defaultName(names));
  refuseStudyFolder(folder);

  const { seed, scenario } = studies[0]!;
  const analysis = analyseComparison(tables, { seed, baseline, metrics, confidence });
  const commandLine = process.argv.slice(2);
  const files = await writeComparison(folder, analysis.tables, tableFormat(options), {
    commandLine,
    studies,
    replications,
    baseline,
    confidence,
  });
  const complete = studies.every((study) => study.complete);
  const failed = tables.points.reduce((sum, { table }) => sum + failedRows(table), 0);
  const result = { ...tables, folder, files, complete, failed, analysis };
  const about = { scenario, seed, baseline };
  if (options.json === true) terminal.out(JSON.stringify(comparisonJson(result, about)));
  else {
    const seconds = (performance.now() - start) / 1000;
    const many = `${formatNumber(studies.length)} finished stud${studies.length === 1 ? 'y' : 'ies'}`;
    const effort = `  ${many}, ${formatNumber(replications)} common replications, seed ${JSON.stringify(seed)}, read in ${formatNumber(seconds, 2)} s`;
    terminal.out(comparisonText(result, { ...about, effort }, terminal));
  }
  tellNotes(parts, studies, replications, terminal.note);
  if (failed > 0)
    terminal.error(`longrun: ${failed} of the replications compared failed when they were simulated`);
  return failed > 0 ? EXIT.someFailed : EXIT.ok;
}

function refuseTwice(folders: readonly string[]): void {
  const paths = folders.map((folder) => resolve(folder));
  const twice = folders.find((_, index) => paths.indexOf(paths[index]!) < index);
  if (twice !== undefined) throw new UsageError(`${twice} is given twice`);
}

/** Replication r is the same luck in two studies only where the seed is the same. */
function refuseOtherLuck(studies: readonly FinishedStudy[]): void {
  const first = studies[0]!;
  const other = studies.find(({ seed }) => seed !== first.seed);
  if (other === undefined) return;
  const [seed, otherSeed] = [first, other].map((study) => JSON.stringify(study.seed));
  throw new UsageError(
    `${first.folder} has the seed ${seed} and ${other.folder} has ${otherSeed}: their replications are not the same luck, ` +
      `and cannot be paired. Run one of them again with --seed ${seed} or ${otherSeed}, under another --name`,
  );
}

/** Rows of a Sobol design are not the replications that other studies have. */
function refuseDesigns(studies: readonly FinishedStudy[]): void {
  const design = studies.find(({ parameters }) => parameters.some(({ path }) => path === DESIGN));
  if (design === undefined) return;
  throw new UsageError(
    `${design.folder} is a study of sensitivity, whose rows are no replications to compare; run its scenario with longrun run`,
  );
}

/** Names of folders, or their paths where two have the same name. */
function namesOf(folders: readonly string[]): readonly string[] {
  const names = folders.map((folder) => basename(resolve(folder)));
  return new Set(names).size === names.length ? names : folders;
}

/** `--baseline` may say the path of a study as it was given, too. */
function baselineName(text: string, folders: readonly string[], names: readonly string[]): string {
  const index = folders.findIndex((folder) => resolve(folder) === resolve(text));
  return index < 0 ? text : names[index]!;
}

function defaultName(names: readonly string[]): string {
  const plain = names.map((name) => basename(name).replace(/[^A-Za-z0-9._-]/g, '-'));
  if (plain.length === 1) return `${plain[0]}-compared`;
  const rest = plain.length - NAMED;
  const shown = rest > 0 ? [...plain.slice(0, NAMED), `${rest}-more`] : plain;
  return shown.join('-vs-');
}

function tellNotes(
  parts: readonly StudyPart[],
  studies: readonly FinishedStudy[],
  replications: number,
  note: (text: string) => void,
): void {
  const most = Math.max(...parts.flatMap(({ points }) => points.map(({ table }) => table.rows)));
  if (most > replications)
    note(
      `longrun: only the ${formatNumber(replications)} replications that all points have are compared; some have up to ${formatNumber(most)}`,
    );
  for (const { folder, complete } of studies)
    if (!complete)
      note(`longrun: ${folder} was stopped before it had all replications; what it has is compared`);
}
