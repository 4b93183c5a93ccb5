import type { AxisGroup } from '../montecarlo/sweep/axis.ts';
import { groupName, type PointSettings } from '../montecarlo/sweep/points.ts';
import { scenarioGroups } from '../montecarlo/sweep/scenarioGroups.ts';
import { faultClassesOf } from '../montecarlo/uncertainty/checkDraws.ts';
import type { StudyPoint } from '../runtime/runStudy.ts';
import type { Catalog } from '../scenario/catalog.ts';
import type { ResolvedScenario } from '../scenario/resolve.ts';
import { UsageError } from './exit.ts';

/** Points of a sweep whose rows draw what their scenario leaves uncertain. Multiples are those of the value at the point. */
export function uncertainPoints(
  points: readonly { readonly settings: PointSettings; readonly resolved: ResolvedScenario }[],
  catalog: Catalog,
): StudyPoint[] {
  const groups = points.map(({ resolved }) => scenarioGroups(resolved, 'uncertainty'));
  refuseOverridden(points[0]!.settings, groups);
  return points.map(({ settings, resolved }, index): StudyPoint => {
    const own = groups[index]!;
    if (own.length === 0) return { settings, resolved, uncertain: null };
    const { seed } = resolved.scenario.study;
    return {
      settings,
      resolved,
      uncertain: {
        uncertainty: { groups: own, plan: 'each', seed },
        catalog,
        faultClasses: faultClassesOf(resolved, own, catalog),
      },
    };
  });
}

/** A draw that is the same whatever a point sets would make the points all alike. */
function refuseOverridden(settings: PointSettings, groups: readonly (readonly AxisGroup[])[]): void {
  for (const [index, group] of (groups[0] ?? []).entries()) {
    const path = group.find((axis) => settings.some((setting) => setting.path === axis.path))?.path;
    if (path === undefined || groups.length < 2) continue;
    const different = new Set(groups.map((own) => JSON.stringify(own[index])));
    if (different.size > 1) continue;
    throw new UsageError(
      `${path} is swept, but each replication draws it from the uncertainty of ${groupName(group)}; make that multiples, like "0.5x..2x", or take it out with --set uncertainty=null`,
    );
  }
}
