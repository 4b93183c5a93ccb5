import type { PointSettings } from '../montecarlo/sweep/points.ts';
import { scenarioGroups } from '../montecarlo/sweep/scenarioGroups.ts';
import { faultClassesOf } from '../montecarlo/uncertainty/checkDraws.ts';
import type { StudyPoint } from '../runtime/runStudy.ts';
import type { Catalog } from '../scenario/catalog.ts';
import type { ResolvedScenario } from '../scenario/resolve.ts';

/** Points of a sweep whose rows draw what their scenario leaves uncertain. Multiples are those of the value at the point. */
export function uncertainPoints(
  points: readonly { readonly settings: PointSettings; readonly resolved: ResolvedScenario }[],
  catalog: Catalog,
): StudyPoint[] {
  const groups = points.map(({ resolved }) => scenarioGroups(resolved, 'uncertainty'));
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
