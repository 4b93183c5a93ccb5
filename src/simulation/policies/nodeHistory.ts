import type { SimulationInput } from '../input.ts';
import type { EscalationInput, RemovalInput, ScoreRule } from './input.ts';

/** AIReSim's values, where a scenario ranks by score but removes by another rule. */
export const DEFAULT_SCORE: ScoreRule = { initial: 100, penalty: 30, credit: 10, periodSeconds: 86_400 };

/** What the policies know of each node: its own faults, and its points. Kept only as far as a policy asks for it. */
export class NodeHistory {
  private readonly faults: Int32Array;
  private readonly faultTimes: Map<number, number[]> | null;
  private readonly points: Float64Array | null;
  private readonly rule: ScoreRule;
  private readonly longestWindow: number;
  /** Credit that a node which was in the gang all along has had; each node keeps what it was when it joined. */
  private credit = 0;
  private readonly creditBefore: Float64Array;

  constructor(input: SimulationInput, totalNodes: number) {
    const { removal, escalation, spares } = input;
    const windows = [...windowsOf(removal), ...windowsOf(escalation)];
    const rule = scoreOf(removal) ?? (spares.selection === 'best_score' ? DEFAULT_SCORE : null);
    this.faults = new Int32Array(spares.selection === 'fewest_faults' ? totalNodes : 0);
    this.faultTimes = windows.length > 0 ? new Map() : null;
    this.longestWindow = Math.max(0, ...windows);
    this.rule = rule ?? DEFAULT_SCORE;
    this.points = rule === null ? null : new Float64Array(totalNodes).fill(rule.initial);
    this.creditBefore = new Float64Array(rule === null ? 0 : totalNodes);
  }

  /** The node itself has failed. */
  failed(node: number, now: number): void {
    if (this.faults.length > 0) this.faults[node]! += 1;
    if (this.faultTimes === null) return;
    const times = this.faultTimes.get(node) ?? [];
    times.push(now);
    this.faultTimes.set(node, times);
    // Forgetting only when half are too old costs little per fault, however many a window holds.
    const half = times.length >> 1;
    if (times[half]! < now - this.longestWindow) times.splice(0, half + 1);
  }

  /** The node was sent to repair, rightly or not. */
  blamed(node: number): void {
    if (this.points !== null) this.points[node]! -= this.rule.penalty;
  }

  /** The gang trained for `seconds` without a stop; the node at fault, if it is one, has no part in the credit. */
  trained(seconds: number, atFault: readonly number[]): void {
    if (this.points === null) return;
    const { credit, periodSeconds } = this.rule;
    const earned = credit * (periodSeconds > 0 ? Math.floor(seconds / periodSeconds) : 1);
    this.credit += earned;
    for (const node of atFault) this.points[node]! -= earned;
  }

  joinedGang(node: number): void {
    if (this.points !== null) this.creditBefore[node] = this.credit;
  }

  leftGang(node: number): void {
    if (this.points !== null) this.points[node]! += this.credit - this.creditBefore[node]!;
  }

  faultsOf(node: number): number {
    return this.faults[node] ?? 0;
  }

  faultsSince(node: number, time: number): number {
    return this.faultTimes?.get(node)?.filter((at) => at >= time).length ?? 0;
  }

  scoreOf(node: number, inGang: boolean): number {
    if (this.points === null) return 0;
    return this.points[node]! + (inGang ? this.credit - this.creditBefore[node]! : 0);
  }
}

function windowsOf(policy: RemovalInput | EscalationInput): number[] {
  switch (policy.kind) {
    case 'threshold':
    case 'repeat':
      return [policy.windowSeconds];
    case 'any':
      return policy.of.flatMap(windowsOf);
    default:
      return [];
  }
}

function scoreOf(policy: RemovalInput): ScoreRule | null {
  if (policy.kind === 'score') return policy.score;
  if (policy.kind === 'any') return policy.of.map(scoreOf).find((rule) => rule !== null) ?? null;
  return null;
}
