import { createRequire } from 'node:module';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { inCi, longrun, read, temporaryFolder, write } from '../support/cli.ts';
import { recordsOf } from '../support/csvText.ts';
import { small } from '../support/scenarioText.ts';

/**
 * The data package through the library of Frictionless Data (npm `datapackage`): the descriptor against the published schemas,
 * every cell against the type of its field. LONGRUN_FRICTIONLESS names a folder in which it is installed; it is no
 * dependency of this package, because it is not kept up any more.
 */
const place = process.env['LONGRUN_FRICTIONLESS'] ?? '';

interface Resource {
  readonly name: string;
  readonly descriptor: { readonly format: string; readonly path: string | readonly string[] };
  /** Throws where a cell does not have the type of its field, or the header another name. */
  readonly read: (options: { keyed: true }) => Promise<Record<string, unknown>[]>;
}
interface Frictionless {
  readonly Package: {
    load(
      descriptor: object,
      options: { basePath: string },
    ): Promise<{
      readonly valid: boolean;
      readonly errors: readonly Error[];
      readonly resources: readonly Resource[];
    }>;
  };
}

const folder = temporaryFolder();
write(folder, 'small.yaml', small());

const STUDIES: readonly (readonly [string, string, ...string[]])[] = [
  ['plain', ',', '--wide', '--histogram', '--ecdf'],
  ['german', ';', '--csv-decimal', 'comma', '--wide', '--histogram', '--ecdf'],
  ['split', ',', '--split-rows', '20', '--format', 'both'],
];

beforeAll(async () => {
  if (place === '') return;
  for (const [name, , ...args] of STUDIES) {
    const sweep = ['--sweep', 'failures.set=rsc-1,llama3-2024'];
    const { code, stderr } = await longrun(
      ['compare', 'small.yaml', '-n', '25', '--name', name, '--quiet', ...sweep, ...args],
      { cwd: folder },
    );
    expect(code, stderr).toBe(0);
  }
});

describe.each(STUDIES)('the data package of a %s study', (name, delimiter) => {
  it('is valid, and so is every cell', async ({ skip }) => {
    if (place === '') {
      expect(inCi, 'with CI set LONGRUN_FRICTIONLESS must name a folder').toBe(false);
      skip('LONGRUN_FRICTIONLESS is not set');
      return;
    }
    const { Package } = createRequire(join(place, 'package.json'))('datapackage') as Frictionless;
    const basePath = join(folder, 'results', name);
    const descriptor = JSON.parse(read(basePath, 'datapackage.json'));
    const whole = await Package.load(descriptor, { basePath });
    expect(whole.errors).toEqual([]);
    expect(whole.valid).toBe(true);

    // The library reads tables of one CSV file: parts are given to it as resources of their own.
    const files = descriptor.resources
      .filter(({ format }: { format: string }) => format === 'csv')
      .flatMap((resource: { path: string | string[] }) =>
        [resource.path].flat().map((path) => ({ ...resource, path, name: path })),
      );
    const parts = await Package.load({ ...descriptor, resources: files }, { basePath });
    expect(parts.valid).toBe(true);
    let cells = 0;
    for (const resource of parts.resources) {
      const typed = await resource.read({ keyed: true });
      const written = recordsOf(read(basePath, resource.name), delimiter);
      expect(typed).toHaveLength(written.length);
      for (const [row, record] of written.entries()) {
        for (const [column, cell] of Object.entries(record)) {
          const value = typed[row]![column];
          const same =
            typeof value === 'number' ? Number(cell.replace(',', '.')) === value : (value ?? '') === cell;
          expect(same, `${resource.name}, row ${row}, ${column}: ${cell}`).toBe(true);
          cells += 1;
        }
      }
    }
    expect(cells).toBeGreaterThan(5000);
  });
});
