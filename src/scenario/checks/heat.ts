import { createPowerCurve } from '../../model/heat/createPowerCurve.ts';
import { operatingPoint } from '../../model/heat/operatingPoint.ts';
import { gpuWattsOf } from '../../model/nodePower.ts';
import { compileCurve } from '../compile/gridLimits.ts';
import { COOLING_CLASS, compileHeat, limitsOf, slotsOf } from '../compile/heat.ts';
import type { Predictions } from '../compile/phases.ts';
import { compileNodeWatts, nodePowerModel } from '../compile/power.ts';
import type { Finding } from '../issues.ts';
import type { Heat } from '../schema/heat.ts';
import type { Scenario } from '../schema.ts';

/** A GPU this many standard deviations from its median still has a steady state and a stop that protects it. */
const EXTREME_SIGMAS = 5;

/** What of the temperatures must hold between their fields. */
export function heatFindings(scenario: Scenario, predictions: () => Predictions): Finding[] {
  const { heat } = scenario;
  if (heat === undefined) return [];
  const findings = [...classFindings(scenario), ...plainFindings(scenario, heat)];
  return findings.length > 0 ? findings : physicalFindings(scenario, predictions());
}

function classFindings({ failures: { set } }: Scenario): Finding[] {
  const findings: Finding[] = [];
  if (Object.hasOwn(set.classes, COOLING_CLASS)) {
    const message = `is the name under which emergency stops are counted where heat is modelled; call the class otherwise`;
    findings.push({ path: ['failures', 'set', 'classes', COOLING_CLASS], message });
  }
  for (const [name, { temperature, distribution }] of Object.entries(set.classes)) {
    const follows = temperature !== undefined && temperature !== 'none';
    if (!follows || distribution === undefined || distribution === 'exponential') continue;
    const message =
      'cannot follow a temperature that changes while it ages; take distribution: exponential, or temperature: none';
    findings.push({ path: ['failures', 'set', 'classes', name, 'temperature'], message });
  }
  return findings;
}

function plainFindings(scenario: Scenario, heat: Heat): Finding[] {
  const findings: Finding[] = [];
  const tell = (path: readonly (string | number)[], message: string) =>
    findings.push({ path: ['heat', ...path], message });
  const { node } = scenario.cluster;
  const gpus = slotsOf(scenario, heat).reduce((sum, slot) => sum + slot.gpus, 0);
  if (gpus !== node.gpus) tell(['slots'], `hold ${gpus} GPUs, but a node has ${node.gpus}`);
  const limits = limitsOf(scenario, heat);
  if (limits === null) {
    tell(
      [],
      'needs limits: the catalogue knows no temperature of this accelerator; give throttle, slowdown, shutdown',
    );
  } else {
    const { throttleCelsius, hardwareSlowdownCelsius, shutdownCelsius } = limits;
    if (!(throttleCelsius <= hardwareSlowdownCelsius && hardwareSlowdownCelsius < shutdownCelsius))
      tell(['limits'], 'must rise: throttle at most slowdown, slowdown below shutdown');
  }
  if (heat.design_outdoor !== undefined && scenario.site.climate === undefined)
    tell(
      ['design_outdoor'],
      'follows the weather, and the site has no climate; give site.climate, like dallas',
    );
  const { plant } = heat;
  if (plant !== undefined && plant.needed > plant.units)
    tell(['plant', 'needed'], `is ${plant.needed}, more than the ${plant.units} units of a zone`);
  return findings;
}

/** What the numbers make together. */
function physicalFindings(scenario: Scenario, predictions: Predictions): Finding[] {
  const findings: Finding[] = [];
  const nodeWatts = compileNodeWatts(scenario, predictions).training;
  const fullWatts = gpuWattsOf(nodePowerModel(scenario), nodeWatts);
  const { slots, room, leakage, limits, spread } = compileHeat(scenario, nodeWatts, fullWatts, 0)!;
  const tell = (path: readonly string[], message: string) =>
    findings.push({ path: ['heat', ...path], message });
  if (room.stopCelsius <= room.setPointCelsius) {
    tell(
      ['room', 'stop'],
      `is ${room.stopCelsius} degC, not above the set-point of ${room.setPointCelsius} degC`,
    );
    return findings;
  }
  const curve = createPowerCurve(compileCurve(scenario.power));
  const extreme = Math.exp(EXTREME_SIGMAS * Math.hypot(spread.resistanceSigma, spread.leakSigma));
  for (const slot of slots) {
    const path = { offsetKelvin: slot.offsetKelvin, kelvinPerWatt: slot.kelvinPerWatt * extreme };
    if (path.kelvinPerWatt * fullWatts * leakage.perKelvin >= 1) {
      tell(
        ['leakage'],
        `runs away in the slots ${slot.name}: less leakage, resistance or power has a steady state`,
      );
      continue;
    }
    const model = { limits, curve, leakage, fullWatts };
    if (operatingPoint(model, room.setPointCelsius, path).state === 'shutdown')
      tell(['slots'], `${slot.name} shut down at the set-point of ${room.setPointCelsius} degC already`);
    else if (operatingPoint(model, room.stopCelsius, path).state === 'shutdown') {
      const message =
        `is ${room.stopCelsius} degC, where GPUs of the slots ${slot.name} shut down by themselves at their slowest; ` +
        'give a lower stop, so that the zone stops first';
      tell(['room', 'stop'], message);
    }
  }
  return findings;
}
