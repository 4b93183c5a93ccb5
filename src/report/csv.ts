import Papa from 'papaparse';
import type { Cell, Table } from './table.ts';

/** Rows turned to text at a time: papaparse returns one string, and a million rows at once would not fit. */
const ROWS_AT_A_TIME = 1000;

/**
 * RFC 4180 with CRLF, a header line and a final line end. Numbers at full precision; NaN and infinities, which no
 * spreadsheet reads, are empty cells.
 */
export function* csv(header: readonly string[], rows: Iterable<readonly Cell[]>): Generator<string> {
  let batch: (readonly Cell[])[] = [header];
  for (const row of rows) {
    batch.push(row.map((cell) => (typeof cell === 'number' && !Number.isFinite(cell) ? null : cell)));
    if (batch.length >= ROWS_AT_A_TIME) {
      yield text(batch);
      batch = [];
    }
  }
  if (batch.length > 0) yield text(batch);
}

/** A table of a study as CSV. */
export function tableCsv({ fields, rows }: Table): Generator<string> {
  return csv(
    fields.map(({ name }) => name),
    rows(),
  );
}

/** Text that a spreadsheet would run as a formula, also over several lines. */
const FORMULA = /^[=+\-@\t\r]/;

function text(rows: readonly (readonly Cell[])[]): string {
  const ascii = rows.map((row) => row.map((cell) => (typeof cell === 'string' ? toAscii(cell) : cell)));
  return `${Papa.unparse(ascii, { newline: '\r\n', escapeFormulae: FORMULA, header: false })}\r\n`;
}

/** Other characters as `\u` escapes of their UTF-16 units: spreadsheets guess encodings, and guess wrong. */
function toAscii(text: string): string {
  return text.replace(/[^\t\n\r -~]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
