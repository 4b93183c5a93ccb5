import type { ClosedForm } from '../montecarlo/search/closedForm.ts';
import type { AxisOptimum } from '../montecarlo/search/search.ts';
import { formatDuration, formatNumber } from './format.ts';

const RULES = { young: 'Young', daly: 'Daly', exact: 'exact' } as const;

/** What theory says beside the optimum of an axis; nothing where there is no closed form. */
export function closedFormLines(form: ClosedForm | null, axis: AxisOptimum, metric: string): string[] {
  if (form === null) return [];
  switch (form.kind) {
    case 'checkpoint interval': {
      const rules = form.rules.map(({ rule, seconds }) => `${RULES[rule]} ${formatDuration(seconds, 4)}`);
      return [
        `  closed form, for wall time: ${rules.join(', ')}${besideInterval(form.rules, axis, metric)}`,
        `    by ${formatDuration(form.mtbfSeconds, 4)} between interruptions and a stall of ${formatDuration(form.stallSeconds)}`,
        ...leftOutLines(form.leftOut),
      ];
    }
    case 'spares':
      return [
        `  closed form, not for the cost: spares of all kinds together that suffice 99 % of the time: ${formatNumber(form.sparesForNinetyNine)} (nodes in repair are Poisson, mean ${formatNumber(form.meanNodesInRepair, 3)})`,
        ...leftOutLines(form.leftOut),
      ];
    default:
      return form satisfies never;
  }
}

/** Metrics that are wall time in another unit, or its inverse. */
const TIME_METRICS = ['wall_time_h', 'gpu_hours', 'goodput', 'mfu'];

function besideInterval(
  rules: Extract<ClosedForm, { kind: 'checkpoint interval' }>['rules'],
  { low, high, unit }: AxisOptimum,
  metric: string,
): string {
  if (!TIME_METRICS.includes(metric))
    return `; in ${metric} an hour of stalls and one of rework weigh differently`;
  const exact = rules.find(({ rule }) => rule === 'exact')?.seconds;
  if (exact === undefined || low?.number == null || high?.number == null || unit !== 's') return '';
  const isInside = low.number <= exact && exact <= high.number;
  return `; the exact one is ${isInside ? 'inside' : 'outside'} the interval`;
}

function leftOutLines(leftOut: readonly string[]): string[] {
  return leftOut.length === 0 ? [] : [`    not counted: ${leftOut.join('; ')}`];
}
