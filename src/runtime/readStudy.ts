import { existsSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { STREAMS_VERSION } from '../engine/randomStreams.ts';
import { columnsNamed } from '../montecarlo/columns.ts';
import { type RunTable, rowWidth } from '../montecarlo/runTable.ts';
import type { Parameter } from '../montecarlo/studyPoint.ts';
import { measure } from '../montecarlo/sweep/axisValue.ts';
import type { PointSettings } from '../montecarlo/sweep/points.ts';
import { statsOf } from './fileSystem.ts';
import { readJournal, readJournalHeader } from './journal.ts';
import { JournalValues } from './journalValues.ts';
import { readText } from './packageFiles.ts';
import { MODEL_VERSION, studyHash } from './provenance.ts';
import { Results, VALUE_BYTES, type ValueMemory } from './results.ts';
import {
  COMPARISON_SCHEMA,
  holdsOtherKind,
  journalName,
  MANIFEST_SCHEMA,
  STUDY_FILES,
} from './studyFiles.ts';
import { refuseBusy } from './studyLock.ts';

/** A study as it is on disk. */
export interface FinishedStudy {
  readonly folder: string;
  /** Name of its scenario. */
  readonly scenario: string;
  readonly seed: string;
  readonly plan: string;
  /** Whether it has as many replications as were wanted. */
  readonly complete: boolean;
  readonly parameters: readonly Parameter[];
  readonly points: readonly { readonly settings: PointSettings; readonly table: RunTable }[];
}

/** A folder that holds no study this version can read. Nothing has been changed. */
export class UnreadableStudyError extends Error {
  constructor(folder: string, what: string) {
    super(`${folder} ${what}`);
    this.name = 'UnreadableStudyError';
  }
}

/** What of a manifest says how to read the journals. */
const manifestSchema = z.object({
  schema: z.literal(MANIFEST_SCHEMA),
  model: z.string(),
  streams: z.string(),
  plan: z.string(),
  scenario: z.string(),
  seed: z.string(),
  parameters: z.array(z.object({ path: z.string(), unit: z.string().nullable() })).optional(),
  points: z.array(z.record(z.string(), z.string())).optional(),
  replications: z.object({ complete: z.boolean() }),
});
type Manifest = z.infer<typeof manifestSchema>;

const AGAIN = 'Run the study again with --fresh';

/** Whether the command line names a folder, and not a scenario. */
export function isFolder(path: string): boolean {
  return statsOf(path)?.isDirectory() ?? false;
}

/**
 * Reads what a study has found, from its journals: they are written first and have checksums. The manifest says which
 * points there are, and the plan in it that no journal is missing or of another study. Nothing is changed.
 * @throws UnreadableStudyError, StudyBusyError, JournalError, FileError
 */
export function readStudy(folder: string): FinishedStudy {
  refuseBusy(folder);
  const manifest = readManifest(folder);
  if (holdsOtherKind(folder, false))
    throw new UnreadableStudyError(
      folder,
      'holds a search of `longrun optimize`, which compares its points itself; see its comparison.csv.',
    );
  const { scenario, seed, plan, parameters = [], points: settings = [{}] } = manifest;
  const memory: ValueMemory = { bytesLeft: VALUE_BYTES };
  const read = settings.map((_, point) => readPoint(folder, journalName(point, settings.length), memory));
  if (studyHash(read.map((one) => one.plan)) !== plan)
    throw new UnreadableStudyError(folder, `has journals of another study than its manifest. ${AGAIN}.`);
  return {
    folder,
    scenario,
    seed,
    plan,
    complete: manifest.replications.complete,
    parameters,
    points: read.map(({ table }, point) => ({
      settings: settingsOf(settings[point]!, parameters),
      table,
    })),
  };
}

function readManifest(folder: string): Manifest {
  const path = join(folder, STUDY_FILES.manifest);
  if (!existsSync(path)) {
    const why = existsSync(join(folder, STUDY_FILES.scenario))
      ? `has no ${STUDY_FILES.manifest}: the study was killed before its end. Run it again, and it goes on from there.`
      : `holds no study: there is no ${STUDY_FILES.manifest}. Name a folder that \`longrun run\` has written, like results/NAME.`;
    throw new UnreadableStudyError(folder, why);
  }
  const json = parseJson(folder, readText(path));
  if (z.object({ schema: z.literal(COMPARISON_SCHEMA) }).safeParse(json).success)
    throw new UnreadableStudyError(folder, 'holds a comparison; name the studies that it compared.');
  const parsed = manifestSchema.safeParse(json, { jitless: true });
  if (!parsed.success) {
    const at = parsed.error.issues[0]?.path.join('.') ?? '';
    throw new UnreadableStudyError(
      folder,
      `has a ${STUDY_FILES.manifest} without a valid "${at}", as of an older version. ${AGAIN}.`,
    );
  }
  const { model, streams } = parsed.data;
  if (model !== MODEL_VERSION || streams !== STREAMS_VERSION)
    throw new UnreadableStudyError(
      folder,
      `was simulated by ${model} with ${streams}, and this is ${MODEL_VERSION} with ${STREAMS_VERSION}: the same luck gives other numbers. ${AGAIN}.`,
    );
  return parsed.data;
}

function parseJson(folder: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new UnreadableStudyError(folder, `has a ${STUDY_FILES.manifest} that is not valid JSON. ${AGAIN}.`);
  }
}

function readPoint(
  folder: string,
  name: string,
  memory: ValueMemory,
): { readonly plan: string; readonly table: RunTable } {
  const path = join(folder, name);
  const header = readJournalHeader(path);
  if (header === null)
    throw new UnreadableStudyError(
      folder,
      `has no ${name}, or an empty one: its replications are lost. ${AGAIN}.`,
    );
  if (header.columns === null)
    throw new UnreadableStudyError(
      folder,
      `has a ${name} of an older version, which does not name its columns. ${AGAIN}.`,
    );
  const columns = columnsNamed(header.columns);
  if (columns === null)
    throw new UnreadableStudyError(folder, `has a ${name} with other columns than this version. ${AGAIN}.`);
  const results = new Results(columns, new JournalValues(path), memory);
  readJournal(path, rowWidth(columns), (chunk, offset) => results.add(chunk, offset));
  const table = results.table();
  if (table.rows === 0)
    throw new UnreadableStudyError(
      folder,
      `has no replications in ${name}. Run the study again, and it goes on from there.`,
    );
  return { plan: header.plan, table };
}

/** What a point sets, with its numbers in base units as they were when it was planned. */
function settingsOf(
  texts: Readonly<Record<string, string>>,
  parameters: readonly Parameter[],
): PointSettings {
  return parameters.flatMap(({ path, unit }) => {
    const text = texts[path];
    if (text === undefined) return [];
    return [{ path, text, number: unit === null ? null : (measure(text)?.value ?? null) }];
  });
}
