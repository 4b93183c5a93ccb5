import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { shipped } from '../support/catalog.ts';
import { inCi, longrun, read, temporaryFolder } from '../support/cli.ts';

/**
 * What the shipped scenarios give, byte for byte. A change of these files is a change of results: bump MODEL_VERSION or
 * STREAMS_VERSION, say why in CHANGELOG.md, and write them anew with
 *
 *     npm run build && UPDATE_GOLDEN=1 npx vitest run tests/golden
 */
const UPDATE = process.env['UPDATE_GOLDEN'] === '1';

const here = fileURLToPath(new URL('.', import.meta.url));
const folder = temporaryFolder();

describe('twenty replications', () => {
  it.each(shipped)('of %s give the summary that is committed', async (name) => {
    const result = await longrun(['run', name, '-n', '20', '-o', folder, '--quiet']);
    expect(result.code).toBe(0);
    const summary = read(folder, name, 'summary.csv');
    const golden = join(here, `${name}.summary.csv`);
    if (UPDATE) {
      expect(inCi, 'golden files are not written where CI is set').toBe(false);
      writeFileSync(golden, summary);
    }
    expect(existsSync(golden), `${name}.summary.csv is not there; see how to write it above`).toBe(true);
    expect(summary).toBe(read(golden));
  });
});
