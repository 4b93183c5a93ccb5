import type { CostLine } from '../model/money/costLines.ts';
import { HOLDING_USES, type HoldingUse } from '../simulation/record.ts';
import { type Column, measured } from './column.ts';

const KILOGRAMS_PER_TONNE = 1000;
const LITRES_PER_CUBIC_METRE = 1000;

/** Lines without a column of their own elsewhere: energy and demand charge have theirs. */
const LINE_MEANINGS: Readonly<Record<Exclude<CostLine, 'energy' | 'demand'>, string>> = {
  accelerators: 'write-off of accelerators, where their price is told from that of the servers',
  servers: 'write-off of servers',
  network: 'write-off of the network',
  storage: 'write-off of storage',
  building: 'write-off of the building',
  maintenance: 'maintenance of servers, network and storage',
  staff: 'pay of those who run it',
  rent: 'rent of nodes, a reservation to the end of its term',
};

const USE_MEANINGS: Readonly<Record<HoldingUse, string>> = {
  training: 'nodes while they trained',
  spares: 'hot, warm and cold spares',
  repair: 'nodes failed, in repair or retired; what its lender has taken back is not paid',
  other: 'nodes of the job while it did not train: checkpoints, recovery, waiting, pauses',
  unused_term: 'a reservation after the end of the run',
};

/** The cost by line and by use, carbon beyond that of the energy, and water. */
export const MONEY_COLUMNS: readonly Column[] = [
  ...(Object.keys(LINE_MEANINGS) as (keyof typeof LINE_MEANINGS)[]).map((line) =>
    measured(
      `cost_${line}_usd`,
      'USD',
      `${LINE_MEANINGS[line]}; the eight lines add to holding_cost_usd`,
      (record) => record.costUsd[line],
    ),
  ),
  ...HOLDING_USES.map((use) =>
    measured(
      `cost_${use}_usd`,
      'USD',
      `part of holding_cost_usd for ${USE_MEANINGS[use]}; the five parts add to it`,
      (record) => record.holdingUsdByUse[use],
    ),
  ),
  measured(
    'carbon_embodied_t',
    't',
    'CO2 equivalent of making the nodes, their share for the time they were held; empty where it is not known',
    (record) => record.embodiedKg / KILOGRAMS_PER_TONNE,
  ),
  measured(
    'carbon_total_t',
    't',
    'carbon_t and carbon_embodied_t; empty where the latter is',
    (record) => (record.carbonKg + record.embodiedKg) / KILOGRAMS_PER_TONNE,
  ),
  measured(
    'water_site_m3',
    'm3',
    'water evaporated by the cooling of the site; empty where its use is not known',
    (record) => record.water.onSiteLitres / LITRES_PER_CUBIC_METRE,
  ),
  measured(
    'water_power_plants_m3',
    'm3',
    'water evaporated by the power plants; empty where their use is not known',
    (record) => record.water.powerPlantLitres / LITRES_PER_CUBIC_METRE,
  ),
];
