import type { AxisGroup } from '../montecarlo/sweep/axis.ts';
import { groupAt } from '../montecarlo/sweep/points.ts';
import { table } from './format.ts';
import { settingText } from './studyView.ts';

const SHARES = [0.05, 0.5, 0.95] as const;

/** What is not known of a scenario: quantiles of ranges, the values of lists. */
export function uncertaintyText(groups: readonly AxisGroup[]): string {
  const rows = groups.flatMap((group) =>
    group.map(({ path, span }) => {
      const parameter = { path, unit: null };
      switch (span.kind) {
        case 'values':
          return [path, `one of ${span.values.map(({ text }) => text).join(', ')}`];
        case 'range':
          return [
            path,
            ...SHARES.map((share) => settingText({ settings: groupAt(group, share) }, parameter)),
          ];
        default:
          return span satisfies never;
      }
    }),
  );
  return table([['', '5 %', 'half', '95 %'], ...rows]);
}
