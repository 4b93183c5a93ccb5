import type { Drift } from '../../engine/fitting/drift.ts';
import type { LawFits } from '../../engine/fitting/fitLaws.ts';
import type { Estimate } from '../../engine/fitting/intervals.ts';
import type { LawKind } from '../../engine/fitting/laws.ts';
import type { LemonMixture } from '../../engine/fitting/lemons.ts';
import type { Skew } from '../../engine/fitting/skew.ts';
import type { Problem } from '../problems.ts';
import type { ColumnNames } from './columns.ts';
import type { TimeKind } from './timeText.ts';
import type { ObservationWindow } from './window.ts';

/** What a log of failures says. Times in seconds. */
export interface FitReport {
  readonly file: string;
  readonly columns: ColumnNames;
  readonly timeKind: TimeKind;
  readonly rows: number;
  readonly confidence: number;
  readonly window: ObservationWindow;
  /** What one unit of exposure is of: a node, or the whole system in a log without nodes. */
  readonly scope: 'node' | 'job';
  readonly exposureSeconds: number;
  /** What was assumed and left out, and what bias that has. */
  readonly notes: readonly string[];
  readonly bad: readonly Problem[];
  readonly classes: readonly ClassReport[];
  /** All classes as one; null where there is one class only. */
  readonly all: ClassReport | null;
}

export interface ClassReport {
  readonly name: string;
  readonly failures: number;
  readonly merged: number;
  /** Failures per second of one unit, with Garwood's exact interval. */
  readonly ratePerSecond: Estimate;
  readonly perNode: LawFits;
  readonly system: LawFits | null;
  readonly simultaneous: number;
  readonly repair: LawFits | null;
  /** Null with too few nodes or failures. */
  readonly skew: SkewReport | null;
  readonly drift: DriftReport | null;
  /** AIC of what could lie behind the failures, best first; all of the same sample. */
  readonly explanations: readonly Explanation[];
  /** What the printed scenario has: the best explanation, if it is clearly better than memoryless failures. */
  readonly chosen: Explanation['name'];
}

export interface SkewReport extends Skew {
  readonly lemons: LemonMixture | null;
  /** Whether the dispersion test rejects equal nodes at the level 1 - confidence. */
  readonly significant: boolean;
}

export interface DriftReport extends Drift {
  /** Whether Laplace's test rejects a constant rate at the level 1 - confidence. */
  readonly significant: boolean;
}

export interface Explanation {
  readonly name: LawKind | 'lemons' | 'drift';
  readonly aic: number;
}

/** How much a difference of AIC says (after Burnham and Anderson 2002, section 2.6). */
export type Weight = 'none' | 'weak' | 'clear' | 'decisive';

export function weightOfDifference(aicDifference: number): Weight {
  if (aicDifference < 2) return 'none';
  if (aicDifference < 4) return 'weak';
  return aicDifference < 10 ? 'clear' : 'decisive';
}
