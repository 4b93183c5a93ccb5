import { embodiedNodeKg } from '../model/carbon/embodied.ts';
import { purchaseLines } from '../model/money/capital.ts';
import { addLines, type CostLines, costLines, scaleLines } from '../model/money/costLines.ts';
import { type Rent, rentUsd } from '../model/money/rent.ts';
import { HOUR, MONTHS_PER_YEAR, YEAR } from '../model/price/units.ts';
import type { SimulationInput } from '../simulation/input.ts';
import { meanOfSeries } from '../simulation/site/siteSeries.ts';
import { meanFacilityWatts } from '../simulation/site/yearlyMeans.ts';
import { heldNodes, purchaseOf, rentOf } from './compile/cost.ts';
import { embodiedOf } from './compile/footprint.ts';
import type { Scenario } from './schema.ts';
import { trainingItWatts } from './trainingWatts.ts';

/** What an hour of undisturbed training costs, and what that is made of. */
export interface CostBuildUp {
  /** Price of what is bought, by line (USD); null where it is rented. */
  readonly purchaseUsd: CostLines | null;
  /** Facility power that the building is made for (W); 0 where none is counted. */
  readonly buildingWatts: number;
  readonly rent: Rent | null;
  /** Whether the site's electricity is paid beside a rent, which usually holds it. */
  readonly energyBesideRent: boolean;
  /** Least that a reservation costs, whatever the run does (USD); null for other rent. */
  readonly reservationUsd: number | null;
  /** By line: all nodes held, energy at the mean price, the demand charge over the hours of its months (USD/h). */
  readonly usdPerHour: CostLines;
  /** The same over the GPUs of the job, so that spares are in its price (USD per GPU-hour). */
  readonly usdPerGpuHour: CostLines;
  readonly embodied: {
    readonly nodeKg: number;
    /** Its share for an hour of all nodes held (kg/h). */
    readonly kgPerHour: number;
  } | null;
  /** How the carbon of the energy was counted. */
  readonly carbonBasis: string;
}

export function costBuildUp(scenario: Scenario, input: SimulationInput): CostBuildUp {
  const { rented, owned } = scenario.cost;
  const { money, footprint, job } = input;
  const nodes = heldNodes(scenario);
  const facilityWatts = meanFacilityWatts(input, trainingItWatts(input));
  const billedWatts = Math.max(facilityWatts, money.demandMinimumWatts);
  const holding = addLines(scaleLines(money.holdingUsdPerNodeSecond, nodes), money.holdingUsdPerSecond);
  const usdPerHour = addLines(
    scaleLines(holding, HOUR),
    costLines({
      energy: facilityWatts * HOUR * meanOfSeries(money.usdPerJoule),
      demand: (money.demandUsdPerWattMonth * billedWatts * MONTHS_PER_YEAR * HOUR) / YEAR,
    }),
  );
  const purchase = rented !== undefined || owned === undefined ? null : purchaseOf(scenario, owned, input);
  const rent = rented === undefined ? null : rentOf(rented);
  const node = embodiedOf(scenario);
  return {
    purchaseUsd: purchase === null ? null : purchaseLines(purchase),
    buildingWatts: purchase?.buildingWatts ?? 0,
    rent,
    energyBesideRent: rent !== null && (usdPerHour.energy > 0 || usdPerHour.demand > 0),
    reservationUsd: rent?.kind === 'reserved' ? rentUsd(rent, nodes * job.gpusPerNode, 0) : null,
    usdPerHour,
    usdPerGpuHour: scaleLines(usdPerHour, 1 / (job.nodes * job.gpusPerNode)),
    embodied:
      node === null
        ? null
        : {
            nodeKg: embodiedNodeKg(node),
            kgPerHour: (footprint.embodiedKgPerNodeSecond ?? 0) * nodes * HOUR,
          },
    carbonBasis: carbonBasis(scenario),
  };
}

function carbonBasis({ site: { carbon, basis } }: Scenario): string {
  if (basis !== undefined) return basis;
  if (typeof carbon === 'number') return 'not told: give site.basis';
  if (carbon.zone !== undefined) return `${carbon.basis} of the grid zone ${carbon.zone}`;
  return `mix of the country ${carbon.country}, 2023`;
}
