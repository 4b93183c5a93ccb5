import type { PointSettings } from '../montecarlo/sweep/points.ts';
import { scenarioGroups } from '../montecarlo/sweep/scenarioGroups.ts';
import { createDraws } from '../montecarlo/uncertainty/draws.ts';
import { withSettings } from '../montecarlo/uncertainty/withSettings.ts';
import { loadCatalog } from '../runtime/packageFiles.ts';
import type { ResolvedScenario } from '../scenario/resolve.ts';

/** The scenario that a replication of `run` simulates: with what is uncertain drawn. @throws ScenarioError */
export function drawnScenario(
  resolved: ResolvedScenario,
  replication: number,
): { readonly resolved: ResolvedScenario; readonly settings: PointSettings } {
  const groups = scenarioGroups(resolved, 'uncertainty');
  if (groups.length === 0) return { resolved, settings: [] };
  const { name, study } = resolved.scenario;
  const { seed } = study;
  const { settings } = createDraws({ groups, plan: 'each', seed })(replication);
  return { resolved: withSettings({ name, tree: resolved.tree }, settings, loadCatalog()), settings };
}
