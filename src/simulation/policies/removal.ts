import type { RemovalInput } from './input.ts';
import type { NodeHistory } from './nodeHistory.ts';

/** Whether a node whose repair has just ended is given up for good. */
export type Removal = (node: number, now: number) => boolean;

type RemovalOf<Kind extends RemovalInput['kind']> = Extract<RemovalInput, { kind: Kind }>;

/** The registry: one line a policy. */
const REMOVALS: {
  readonly [Kind in RemovalInput['kind']]: (rule: RemovalOf<Kind>, history: NodeHistory) => Removal;
} = {
  never: () => () => false,
  threshold:
    ({ faults, windowSeconds }, history) =>
    (node, now) =>
      history.faultsSince(node, now - windowSeconds) >= faults,
  score:
    ({ limit }, history) =>
    (node) =>
      history.scoreOf(node, false) <= limit,
  any: ({ of }, history) => {
    const removals = of.map((rule) => createRemoval(rule, history));
    return (node, now) => removals.some((removes) => removes(node, now));
  },
};

export function createRemoval(rule: RemovalInput, history: NodeHistory): Removal {
  const create = REMOVALS[rule.kind] as (rule: RemovalInput, history: NodeHistory) => Removal;
  return create(rule, history);
}
