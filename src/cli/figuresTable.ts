import type { Judgement } from '../montecarlo/validation/judge.ts';
import { csv } from '../report/csv.ts';

/** A figure as one flat object: a row of the CSV, an item of the JSON. Null where there is nothing to tell. */
export function figureRecord({ row, prediction, error, verdict }: Judgement) {
  const { measured, tolerance } = row;
  return {
    area: row.area,
    id: row.id,
    what: row.what,
    unit: row.unit,
    measured_low: finite(measured.low),
    measured_high: finite(measured.high),
    measured_standard_error: measured.standardError,
    predicted: prediction?.value ?? null,
    predicted_low: prediction?.low ?? null,
    predicted_high: prediction?.high ?? null,
    predicted_standard_error: prediction?.standardError ?? null,
    replications: prediction?.replications ?? null,
    error: finite(error),
    tolerance: tolerance.kind === 'relative' ? tolerance.share : null,
    tolerance_standard_errors: tolerance.kind === 'statistical' ? tolerance.errors : null,
    why_this_tolerance: row.why,
    inputs: row.inputs,
    from_itself: row.fromItself,
    result: verdict,
    not_reproduced_because: row.notReproduced,
    scenario: row.scenario,
    set: row.set.join('; '),
    quantity: row.quantityText,
    source: row.source,
    note: row.note,
  };
}

export function figuresCsv(judgements: readonly Judgement[]): Generator<string> {
  const records = judgements.map(figureRecord);
  return csv(
    Object.keys(records[0] ?? {}),
    records.map((record) =>
      Object.values(record).map((value) => (typeof value === 'boolean' ? String(value) : value)),
    ),
  );
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
