import type { Column } from '../montecarlo/column.ts';
import { ERROR_COLUMN, KEY_COLUMNS } from '../montecarlo/columns.ts';
import { type Parameter, parameterColumn } from '../montecarlo/studyPoint.ts';
import { COMPARISON_COLUMNS } from './comparisonCsv.ts';
import type { FurtherTable } from './furtherTable.ts';
import { SUMMARY_COLUMNS } from './summaryCsv.ts';

interface Field {
  readonly name: string;
  readonly type: string;
  readonly unit?: string;
  readonly description: string;
}

/** datapackage.json: a Frictionless data package (Table Schema) that says what each column means. */
export function dataPackage(
  name: string,
  columns: readonly Column[],
  parameters: readonly Parameter[] = [],
  hasComparison = false,
  further: readonly Pick<FurtherTable, 'name' | 'columns' | 'hasParameters'>[] = [],
): object {
  const described = ({ name, type, meaning }: { name: string; type: string; meaning: string }): Field => ({
    name,
    type,
    description: meaning,
  });
  const varied = parameters.map(
    (parameter): Field => ({
      name: parameterColumn(parameter),
      type: parameter.unit === null ? 'string' : 'number',
      description: `value of ${parameter.path} at the point`,
      ...(parameter.unit === null || parameter.unit === '' ? {} : { unit: parameter.unit }),
    }),
  );
  const withParameters = ([point, ...rest]: readonly Field[]): readonly Field[] => [
    point!,
    ...varied,
    ...rest,
  ];
  return {
    profile: 'tabular-data-package',
    name,
    resources: [
      table(
        'runs',
        'runs.csv',
        withParameters([
          ...KEY_COLUMNS.map(described),
          ...columns.map((column) => ({
            ...described(column),
            ...(column.unit === '' ? {} : { unit: column.unit }),
          })),
          described(ERROR_COLUMN),
        ]),
      ),
      table('summary', 'summary.csv', withParameters(SUMMARY_COLUMNS.map(described))),
      ...(hasComparison
        ? [table('comparison', 'comparison.csv', withParameters(COMPARISON_COLUMNS.map(described)))]
        : []),
      ...further.map(({ name, columns, hasParameters }) => {
        const fields = columns.map(described);
        return table(name, `${name}.csv`, hasParameters ? withParameters(fields) : fields);
      }),
    ],
  };
}

function table(name: string, path: string, fields: readonly Field[]): object {
  return {
    name,
    path,
    profile: 'tabular-data-resource',
    format: 'csv',
    mediatype: 'text/csv',
    encoding: 'utf-8',
    dialect: { delimiter: ',', lineTerminator: '\r\n', header: true },
    schema: { fields, missingValues: [''] },
  };
}
