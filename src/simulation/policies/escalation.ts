import type { EscalationInput } from './input.ts';
import type { NodeHistory } from './nodeHistory.ts';

/** Whether a node goes straight to manual repair. */
export type Escalation = (node: number, now: number) => boolean;

type EscalationOf<Kind extends EscalationInput['kind']> = Extract<EscalationInput, { kind: Kind }>;

/** The registry: one line a policy. */
const ESCALATIONS: {
  readonly [Kind in EscalationInput['kind']]: (rule: EscalationOf<Kind>, history: NodeHistory) => Escalation;
} = {
  chance: () => () => false,
  repeat:
    ({ faults, windowSeconds }, history) =>
    (node, now) =>
      history.faultsSince(node, now - windowSeconds) >= faults,
};

export function createEscalation(rule: EscalationInput, history: NodeHistory): Escalation {
  const create = ESCALATIONS[rule.kind] as (rule: EscalationInput, history: NodeHistory) => Escalation;
  return create(rule, history);
}
