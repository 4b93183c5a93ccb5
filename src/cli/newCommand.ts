import { basename, dirname, relative, resolve, sep } from 'node:path';
import { Command } from 'commander';
import { FileError, statsOf, writeFileAtomically } from '../runtime/fileSystem.ts';
import { besideScenario, loadCatalog, readScenario, shippedScenarios } from '../runtime/packageFiles.ts';
import { renamedScenario } from '../scenario/renamed.ts';
import { resolveScenario } from '../scenario/resolve.ts';
import { EXIT, UsageError } from './exit.ts';
import { withOutputOptions } from './scenarioOptions.ts';
import { createTerminal, type TerminalOptions } from './terminal.ts';

interface NewOptions extends TerminalOptions {
  readonly from: string;
  readonly title?: string;
  readonly force?: boolean;
  readonly json?: boolean;
}

/** Small, with every group that a plan needs, and ranges where nothing is known yet. */
const DEFAULT_FROM = 'uncertain-70b-run';

export function newCommand(finish: (code: number) => void): Command {
  const command = new Command('new')
    .description("a scenario of one's own, from one that is there")
    .argument('<name>', 'name of the scenario, written to <name>.yaml; or a path that ends in it')
    .option('--from <scenario>', 'scenario file, or the name of one that comes with longrun', DEFAULT_FROM)
    .option('--title <text>', 'one line for people (default: that of the other scenario)')
    .option('--force', 'write over a file that is there');
  withOutputOptions(command).addHelpText(
    'after',
    `
Examples:
  longrun new my-run && longrun run my-run.yaml
  longrun new plans/next-llama --from llama3-405b-16k-h100 --title "The next Llama"`,
  );
  return command.action((given: string, options: NewOptions) => finish(run(given, options)));
}

function run(given: string, options: NewOptions): number {
  const terminal = createTerminal(options);
  const name = basename(given).replace(/\.ya?ml$/, '');
  if (!/^[a-z0-9][a-z0-9.-]*$/.test(name)) {
    throw new UsageError(
      `a scenario cannot be called "${name}": a name is lower-case letters, digits, dots and dashes`,
    );
  }
  if (/[/\\]$/.test(given) || /\.json$/.test(name) || /\.ya?ml$/.test(name) || name.includes('..'))
    throw new UsageError(`${given} does not end in a name; write it like plans/my-run`);
  const file = /\.ya?ml$/.test(given) ? given : `${given}.yaml`;
  const title = options.title?.trim();
  if (title !== undefined && !/^\P{Cc}+$/u.test(title))
    throw new UsageError('--title must be one line of text');
  const there = placeOf(file);
  if (there?.isDirectory() === true) throw new UsageError(`${file} is a folder; choose another name`);
  if (there !== undefined && options.force !== true)
    throw new UsageError(`${file} is there already; choose another name, or --force to write over it`);
  if (options.from === '')
    throw new UsageError(
      '--from is empty; give a scenario file, or a name that "longrun list scenarios" shows',
    );
  const source = readScenario(options.from);
  // What the scenario names beside itself must be beside the copy.
  const { scenario } = resolveScenario(source.file, source.text, loadCatalog(), [], {
    readBeside: besideScenario(file),
  });
  const copy = renamedScenario(source.text, {
    name,
    firstLine: `Made from the scenario ${scenario.name} by longrun new.`,
    ...(title === undefined ? {} : { title }),
  });
  try {
    writeFileAtomically(file, [withSchemaFrom(copy, source.file, file)]);
  } catch (error) {
    throw refused(file, error);
  }
  if (options.json === true) {
    terminal.out(JSON.stringify({ schema: 'longrun-new/1', name, file, from: scenario.name }));
  } else {
    // Within the repository the new file is itself one of those that come with longrun.
    const shipped = shippedScenarios().filter((path) => resolve(path) !== resolve(file));
    if (shipped.some((path) => basename(path, '.yaml') === name))
      terminal.note(`longrun: a scenario called ${name} comes with longrun; run this one as ./${file}`);
    terminal.note(`longrun: scenario ${name} written to ${file}, from ${scenario.name}`);
  }
  return EXIT.ok;
}

/** What is at the path of the new scenario. */
function placeOf(file: string): ReturnType<typeof statsOf> {
  try {
    return statsOf(file);
  } catch (error) {
    throw refused(file, error);
  }
}

/** Why a scenario cannot be written to a path; there is no --out here that could be another one. */
const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'not permitted',
  EROFS: 'the file system is read-only',
  ENOTDIR: 'a part of the path is a file, not a folder',
  EEXIST: 'a part of the path is a file, not a folder',
  ENOENT: 'its folder cannot be made',
  ENAMETOOLONG: 'the name is too long',
};

function refused(file: string, error: unknown): unknown {
  const reason = error instanceof FileError ? REASONS[error.code] : undefined;
  return reason === undefined
    ? error
    : new UsageError(`${file} cannot be written: ${reason}; choose another place`);
}

/** The copy with the schema that editors check it by where the original had it: a path there is relative to the scenario. */
function withSchemaFrom(copy: string, original: string, file: string): string {
  return copy.replace(
    /^(# yaml-language-server: \$schema=)(\.\.?\/\S+)/m,
    (_, start: string, path: string) => {
      const fromCopy = relative(dirname(resolve(file)), resolve(dirname(original), path)).replaceAll(
        sep,
        '/',
      );
      return start + (fromCopy.startsWith('.') ? fromCopy : `./${fromCopy}`);
    },
  );
}
