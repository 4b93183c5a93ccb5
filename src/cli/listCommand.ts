import { Argument, Command } from 'commander';
import { loadCatalog, readText, shippedScenarios } from '../runtime/packageFiles.ts';
import { CATALOG_NAMES, type CatalogName } from '../scenario/catalog.ts';
import { parseSource } from '../scenario/document.ts';
import { scenarioHeader } from '../scenario/header.ts';
import { getAt, isTreeObject, type Tree } from '../scenario/tree.ts';
import { EXIT } from './exit.ts';
import { withOutputOptions } from './scenarioOptions.ts';
import { createTerminal, type TerminalOptions } from './terminal.ts';

interface Row {
  readonly id: string;
  readonly facts: readonly string[];
  readonly name: string;
  /** Of a scenario, what its header says that it teaches. */
  readonly teaches?: string;
}

/** What is shown of a catalogue row beside its name. */
const FACTS: Readonly<Record<CatalogName, readonly string[]>> = {
  accelerators: ['memory', 'peak.bf16', 'power.max'],
  nodes: ['gpus', 'accelerator', 'price'],
  models: ['parameters', 'active_parameters', 'tokens'],
  failures: ['rate', 'confidence'],
  sites: ['pue', 'price', 'carbon'],
};

export function listCommand(finish: (code: number) => void): Command {
  const command = new Command('list')
    .description('the catalogues and the scenarios that come with longrun')
    .addArgument(
      new Argument('[what]', 'which of them').choices([...CATALOG_NAMES, 'scenarios']).default('scenarios'),
    );
  withOutputOptions(command);
  return command.action((what: CatalogName | 'scenarios', options: TerminalOptions & { json?: boolean }) => {
    const terminal = createTerminal(options);
    const rows = what === 'scenarios' ? scenarioRows() : catalogRows(what);
    if (options.json === true) {
      terminal.out(JSON.stringify({ schema: 'longrun-list/1', what, rows }));
    } else {
      const columns = rows.map(({ id, facts, name }) => [id, ...facts, name]);
      const widths = (columns[0] ?? []).map((_, index) =>
        Math.max(...columns.map((cells) => (cells[index] ?? '').length)),
      );
      for (const cells of columns) {
        terminal.out(
          cells
            .map((cell, index) => cell.padEnd(widths[index] ?? 0))
            .join('  ')
            .trimEnd(),
        );
      }
    }
    finish(EXIT.ok);
  });
}

function scenarioRows(): Row[] {
  return shippedScenarios().map((file) => {
    const source = readText(file);
    const { tree } = parseSource(file, source);
    return {
      id: text(getAt(tree, ['name'])),
      facts: [],
      name: text(getAt(tree, ['title'])),
      teaches: scenarioHeader(source).teaches,
    };
  });
}

function catalogRows(catalog: CatalogName): Row[] {
  return Object.entries(loadCatalog()[catalog]).map(([id, row]) => ({
    id,
    facts: FACTS[catalog].map((path) => text(getAt(row, path.split('.')))),
    name: text(getAt(row, ['name'])),
  }));
}

/** A group in one cell: the plain values in it, after the name of the group within: `wholesale US-TEX-ERCO 2024`. */
function text(value: Tree | undefined): string {
  if (value === undefined || value === null || Array.isArray(value)) return '';
  if (!isTreeObject(value)) return String(value);
  return Object.entries(value)
    .map(([key, inner]) => (isTreeObject(inner) ? `${key} ${text(inner)}` : text(inner)).trim())
    .filter((part) => part !== '')
    .join(' ');
}
