import Papa from 'papaparse';
import { type CsvDialect, guardedText, PLAIN_CSV } from './csvDialect.ts';
import type { Cell, Table } from './table.ts';

/** Rows turned to text at a time: papaparse returns one string, and a million rows at once would not fit. */
const ROWS_AT_A_TIME = 1000;

const BYTE_ORDER_MARK = '\ufeff';

/**
 * RFC 4180 with CRLF, a header line and a final line end. Numbers at full precision; NaN and infinities, which no
 * spreadsheet reads, are empty cells.
 */
export function* csv(
  header: readonly string[],
  rows: Iterable<readonly Cell[]>,
  dialect: CsvDialect = PLAIN_CSV,
): Generator<string> {
  const cellText = cellWriter(dialect);
  if (dialect.byteOrderMark) yield BYTE_ORDER_MARK;
  let batch = [header.map(cellText)];
  for (const row of rows) {
    batch.push(row.map(cellText));
    if (batch.length >= ROWS_AT_A_TIME) {
      yield lines(batch, dialect);
      batch = [];
    }
  }
  if (batch.length > 0) yield lines(batch, dialect);
}

/** A table of a study as CSV. */
export function tableCsv({ fields, rows }: Table, dialect: CsvDialect = PLAIN_CSV): Generator<string> {
  return csv(
    fields.map(({ name }) => name),
    rows(),
    dialect,
  );
}

function lines(rows: readonly (readonly Cell[])[], { delimiter }: CsvDialect): string {
  const text = Papa.unparse(rows as Cell[][], { delimiter, newline: '\r\n', header: false });
  return `${text}\r\n`;
}

/** Cells as papaparse quotes them. */
function cellWriter(dialect: CsvDialect): (cell: Cell) => Cell {
  const comma = dialect.decimal === 'comma';
  return (cell) => {
    if (typeof cell === 'string') return guardedText(toAscii(cell), dialect);
    if (cell === null || !Number.isFinite(cell)) return null;
    return comma ? String(cell).replace('.', ',') : cell;
  };
}

/** Other characters as `\u` escapes of their UTF-16 units: spreadsheets guess encodings, and guess wrong. */
function toAscii(text: string): string {
  return text.replace(/[^\t\n\r -~]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
