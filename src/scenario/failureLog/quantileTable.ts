import { createDistribution } from '../../engine/distributions/createDistribution.ts';
import type { LawFits } from '../../engine/fitting/fitLaws.ts';
import { observedQuantile } from '../../engine/fitting/kaplanMeier.ts';
import { LAW_KINDS, type LawKind } from '../../engine/fitting/laws.ts';
import type { ClassReport, FitReport } from './report.ts';

/** A point of a quantile-quantile plot: ages in seconds. */
export interface QuantileRow {
  readonly class: string;
  readonly sample: SampleName;
  readonly probability: number;
  /** Of the Kaplan-Meier estimate. */
  readonly observed: number;
  readonly laws: Readonly<Partial<Record<LawKind, number>>>;
}

export const SAMPLE_NAMES = ['node', 'system', 'repair'] as const;
export type SampleName = (typeof SAMPLE_NAMES)[number];

/** Every report of one class or of all, with a name. */
export function everyClass(report: FitReport): readonly ClassReport[] {
  return report.all === null ? report.classes : [report.all, ...report.classes];
}

export function samplesOf(
  one: ClassReport,
): readonly { readonly sample: SampleName; readonly fits: LawFits }[] {
  const { perNode, system, repair } = one;
  return [
    { sample: 'node' as const, fits: perNode },
    ...(system === null ? [] : [{ sample: 'system' as const, fits: system }]),
    ...(repair === null ? [] : [{ sample: 'repair' as const, fits: repair }]),
  ];
}

/** Seen quantiles beside those of the fitted laws, as far as the survival as seen reaches. */
export function* quantileTable(report: FitReport, probabilities: readonly number[]): Generator<QuantileRow> {
  for (const one of everyClass(report)) {
    for (const { sample, fits } of samplesOf(one)) {
      const laws = fits.fits.map(({ kind, spec }) => ({ kind, law: createDistribution(spec) }));
      for (const probability of probabilities) {
        const observed = observedQuantile(fits.curve, probability);
        if (observed === null || laws.length === 0) continue;
        const at = (kind: LawKind) => laws.find((one) => one.kind === kind)?.law.quantile(probability);
        yield {
          class: one.name,
          sample,
          probability,
          observed,
          laws: Object.fromEntries(LAW_KINDS.map((kind) => [kind, at(kind)])),
        };
      }
    }
  }
}
