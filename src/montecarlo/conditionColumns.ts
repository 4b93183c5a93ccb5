import { SLOWDOWN_CAUSES, SlowdownCause, type SlowdownCauseName } from '../simulation/record.ts';
import { type Column, counted, measured } from './column.ts';

const HOUR = 3600;

const CAUSES: Readonly<Record<SlowdownCauseName, string>> = {
  straggler: 'slow nodes, and the slowest silicon',
  heat: 'the hottest GPU throttling',
  cooling: 'the hottest GPU throttling in a zone whose cooling has failed',
  cap: 'clocks lowered for a power cap or demand response',
  width: 'fewer data-parallel replicas',
};

/** What the site did to the job: heat, cooling, caps, demand response. */
export const CONDITION_COLUMNS: readonly Column[] = [
  ...SLOWDOWN_CAUSES.map((cause) =>
    measured(
      `slowed_by_${cause}_h`,
      'h',
      `training time beyond nominal by ${CAUSES[cause]}; the five add to slowdown_h and the slowdown of what was lost later`,
      (record) => record.slowdownSecondsByCause[SlowdownCause[cause]]! / HOUR,
    ),
  ),
  measured(
    'throttled_h',
    'h',
    'training time in which the hottest GPU held the job back',
    (record) => record.throttledSeconds / HOUR,
  ),
  measured(
    'hottest_gpu_c',
    'degC',
    'hottest GPU core of the job in training; empty where heat is not modelled',
    (record) => record.hottestCelsius,
  ),
  counted('cooling_unit_failures', 'cooling units that failed', (record) => record.coolingUnitFailures),
  counted('cooling_outages', 'stops of the whole cooling plant', (record) => record.coolingOutages),
  counted(
    'zone_stops',
    'emergency stops of cooling zones; what they cost the job is lost_h.cooling',
    (record) => record.zoneStops,
  ),
  measured(
    'demand_response_h',
    'h',
    'time for which demand response was called',
    (record) => record.demandResponseSeconds / HOUR,
  ),
];
