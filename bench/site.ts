import { type Effort, measureInterleaved } from './measure.ts';
import { number, type Section } from './report.ts';
import { countsOf, replicating, scenarioInput } from './scenario.ts';

const SCENARIO = 'llama3-405b-summer-grid';

/** What it costs to simulate a site: the first setting is the reference. */
const SETTINGS: readonly { readonly name: string; readonly overrides: Readonly<Record<string, string>> }[] = [
  { name: 'all but heat', overrides: { heat: 'null' } },
  { name: 'everything', overrides: {} },
  {
    name: 'nothing of it',
    overrides: {
      heat: 'null',
      'power.cap': 'null',
      'power.demand_response': '{}',
      'site.pue': '1.2',
      'site.climate': 'null',
      'site.price': '0.08 USD/kWh',
      'site.carbon': '369 gCO2/kWh',
      'site.demand_charge': 'null',
    },
  },
];

/** Heat, plant, weather, prices by the hour, cap and demand response on the same job. */
export async function benchSite(effort: Effort): Promise<Section> {
  const inputs = SETTINGS.map(({ name, overrides }) => ({ name, input: scenarioInput(SCENARIO, overrides) }));
  const timings = await measureInterleaved(
    inputs.map(({ name, input }) => replicating(name, input)),
    effort,
  );
  return {
    title: `A site that changes by the hour: scenarios/${SCENARIO}.yaml`,
    notes: [
      'Weather, wholesale prices and carbon by the hour, PUE by weather and load, power cap, demand response; heat adds 16,768 GPUs that differ, rooms and a plant that fails. All is drawn anew in each replication.',
    ],
    columns: ['', 'ms per replication', 'of all but heat', 'events'],
    rows: timings.map(({ name, nanoseconds, ratio }, index) => [
      name,
      number(nanoseconds / 1e6),
      `${number(ratio)}x`,
      number(countsOf(inputs[index]!.input, 20).events),
    ]),
  };
}
