import type { RandomStream } from '../../engine/randomStream.ts';
import type { Fleet } from '../fleet.ts';
import type { SelectionInput } from './input.ts';
import type { NodeHistory } from './nodeHistory.ts';

/** The lower, the sooner a node is taken. */
export type Rank = (node: number) => number;

/** What a ranking may look at. */
export interface SelectionContext {
  readonly fleet: Fleet;
  readonly history: NodeHistory;
  readonly luck: RandomStream;
  /** A number that is lower the longer the node has been healthy: since the start or its last repair. */
  readonly healthySince: (node: number) => number;
}

/** The registry: one line a policy. */
const SELECTIONS: Readonly<Record<SelectionInput, (context: SelectionContext) => Rank>> = {
  order: ({ healthySince }) => healthySince,
  random:
    ({ luck }) =>
    () =>
      luck.uniform(),
  fewest_faults:
    ({ history }) =>
    (node) =>
      history.faultsOf(node),
  best_score:
    ({ history, fleet }) =>
    (node) =>
      -history.scoreOf(node, fleet.isActive(node)),
};

export function createRank(selection: SelectionInput, context: SelectionContext): Rank {
  return SELECTIONS[selection](context);
}

/** The member that ranks first; among equals the one that has been in its pool longest. */
export function firstByRank(members: ArrayLike<number>, rank: Rank, fleet: Fleet): number {
  let best = members[0]!;
  let bestRank = rank(best);
  for (let position = 1; position < members.length; position++) {
    const node = members[position]!;
    const nodeRank = rank(node);
    if (nodeRank < bestRank || (nodeRank === bestRank && fleet.arrivalOf(node) < fleet.arrivalOf(best))) {
      best = node;
      bestRank = nodeRank;
    }
  }
  return best;
}

/** Puts the first `count` nodes in random order (Fisher and Yates). */
export function shuffle(nodes: Int32Array, count: number, luck: RandomStream): void {
  for (let position = count - 1; position > 0; position--) {
    const other = luck.integerBelow(position + 1);
    const node = nodes[position]!;
    nodes[position] = nodes[other]!;
    nodes[other] = node;
  }
}
