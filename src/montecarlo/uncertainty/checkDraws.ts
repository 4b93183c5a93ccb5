import type { Catalog } from '../../scenario/catalog.ts';
import { compileScenario } from '../../scenario/compile.ts';
import { ScenarioError } from '../../scenario/problems.ts';
import type { ResolvedScenario } from '../../scenario/resolve.ts';
import type { AxisGroup } from '../sweep/axis.ts';
import { groupAt, groupName } from '../sweep/points.ts';
import { withSettings } from './withSettings.ts';

/** Where a range is tried: nearly its ends, and its middle. */
const TRIED = [0.001, 0.5, 0.999];

/**
 * Tries each group alone, at all values of a list and at the ends and the middle of a range. Draws farther out, or of several
 * groups together, may still not be allowed: they become failed rows.
 * @throws ScenarioError
 */
export function checkDraws(resolved: ResolvedScenario, groups: readonly AxisGroup[], catalog: Catalog): void {
  for (const group of groups) {
    for (const share of isList(group) ? listShares(group) : TRIED) {
      const settings = groupAt(group, share);
      try {
        compileScenario(withSettings(named(resolved), settings, catalog).scenario);
      } catch (error) {
        if (!(error instanceof ScenarioError)) throw error;
        const drawn = settings.map(({ path, text }) => `${path}=${text}`).join(', ');
        throw new ScenarioError(
          error.problems.map((problem) => ({
            ...problem,
            file: `uncertainty of ${groupName(group)}`,
            message: `${problem.message} (tried ${drawn})`,
          })),
        );
      }
    }
  }
}

/** All fault classes that draws can have: those of the scenario, and of the values of lists, which may name failure sets. */
export function faultClassesOf(
  resolved: ResolvedScenario,
  groups: readonly AxisGroup[],
  catalog: Catalog,
): readonly string[] {
  const drawn = groups
    .filter(isList)
    .flatMap((group) =>
      listShares(group).map((share) => withSettings(named(resolved), groupAt(group, share), catalog)),
    );
  const names = [resolved, ...drawn].flatMap(({ scenario }) =>
    compileScenario(scenario).faults.classes.map(({ name }) => name),
  );
  return [...new Set(names)];
}

function named({ scenario, tree }: ResolvedScenario) {
  return { name: scenario.name, tree };
}

function isList(group: AxisGroup): boolean {
  return group.some(({ span }) => span.kind === 'values');
}

/** A share for each value. */
function listShares(group: AxisGroup): readonly number[] {
  const sizes = group.map(({ span }) => (span.kind === 'values' ? span.values.length : 0));
  const most = Math.max(...sizes);
  return Array.from({ length: most }, (_, index) => (index + 0.5) / most);
}
