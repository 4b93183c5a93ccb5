import type { Table } from './table.ts';

/** datapackage.json: a Frictionless data package (Table Schema) that says what each column means. */
export function dataPackage(name: string, tables: readonly Pick<Table, 'name' | 'fields'>[]): object {
  return { profile: 'tabular-data-package', name, resources: tables.map(resource) };
}

function resource({ name, fields }: Pick<Table, 'name' | 'fields'>): object {
  return {
    name,
    path: `${name}.csv`,
    profile: 'tabular-data-resource',
    format: 'csv',
    mediatype: 'text/csv',
    encoding: 'utf-8',
    dialect: { delimiter: ',', lineTerminator: '\r\n', header: true },
    schema: {
      fields: fields.map(({ name: column, type, unit, meaning }) => ({
        name: column,
        type,
        description: meaning,
        ...(unit === undefined ? {} : { unit }),
      })),
      missingValues: [''],
    },
  };
}
