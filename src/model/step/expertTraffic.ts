import { allToAllSeconds, distinctToAllSeconds, type Fabric, groupOf } from './collectives.ts';
import type { ExpertFacts } from './profile.ts';
import type { Experts } from './transformer.ts';

/** Seconds of the experts' all-to-all of one layer and micro-batch, hidden or not. */
export interface ExpertTraffic {
  readonly forward: number;
  readonly backward: number;
}

const NONE: ExpertTraffic = { forward: 0, backward: 0 };
const RETURN_BYTES = 2;

/**
 * Tokens to their experts and back, and the same for their gradients. `elements` of this rank's tokens, before each is
 * copied to `active` experts. `again`: the forward pass runs once more for recomputation.
 */
export function expertTraffic(
  fabric: Fabric,
  facts: ExpertFacts,
  experts: Experts | null,
  ranks: number,
  elements: number,
  again: boolean,
): ExpertTraffic {
  if (experts === null || ranks <= 1) return NONE;
  const { active } = experts;
  const group = groupOf(fabric, ranks, 1);
  const seconds = (bytes: number): number =>
    facts.dispatch === 'copies'
      ? allToAllSeconds(fabric, group, active * elements * bytes)
      : distinctToAllSeconds(fabric, group, elements * bytes, active);
  const back = seconds(RETURN_BYTES);
  const forward = seconds(facts.dispatchBytes) + back;
  return { forward, backward: 2 * back + (again ? forward : 0) };
}
