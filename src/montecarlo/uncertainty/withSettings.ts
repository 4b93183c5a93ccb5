import type { Catalog } from '../../scenario/catalog.ts';
import { type ResolvedScenario, resolveAgain } from '../../scenario/resolve.ts';
import type { Tree } from '../../scenario/tree.ts';
import type { PointSettings } from '../sweep/points.ts';

/** The scenario of a resolved tree with what a draw sets in place; `name` is what problems call it. @throws ScenarioError */
export function withSettings(
  { name, tree }: { readonly name: string; readonly tree: Tree },
  settings: PointSettings,
  catalog: Catalog,
): ResolvedScenario {
  const overrides = settings.map(({ path, text }) => ({ path, value: text, option: `drawn ${path}` }));
  return resolveAgain(name, tree, catalog, overrides);
}
