import Papa from 'papaparse';

/** A cell: numbers stay numbers, text is guarded against spreadsheet formulas, null is empty. */
export type Cell = number | string | null;

/** Rows turned to text at a time: papaparse returns one string, and a million rows at once would not fit. */
const ROWS_AT_A_TIME = 1000;

/**
 * RFC 4180 with CRLF, a header line and a final line end. Numbers at full precision; NaN and infinities, which no
 * spreadsheet reads, are empty cells.
 */
export function* csv(header: readonly string[], rows: Iterable<readonly Cell[]>): Generator<string> {
  let batch: (readonly (Cell | string)[])[] = [header];
  for (const row of rows) {
    batch.push(row.map((cell) => (typeof cell === 'number' && !Number.isFinite(cell) ? null : cell)));
    if (batch.length >= ROWS_AT_A_TIME) {
      yield text(batch);
      batch = [];
    }
  }
  if (batch.length > 0) yield text(batch);
}

function text(rows: readonly (readonly Cell[])[]): string {
  return `${Papa.unparse(rows as Cell[][], { newline: '\r\n', escapeFormulae: true, header: false })}\r\n`;
}
