import { createPowerCurve } from '../../model/heat/createPowerCurve.ts';
import { gpuWattsOf } from '../../model/nodePower.ts';
import { itWattsAtSpeed, LOWEST_CAPPED_SPEED } from '../../model/plant/powerCap.ts';
import { meanFacilityWatts } from '../../simulation/site/yearlyMeans.ts';
import { compilePue, dryP99Celsius } from '../compile/climate.ts';
import { compileCurve } from '../compile/gridLimits.ts';
import type { Predictions } from '../compile/phases.ts';
import { compileNodeWatts, heldTrainingWatts, nodePowerModel, otherWatts } from '../compile/power.ts';
import { compileStart } from '../compile/site.ts';
import type { Finding } from '../issues.ts';
import type { Scenario } from '../schema.ts';

const WATTS_PER_KILOWATT = 1000;

/** Power curve, cap and demand response: what must hold between their fields. */
export function gridLimitFindings(scenario: Scenario, predictions: () => Predictions): Finding[] {
  const findings: Finding[] = [];
  const { power } = scenario;
  const tell = (path: readonly string[], message: string) =>
    findings.push({ path: ['power', ...path], message });
  try {
    createPowerCurve(compileCurve(power));
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    tell(['curve'], error.message);
    return findings;
  }
  const caps: { readonly path: readonly string[]; readonly watts: number }[] = [];
  if (power.cap !== undefined) caps.push({ path: ['cap'], watts: power.cap });
  for (const [name, { hours, cap }] of Object.entries(power.demand_response)) {
    if (hours !== undefined && hours.from === hours.to)
      tell(['demand_response', name, 'hours', 'to'], `is ${hours.to} like from: no hour lies between`);
    if (cap !== undefined) caps.push({ path: ['demand_response', name, 'cap'], watts: cap });
  }
  if (caps.length === 0) return findings;
  const least = leastFacilityWatts(scenario, predictions());
  for (const { path, watts } of caps) {
    if (watts >= least) continue;
    const message =
      `is ${watts / WATTS_PER_KILOWATT} kW, but the site takes ${Math.ceil(least / WATTS_PER_KILOWATT)} kW in its hottest hours even at the lowest clock; ` +
      'give more, fewer nodes, or pause: true in demand response';
    tell(path, message);
  }
  return findings;
}

/** What the job does beside training. */
const STILL = ['checkpoint', 'stalled', 'restarting', 'idle'] as const;

/** Facility power (W) that no clock avoids: at the lowest one, or when the job does not train, in the hottest hours (p99). */
function leastFacilityWatts(scenario: Scenario, predictions: Predictions): number {
  const watts = compileNodeWatts(scenario, predictions);
  const node = nodePowerModel(scenario);
  const curve = createPowerCurve(compileCurve(scenario.power));
  const { spares, infrastructure } = otherWatts(scenario, watts);
  const job = {
    nodes: scenario.cluster.nodes,
    node,
    fullGpuWatts: gpuWattsOf(node, watts.training),
    curve,
    otherWatts: spares + infrastructure,
  };
  const training = itWattsAtSpeed(job, Math.max(curve.lowestSpeed, LOWEST_CAPPED_SPEED));
  // What the job draws beside training has no clock to lower.
  const others = STILL.map((state) => scenario.cluster.nodes * watts[state] + job.otherWatts);
  const { climate } = scenario.site;
  const pue = compilePue(scenario.site, heldTrainingWatts(scenario, watts.training));
  const site = { outdoorCelsius: climate === undefined ? null : dryP99Celsius(climate) };
  const start = compileStart(scenario.start);
  return meanFacilityWatts({ power: { pue }, site, start }, Math.max(training, ...others));
}
