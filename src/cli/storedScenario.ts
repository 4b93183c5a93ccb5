import type { ResolvedScenario } from '../scenario/resolve.ts';
import { deleteAt, setAt, type Tree } from '../scenario/tree.ts';

/** What options say of the points of a study. */
interface GivenPoints {
  readonly sweep: readonly string[];
  readonly zip?: boolean;
  readonly sample?: string;
  readonly points?: number;
}

/** The scenario of a study with what the options vary in it, so that the same command on it gives the same study. */
export function storedScenario(
  { tree }: Pick<ResolvedScenario, 'tree'>,
  { sweep, zip, sample, points }: GivenPoints,
): Tree {
  const given: readonly (readonly [string, Tree | undefined])[] = [
    ['sweep', sweep.length === 0 ? undefined : Object.fromEntries(sweep.map(pathAndValues))],
    ['zip', zip],
    ['sample', sample],
    ['points', points],
  ];
  return given.reduce<Tree>((stored, [key, value]) => {
    const path = ['study', key];
    if (value !== undefined) return setAt(stored, path, value);
    // Axes of the command line take the place of all that the scenario says of points.
    return sweep.length > 0 ? deleteAt(stored, path) : stored;
  }, tree);
}

function pathAndValues(text: string): readonly [string, string] {
  const equals = text.indexOf('=');
  return [text.slice(0, equals).trim(), text.slice(equals + 1).trim()];
}
