import { SOBOL_DIMENSIONS } from '../montecarlo/sampling/sobolSequence.ts';
import type { AxisGroup } from '../montecarlo/sweep/axis.ts';
import { groupAt, groupName, type PointSettings } from '../montecarlo/sweep/points.ts';
import { scenarioGroups } from '../montecarlo/sweep/scenarioGroups.ts';
import { ownSetting } from '../montecarlo/sweep/valueAt.ts';
import { runsOfDesignRow } from '../montecarlo/uncertainty/draws.ts';
import { withSettings } from '../montecarlo/uncertainty/withSettings.ts';
import { loadCatalog } from '../runtime/packageFiles.ts';
import type { StudyPoint } from '../runtime/runStudy.ts';
import { deleteAt } from '../scenario/tree.ts';
import { UsageError } from './exit.ts';
import type { LoadedPoints } from './sweepOptions.ts';

/** A study of what matters: point 0 has the rows of a Sobol design, point 1 the scenario as it is, then two a parameter. */
export interface SensitivityDesign extends LoadedPoints {
  readonly groups: readonly AxisGroup[];
}

/** Column that says what a point is there for. */
export const DESIGN = 'design';

/** Where a tornado tries a parameter. */
const LOW = 0.05;
const HIGH = 0.95;

/** The points of a study of what matters, of `rows` rows of the Sobol design and as many replications of the others. @throws UsageError */
export function sensitivityDesign(loaded: LoadedPoints, rows: number): SensitivityDesign {
  const { base, points } = loaded;
  const groups = scenarioGroups(base, 'uncertainty');
  const [only, ...others] = points;
  if (groups.length === 0 || only!.uncertain === null)
    throw new UsageError(
      'nothing is uncertain: give the scenario an uncertainty section, or --uncertain "failures.rate=0.5x..2x lognormal"',
    );
  if (others.length > 0)
    throw new UsageError(
      'the scenario sweeps; sensitivity is of one point. Take it out with --set study.sweep=null',
    );
  const most = Math.floor(SOBOL_DIMENSIONS / 2);
  if (groups.length > most)
    throw new UsageError(`${groups.length} parameters are uncertain; a Sobol design takes ${most} at most`);
  const catalog = loadCatalog();
  const known = { name: base.scenario.name, tree: deleteAt(base.tree, ['uncertainty']) };
  const own = groups.flat().map(({ path }) => ownSetting(base.tree, path));
  const point = (design: string, settings: PointSettings): StudyPoint => ({
    settings: [{ path: DESIGN, text: design, number: null }, ...settings, ...own],
    resolved: withSettings(known, settings, catalog),
    uncertain: null,
  });
  const { uncertain, resolved } = only!;
  return {
    ...loaded,
    groups,
    parameters: [{ path: DESIGN, unit: null }],
    points: [
      {
        settings: [{ path: DESIGN, text: 'sobol', number: null }],
        resolved,
        uncertain: { ...uncertain!, uncertainty: { ...uncertain!.uncertainty, plan: 'sobol' } },
        rows: rows * runsOfDesignRow(groups.length),
      },
      point('baseline', []),
      ...groups.flatMap((group) => [
        point(`low ${groupName(group)}`, groupAt(group, LOW)),
        point(`high ${groupName(group)}`, groupAt(group, HIGH)),
      ]),
    ],
    overridden: true,
  };
}
