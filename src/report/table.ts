/** A cell: numbers stay numbers, text is guarded against spreadsheet formulas, null is empty. */
export type Cell = number | string | null;

/** A column of a table, for its header and its data dictionary. */
export interface Field {
  readonly name: string;
  readonly type: 'integer' | 'number' | 'string';
  /** As in a data dictionary; none for plain numbers and text. */
  readonly unit?: string;
  readonly meaning: string;
}

/** A table of a study, whatever the format it is written in. */
export interface Table {
  /** File name without its ending. */
  readonly name: string;
  readonly fields: readonly Field[];
  /** One cell a field; made anew at each call, a row at a time, because a million rows do not fit as objects. */
  readonly rows: () => Iterable<readonly Cell[]>;
}

export const integer = (name: string, meaning: string, unit = ''): Field =>
  field('integer', name, meaning, unit);
export const number = (name: string, meaning: string, unit = ''): Field =>
  field('number', name, meaning, unit);
export const string = (name: string, meaning: string): Field => field('string', name, meaning, '');

function field(type: Field['type'], name: string, meaning: string, unit: string): Field {
  return { name, type, meaning, ...(unit === '' ? {} : { unit }) };
}
