import { embodiedKgPerNodeSecond } from '../../model/carbon/embodied.ts';
import { JOULES_PER_KILOWATT_HOUR, YEAR } from '../../model/price/units.ts';
import type { FootprintInput } from '../../simulation/input.ts';
import type { Scenario } from '../schema.ts';

/** Carbon of making the nodes, and water; null where nobody knows. */
export function compileFootprint(scenario: Scenario): FootprintInput {
  const { site, embodied } = scenario;
  const perKilowattHour = (litresPerJoule: number | undefined): number | null =>
    litresPerJoule === undefined ? null : litresPerJoule * JOULES_PER_KILOWATT_HOUR;
  const node = embodiedOf(scenario);
  return {
    embodiedKgPerNodeSecond:
      node === null
        ? null
        : embodiedKgPerNodeSecond({
            ...node,
            lifeYears: embodied.lifetime / YEAR,
            utilisation: embodied.utilisation,
          }),
    onSiteLitresPerKilowattHour: perKilowattHour(site.water),
    powerPlantLitresPerKilowattHour: perKilowattHour(site.power_plant_water),
  };
}

/** Carbon of making one node, by part (kg); null if a part is not known. */
export function embodiedOf({ embodied, cluster: { node } }: Scenario): {
  readonly serverKg: number;
  readonly gpuKg: number;
  readonly gpusPerNode: number;
} | null {
  const gpuKg = embodied.gpu ?? node.accelerator.embodied;
  const serverKg = embodied.server ?? node.embodied;
  return gpuKg === undefined || serverKg === undefined ? null : { serverKg, gpuKg, gpusPerNode: node.gpus };
}
