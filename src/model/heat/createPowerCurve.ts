import type { PowerCurve } from './powerCurve.ts';
import { createLawCurve, type PowerLaw } from './powerLaw.ts';
import { createTableCurve, type PowerTable } from './powerTable.ts';

/** How a GPU's power and speed belong together, as data. */
export type PowerCurveSpec =
  | ({ readonly kind: 'law' } & PowerLaw)
  | ({ readonly kind: 'table' } & PowerTable);

export function createPowerCurve(spec: PowerCurveSpec): PowerCurve {
  switch (spec.kind) {
    case 'law':
      return createLawCurve(spec);
    case 'table':
      return createTableCurve(spec);
    default:
      return spec satisfies never;
  }
}
