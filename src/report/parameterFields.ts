import { type Parameter, parameterColumn } from '../montecarlo/studyPoint.ts';
import { type Field, number, string } from './table.ts';

/** Columns of what a study varies. */
export function parameterFields(parameters: readonly Parameter[]): readonly Field[] {
  return parameters.map((parameter) => {
    const { path, unit } = parameter;
    const [name, meaning] = [parameterColumn(parameter), `value of ${path}`];
    return unit === null ? string(name, meaning) : number(name, meaning, unit);
  });
}

/** The fields of a table with the parameters after the first, which is the point. */
export function withParameters(
  [point, ...rest]: readonly Field[],
  parameters: readonly Parameter[],
): Field[] {
  return [point!, ...parameterFields(parameters), ...rest];
}
