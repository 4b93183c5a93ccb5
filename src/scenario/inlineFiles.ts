import { HOURLY_GROUPS, inlineHourly } from './hourly/hourlyFile.ts';
import { type InlinedFile, inlineTrace, type ReadBeside } from './traceFile.ts';
import type { Tree } from './tree.ts';

/** Puts what all files that a scenario names hold in their place, so that the scenario stands by itself. */
export function inlineFiles(tree: Tree, read: ReadBeside | undefined): InlinedFile {
  const steps = [
    inlineTrace,
    ...HOURLY_GROUPS.map(
      (group) => (at: Tree, from: ReadBeside | undefined) => inlineHourly(at, group, from),
    ),
  ];
  return steps.reduce<InlinedFile>(
    (before, step) => {
      const next = step(before.tree, read);
      return {
        tree: next.tree,
        findings: [...before.findings, ...next.findings],
        problems: [...before.problems, ...next.problems],
        locate: (path) => next.locate(path) ?? before.locate(path),
      };
    },
    { tree, findings: [], problems: [], locate: () => undefined },
  );
}
