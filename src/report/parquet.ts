import { ByteWriter, type ColumnSource, ParquetWriter, type SchemaElement } from 'hyparquet-writer';
import type { Cell, Field, Table } from './table.ts';

/** Cells of a row group, which is held in memory; readers want them large. */
const GROUP_CELLS = 2 ** 20;
const MOST_GROUP_ROWS = 100_000;

/** A table of a study as a Parquet file, a row group at a time: INT64, DOUBLE and UTF-8, NaN and empty cells as null. */
export function* tableParquet({ fields, rows }: Table): Generator<Uint8Array> {
  const writer = new ByteWriter();
  const file = new ParquetWriter({ writer, schema: schemaOf(fields), createdBy: 'longrun' });
  const groupRows = Math.min(MOST_GROUP_ROWS, Math.ceil(GROUP_CELLS / fields.length));
  const columns = fields.map((field) => groupColumn(field, groupRows));
  let count = 0;
  const writeGroup = (): Uint8Array => {
    file.write({ columnData: columns.map(({ source }) => source(count)), rowGroupSize: groupRows });
    count = 0;
    return taken(writer);
  };
  for (const row of rows()) {
    for (let index = 0; index < columns.length; index++) columns[index]!.set(count, row[index]!);
    count += 1;
    if (count === groupRows) yield writeGroup();
  }
  if (count > 0) yield writeGroup();
  file.finish();
  yield taken(writer);
}

function schemaOf(fields: readonly Field[]): SchemaElement[] {
  return [
    { name: 'root', num_children: fields.length },
    ...fields.map(({ name, type }): SchemaElement => {
      const common = { name, repetition_type: 'OPTIONAL' } as const;
      switch (type) {
        case 'integer':
          return { ...common, type: 'INT64' };
        case 'number':
          return { ...common, type: 'DOUBLE' };
        case 'string':
          return { ...common, type: 'BYTE_ARRAY', converted_type: 'UTF8' };
        default:
          return type satisfies never;
      }
    }),
  ];
}

/** One column of a row group. Numbers lie in a typed array, because boxed ones take three times the memory. */
interface GroupColumn {
  readonly set: (row: number, cell: Cell) => void;
  /** Its first rows, for the writer. */
  readonly source: (rows: number) => ColumnSource;
}

function groupColumn({ name, type }: Field, groupRows: number): GroupColumn {
  if (type === 'string') {
    const texts: (string | null)[] = [];
    return {
      set: (row, cell) => {
        texts[row] = cell === null ? null : String(cell);
      },
      source: (rows) => ({ name, data: texts.slice(0, rows) }),
    };
  }
  const values = new Float64Array(groupRows);
  return {
    set: (row, cell) => {
      values[row] = typeof cell === 'number' && Number.isFinite(cell) ? cell : Number.NaN;
    },
    source: (rows) => {
      const own = values.subarray(0, rows);
      const complete = own.every((value) => !Number.isNaN(value));
      if (type === 'number')
        return {
          name,
          data: complete ? own : Array.from(own, (value) => (Number.isNaN(value) ? null : value)),
        };
      return {
        name,
        data: complete
          ? BigInt64Array.from(own, BigInt)
          : Array.from(own, (value) => (Number.isNaN(value) ? null : BigInt(value))),
      };
    },
  };
}

/** What was written since the last time. */
function taken(writer: ByteWriter): Uint8Array {
  const bytes = writer.getBytes().slice();
  // The writer goes on counting offsets, but begins its buffer anew.
  writer.index = 0;
  return bytes;
}
