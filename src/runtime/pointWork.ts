import type { Column } from '../montecarlo/column.ts';
import { metricColumns } from '../montecarlo/columns.ts';
import { columnsOf } from '../montecarlo/runChunk.ts';
import type { UncertainPoint } from '../montecarlo/uncertainty/uncertainRunner.ts';
import { compileScenario } from '../scenario/compile.ts';
import type { ResolvedScenario } from '../scenario/resolve.ts';
import type { PointWork } from './worker.ts';

/** A point as it is simulated, with the columns of its rows. */
export function workOf({
  resolved,
  uncertain,
}: {
  readonly resolved: ResolvedScenario;
  readonly uncertain: Omit<UncertainPoint, 'name' | 'tree'> | null;
}): { readonly work: PointWork; readonly columns: readonly Column[] } {
  const { scenario, tree } = resolved;
  if (uncertain !== null) {
    const work = { kind: 'uncertain', point: { name: scenario.name, tree, ...uncertain } } as const;
    return { work, columns: metricColumns(uncertain.faultClasses) };
  }
  const input = compileScenario(scenario);
  return { work: { kind: 'fixed', input }, columns: columnsOf(input) };
}
