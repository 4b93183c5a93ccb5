import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { appendFileSync, cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadCatalog } from '../../src/runtime/packageFiles.ts';
import { CATALOG_NAMES, parseCatalog } from '../../src/scenario/catalog.ts';
import { parseSource } from '../../src/scenario/document.ts';
import { isTreeObject, type TreeObject } from '../../src/scenario/tree.ts';
import { catalog, repository } from '../support/catalog.ts';
import { read, temporaryFolder } from '../support/cli.ts';

type Built = Record<string, { sha256: string; rows: TreeObject }>;

describe('the catalogues that the build parsed', () => {
  const built = JSON.parse(read(repository, 'dist', 'catalog.json')) as Built;

  it.each(CATALOG_NAMES)('%s holds the rows of the YAML, under its hash', (name) => {
    const text = read(repository, 'scenarios', 'catalog', `${name}.yaml`);
    expect(built[name]?.sha256).toBe(createHash('sha256').update(text).digest('hex'));
    expect(built[name]?.rows).toEqual(parseSource('some.yaml', text).tree);
  });

  it('load as the YAML would, in the same order', () => {
    expect(JSON.stringify(loadCatalog())).toBe(JSON.stringify(catalog));
  });
});

describe('a package whose catalogue was changed after the build', () => {
  const folder = temporaryFolder();
  for (const part of ['dist', 'scenarios', 'package.json']) {
    cpSync(join(repository, part), join(folder, part), { recursive: true });
  }
  const sites = () => {
    const bundle = join(folder, 'dist', 'longrun.mjs');
    return spawnSync(process.execPath, [bundle, 'list', 'sites'], { encoding: 'utf8' }).stdout;
  };

  it('shows the change, and needs no built rows at all', () => {
    expect(sites()).not.toContain('elsewhere');
    const row = 'elsewhere: { pue: 1.5, price: 1 USD/kWh, carbon: 1 gCO2/kWh }\n';
    appendFileSync(join(folder, 'scenarios', 'catalog', 'sites.yaml'), row);
    const changed = sites();
    expect(changed).toMatch(/^elsewhere +1\.5/m);
    expect(changed.split('\n').length).toBe(Object.keys(catalog.sites).length + 2);
    rmSync(join(folder, 'dist', 'catalog.json'));
    expect(sites()).toBe(changed);
  });
});

describe('parseCatalog', () => {
  it('takes text and parsed rows side by side', () => {
    const rows: TreeObject = { here: { pue: 1.1 } };
    const mixed = parseCatalog({
      accelerators: 'a: { memory: 1 GB }',
      nodes: '',
      models: '',
      failures: '',
      sites: rows,
    });
    expect(isTreeObject(mixed.accelerators['a'])).toBe(true);
    expect(mixed.sites).toEqual(rows);
    expect(Object.keys(mixed.failures)).toEqual(['none']);
  });
});
