/** How tables are written as CSV. */
export interface CsvDialect {
  /** One ASCII character. */
  readonly delimiter: string;
  readonly decimal: DecimalMark;
  /** Begins with U+FEFF, by which Excel knows UTF-8. */
  readonly byteOrderMark: boolean;
}

export const DECIMAL_MARKS = ['point', 'comma'] as const;
export type DecimalMark = (typeof DECIMAL_MARKS)[number];

/** RFC 4180: what programs read. */
export const PLAIN_CSV: CsvDialect = { delimiter: ',', decimal: 'point', byteOrderMark: false };

/** The separator of a list where this is the decimal mark: what a spreadsheet of that locale splits at. */
export function listSeparator(decimal: DecimalMark): string {
  return decimal === 'comma' ? ';' : ',';
}

/** Text that a spreadsheet would run as a formula, also over several lines. */
const FORMULA = /^[=+\-@\t\r]/;

/** Text that a spreadsheet of some locale would take for a number, a date or a time: 1,5 or 1.5 or 12:30. */
const LIKE_A_NUMBER = /^ *[.,]?\d[\d.,:/ -]*(e[+-]?\d+)? *%?$/i;

/**
 * Text as a cell that stays text: an apostrophe before what a spreadsheet would run or, in the dialects made for
 * spreadsheets, turn into a number of its locale.
 */
export function guardedText(text: string, { decimal, byteOrderMark }: CsvDialect): string {
  const forSpreadsheet = byteOrderMark || decimal === 'comma';
  return FORMULA.test(text) || (forSpreadsheet && LIKE_A_NUMBER.test(text)) ? `'${text}` : text;
}
