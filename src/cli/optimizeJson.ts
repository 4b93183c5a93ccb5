import type { ClosedForm } from '../montecarlo/search/closedForm.ts';
import type { Finding } from '../montecarlo/search/finding.ts';
import { parameterColumn, parameterValue } from '../montecarlo/studyPoint.ts';
import type { StudyResult } from '../runtime/runStudy.ts';
import type { ResolvedScenario } from '../scenario/resolve.ts';

/** A search as one object. */
export function optimumJson(
  { scenario }: ResolvedScenario,
  { folder, points, parameters, complete, failed }: StudyResult,
  finding: Finding | null,
  closedForms: readonly (ClosedForm | null)[],
): object {
  return {
    schema: 'longrun-optimize/1',
    scenario: scenario.name,
    seed: scenario.study.seed,
    folder,
    complete: complete && finding !== null,
    failed,
    ...(finding === null
      ? { points: points.length }
      : {
          objective: { ...finding.objective, unit: finding.unit },
          confidence: finding.confidence,
          settled: finding.optimum.settled,
          optimum: {
            point: finding.chosen,
            set: finding.optimum.point.map(({ path, text, number }) => ({ path, text, number })),
            mean: finding.curve[finding.chosen]!.mean,
            gain: finding.gain,
          },
          axes: finding.optimum.axes.map((axis, index) => ({
            ...axis,
            closedForm: closedForms[index] ?? null,
          })),
          curve: finding.curve.map((one) => ({
            parameters: Object.fromEntries(
              parameters.map((parameter) => [
                parameterColumn(parameter),
                parameterValue(points[one.point]!, parameter),
              ]),
            ),
            ...one,
          })),
        }),
  };
}
