import type * as z from 'zod';
import { acceleratorSchema, failureSetSchema, modelSchema, nodeSchema } from './catalogSchema.ts';
import { parseSource } from './document.ts';
import { type Problem, ScenarioError } from './problems.ts';
import { siteSchema } from './schema/site.ts';
import { isTreeObject, type Tree, type TreeObject, type TreePath } from './tree.ts';

/** The catalogues, by the name of their file in scenarios/catalog/ without `.yaml`. */
export const CATALOG_NAMES = ['accelerators', 'nodes', 'models', 'failures', 'sites'] as const;
export type CatalogName = (typeof CATALOG_NAMES)[number];

/** Rows of every catalogue as plain data, in file order. */
export type Catalog = Readonly<Record<CatalogName, TreeObject>>;

/** Where a scenario may name a catalogue row instead of writing it out. */
export const CATALOG_REFERENCES: readonly { readonly path: TreePath; readonly catalog: CatalogName }[] = [
  { path: ['cluster', 'node'], catalog: 'nodes' },
  { path: ['cluster', 'node', 'accelerator'], catalog: 'accelerators' },
  { path: ['workload', 'model'], catalog: 'models' },
  { path: ['failures', 'set'], catalog: 'failures' },
  { path: ['site'], catalog: 'sites' },
];

/** Schema of one row of each catalogue. */
export const CATALOG_SCHEMAS: Readonly<Record<CatalogName, z.ZodType>> = {
  accelerators: acceleratorSchema,
  nodes: nodeSchema,
  models: modelSchema,
  failures: failureSetSchema,
  sites: siteSchema,
};

/** A run in which nothing fails: in no catalogue, because it is no measurement. */
const NO_FAILURES: TreeObject = { name: 'Nothing fails', rate: '0 / (node day)', classes: {} };

/** Reads the catalogues: `sources` maps a catalogue's name to its YAML, or to the rows that were parsed from it before. */
export function parseCatalog(sources: Readonly<Record<CatalogName, string | TreeObject>>): Catalog {
  const rows = {} as Record<CatalogName, TreeObject>;
  const problems: Problem[] = [];
  for (const name of CATALOG_NAMES) {
    const given = sources[name];
    if (typeof given !== 'string') {
      rows[name] = given;
      continue;
    }
    const source = parseSource(`catalog/${name}.yaml`, given);
    problems.push(...source.problems);
    const tree: Tree = source.tree;
    rows[name] = isTreeObject(tree) ? tree : {};
  }
  if (problems.length > 0) throw new ScenarioError(problems);
  rows.failures = { none: NO_FAILURES, ...rows.failures };
  return rows;
}
