import type { ResolvedScenario } from '../../scenario/resolve.ts';
import { type AxisGroup, groupOf, type Place } from './axis.ts';
import { valueAt } from './valueAt.ts';

/** What a scenario says of the values of a path: the text of an option, or a list of values. */
type GivenValues = string | readonly (string | number | boolean)[];

/** The groups of axes that stand in a scenario, at `uncertainty` or `study.sweep`. @throws ScenarioError */
export function scenarioGroups(resolved: ResolvedScenario, at: 'uncertainty' | 'study.sweep'): AxisGroup[] {
  const { uncertainty, study } = resolved.scenario;
  const given: Readonly<Record<string, GivenValues>> =
    (at === 'uncertainty' ? uncertainty : study.sweep) ?? {};
  return Object.entries(given).map(([paths, values]) => {
    const text = typeof values === 'string' ? values : values.map(itemText).join(', ');
    return groupOf(paths, text, (path) => valueAt(resolved.tree, path), placeOf(resolved, at, paths));
  });
}

/** A value of a list as an item of the text, where commas part items. */
function itemText(value: string | number | boolean): string {
  return typeof value === 'string' && value.includes(',') ? JSON.stringify(value) : String(value);
}

function placeOf({ origin, scenario }: ResolvedScenario, at: string, paths: string): Place {
  const path = `${at}.${paths}`;
  const found = origin([...at.split('.'), paths]);
  switch (found.from) {
    case 'file':
      return { file: found.file, line: found.line, path };
    case 'set':
      return { file: found.option, path };
    case 'catalogue':
    case 'default':
      return { file: scenario.name, path };
    default:
      return found satisfies never;
  }
}
