import type { CsvDialect } from './csvDialect.ts';
import type { Field, Table } from './table.ts';

/** A table as it stands in the folder of a study. */
export interface TableFile {
  readonly table: Pick<Table, 'name' | 'fields'>;
  readonly format: 'csv' | 'parquet';
  /** File names; several where the rows are split, each with the header. */
  readonly paths: readonly string[];
}

/** datapackage.json: a Frictionless data package (Table Schema) that says what each column means. */
export function dataPackage(name: string, files: readonly TableFile[], dialect: CsvDialect): object {
  return {
    profile: 'tabular-data-package',
    name,
    resources: files.map((file) => ({
      // Names of resources are unique; a table that is there in two formats is named by its CSV.
      name: isSecond(file, files) ? `${file.table.name}.${file.format}` : file.table.name,
      path: file.paths.length === 1 ? file.paths[0] : file.paths,
      profile: 'tabular-data-resource',
      ...(file.format === 'csv' ? csvProperties(dialect) : PARQUET),
      schema: {
        fields: file.table.fields.map((field) => fieldDescriptor(field, file.format, dialect)),
        missingValues: [''],
      },
    })),
  };
}

const PARQUET = { format: 'parquet', mediatype: 'application/vnd.apache.parquet' } as const;

function isSecond({ table, format }: TableFile, files: readonly TableFile[]): boolean {
  return format !== 'csv' && files.some((other) => other.format === 'csv' && other.table.name === table.name);
}

function csvProperties({ delimiter }: CsvDialect): object {
  return {
    format: 'csv',
    mediatype: 'text/csv',
    encoding: 'utf-8',
    dialect: { delimiter, lineTerminator: '\r\n', quoteChar: '"', doubleQuote: true, header: true },
  };
}

function fieldDescriptor(
  { name, type, unit, meaning }: Field,
  format: TableFile['format'],
  { decimal }: CsvDialect,
): object {
  return {
    name,
    type,
    description: meaning,
    ...(unit === undefined ? {} : { unit }),
    ...(format === 'csv' && decimal === 'comma' && type === 'number' ? { decimalChar: ',' } : {}),
  };
}
