import type { Catalog } from '../../scenario/catalog.ts';
import { compileScenario } from '../../scenario/compile.ts';
import type { Tree } from '../../scenario/tree.ts';
import type { Column } from '../column.ts';
import { metricColumns } from '../columns.ts';
import { type ChunkRunner, chunkRunner, columnsOf } from '../runChunk.ts';
import { createDraws, type Uncertainty } from './draws.ts';
import { withSettings } from './withSettings.ts';

/** A point whose rows draw their scenario, as plain data that crosses threads. */
export interface UncertainPoint {
  readonly name: string;
  /** The resolved scenario that draws are set in. */
  readonly tree: Tree;
  readonly uncertainty: Uncertainty;
  /** For draws that name a row of it. */
  readonly catalog: Catalog;
  /** All fault classes that draws can have. */
  readonly faultClasses: readonly string[];
}

/** Simulates chunks of a point whose rows draw their scenario. A draw that is not allowed becomes a row with its message. */
export function createUncertainRunner({
  name,
  tree,
  uncertainty,
  catalog,
  faultClasses,
}: UncertainPoint): ChunkRunner {
  const columns = metricColumns(faultClasses);
  const draw = createDraws(uncertainty);
  return chunkRunner(columns, uncertainty.seed, (row) => {
    const { settings, luck } = draw(row);
    const input = compileScenario(withSettings({ name, tree }, settings, catalog).scenario);
    return { input, luck, columns: inPlaces(columns, columnsOf(input)) };
  });
}

/** The columns of a row in the places of the point's: null where the row has none. */
function inPlaces(places: readonly Column[], own: readonly Column[]): readonly (Column | null)[] {
  const byName = new Map(own.map((column) => [column.name, column]));
  return places.map(({ name }) => byName.get(name) ?? null);
}
