import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CATALOG_NAMES, type Catalog, type CatalogName, parseCatalog } from '../../src/scenario/catalog.ts';

export const repository: string = fileURLToPath(new URL('../..', import.meta.url));

/** The catalogues that come with longrun. */
export const catalog: Catalog = parseCatalog(
  Object.fromEntries(
    CATALOG_NAMES.map((name) => [
      name,
      readFileSync(join(repository, 'scenarios', 'catalog', `${name}.yaml`), 'utf8'),
    ]),
  ) as Record<CatalogName, string>,
);

/** Names of the scenarios that come with longrun. */
export const shipped: readonly string[] = readdirSync(join(repository, 'scenarios'))
  .filter((file) => file.endsWith('.yaml'))
  .map((file) => file.replace(/\.yaml$/, ''))
  .sort();

export function shippedText(name: string): string {
  return readFileSync(join(repository, 'scenarios', `${name}.yaml`), 'utf8');
}
