import { LAW_KINDS } from '../engine/fitting/laws.ts';
import { csv } from '../report/csv.ts';
import { everyClass, type QuantileRow, samplesOf } from '../scenario/failureLog/quantileTable.ts';
import type { FitReport } from '../scenario/failureLog/report.ts';

const DAY = 86_400;
const HOUR = 3600;

/** One row per class: rate, skew, drift. */
export function classesCsv(report: FitReport): Generator<string> {
  const unit = report.scope === 'node' ? 'per_1000_node_days' : 'per_day';
  const per = report.scope === 'node' ? 1000 * DAY : DAY;
  const header = [
    ...['class', 'failures', `rate_${unit}`, `rate_low_${unit}`, `rate_high_${unit}`, 'printed_law'],
    ...['dispersion', 'dispersion_p', 'lemon_fraction', 'lemon_fraction_low', 'lemon_fraction_high'],
    ...['lemon_multiple', 'lemon_multiple_low', 'lemon_multiple_high', 'laplace', 'laplace_p'],
    ...['initial_multiple', 'initial_multiple_low', 'initial_multiple_high'],
    ...['decay_time_h', 'decay_time_low_h', 'decay_time_high_h'],
  ];
  return csv(
    header,
    everyClass(report).map(({ name, failures, ratePerSecond, chosen, skew, drift }) => {
      const fraction = skew?.lemons?.fraction;
      const multiple = skew?.lemons?.multiple;
      const initial = drift?.decay?.initialMultiple;
      const decay = drift?.decay?.decayTime;
      return [
        ...[
          name,
          failures,
          ratePerSecond.value * per,
          ratePerSecond.low * per,
          ratePerSecond.high * per,
          chosen,
        ],
        ...[skew?.dispersion, skew?.pValue, fraction?.value, fraction?.low, fraction?.high],
        ...[multiple?.value, multiple?.low, multiple?.high, drift?.laplace, drift?.laplacePValue],
        ...[initial?.value, initial?.low, initial?.high],
        ...[decay?.value, decay?.low, decay?.high].map((seconds) =>
          seconds === undefined ? undefined : seconds / HOUR,
        ),
      ].map((cell) => cell ?? null);
    }),
  );
}

/** One row per class, sample and law. Times in hours, shape and sigma plain. */
export function lawsCsv(report: FitReport): Generator<string> {
  const header = [
    ...['class', 'sample', 'seen', 'censored', 'law', 'aic', 'log_likelihood', 'ks'],
    ...['mean_h', 'mean_low_h', 'mean_high_h', 'location', 'location_h', 'location_low_h', 'location_high_h'],
    ...['form', 'form_value', 'form_low', 'form_high'],
  ];
  const rows = everyClass(report).flatMap((one) =>
    samplesOf(one).flatMap(({ sample, fits }) =>
      fits.fits.map((fit) => {
        const [location, form] = Object.entries(fit.parameters);
        return [
          ...[one.name, sample, fits.events, fits.censored, fit.kind, fit.aic, fit.logLikelihood],
          fit.kolmogorovSmirnov,
          ...[fit.mean.value / HOUR, fit.mean.low / HOUR, fit.mean.high / HOUR],
          location?.[0] ?? null,
          ...[location?.[1].value, location?.[1].low, location?.[1].high].map(
            (seconds) => (seconds ?? 0) / HOUR,
          ),
          form?.[0] ?? null,
          ...[form?.[1].value ?? null, form?.[1].low ?? null, form?.[1].high ?? null],
        ];
      }),
    ),
  );
  return csv(header, rows);
}

/** Seen quantiles beside those of the laws, for a plot in a spreadsheet. */
export function quantilesCsv(rows: Iterable<QuantileRow>): Generator<string> {
  const header = ['class', 'sample', 'probability', 'seen_h', ...LAW_KINDS.map((kind) => `${kind}_h`)];
  const cells = [...rows].map(({ class: name, sample, probability, observed, laws }) => [
    ...[name, sample, probability, observed / HOUR],
    ...LAW_KINDS.map((kind) => {
      const value = laws[kind];
      return value === undefined ? null : value / HOUR;
    }),
  ]);
  return csv(header, cells);
}
