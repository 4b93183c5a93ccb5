import { climateSite } from '../model/climate/sites.ts';
import { dryP99Celsius } from '../scenario/compile/climate.ts';
import type { Scenario } from '../scenario/schema.ts';
import { trainingItWatts } from '../scenario/trainingWatts.ts';
import type { SimulationInput } from '../simulation/input.ts';
import { isPlant } from '../simulation/site/facility.ts';
import { pueMeans, weatherMeans, type YearMeans } from '../simulation/site/yearlyMeans.ts';
import { formatNumber } from './format.ts';

const MONTH_NAMES = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];
const WATTS_PER_MEGAWATT = 1e6;

/** Climate and a PUE that follows it: in the mean of the year, and in its coldest and warmest month. */
export function weatherRows(scenario: Scenario, input: SimulationInput): string[][] {
  const { climate } = scenario.site;
  const { outdoorCelsius } = input.site;
  if (climate === undefined || outdoorCelsius === null) return [];
  const celsius = weatherMeans(outdoorCelsius, input.start, (one) => one);
  const rows = [
    ['climate', climateText(scenario.site)],
    ['outdoor temperature, mean', degrees(celsius.year)],
    ['outdoor temperature, 99th percentile', degrees(dryP99Celsius(climate))],
  ];
  const { pue } = input.power;
  if (!isPlant(pue)) return rows;
  const itWatts = trainingItWatts(input);
  const means = pueMeans(input, itWatts);
  if (means === null) return rows;
  const load = `${formatNumber((100 * itWatts) / pue.ratedItWatts, 3)} %`;
  return [
    ...rows,
    [
      'plant',
      `${pue.model.kind}, made for ${formatNumber(pue.ratedItWatts / WATTS_PER_MEGAWATT)} MW of IT, training takes ${load}`,
    ],
    ['PUE in training, mean', formatNumber(means.year, 4)],
    ...extremeMonths(celsius, means),
  ];
}

function extremeMonths(celsius: YearMeans, pue: YearMeans): string[][] {
  const byWarmth = [...celsius.months].sort(([, a], [, b]) => a - b);
  const coldest = byWarmth[0];
  const warmest = byWarmth[byWarmth.length - 1];
  if (coldest === undefined || warmest === undefined || byWarmth.length === 1) return [];
  const row = (which: string, [month, mean]: readonly [number, number]) => [
    `PUE in training, ${which} month`,
    `${formatNumber(pue.months.get(month) ?? Number.NaN, 4)} (${MONTH_NAMES[month - 1]}, ${degrees(mean)})`,
  ];
  return [row('coldest', coldest), row('warmest', warmest)];
}

function climateText({ climate }: Scenario['site']): string {
  if (typeof climate === 'string') {
    const { name, source } = climateSite(climate);
    return `${name} (${source})`;
  }
  return climate?.hourly === undefined ? "the scenario's own" : 'recorded by the hour';
}

function degrees(celsius: number): string {
  return `${formatNumber(celsius, 3)} degC`;
}
