import { AIR_LIMIT_WATTS, FULL_HEIGHT_UNITS, racksNeeded } from '../../model/plant/racks.ts';
import type { Finding } from '../issues.ts';
import { plannedNode, rackQuestion } from '../rackPlan.ts';
import type { Scenario } from '../schema.ts';

/** Whether one node at least fits the racks of the site. */
export function rackFindings(scenario: Scenario): Finding[] {
  const { rack } = scenario.site;
  const { watts, basis, coolant, height } = plannedNode(scenario);
  // A node without power has a finding of its own.
  if (rack === undefined || watts === 0) return [];
  const answer = racksNeeded(rackQuestion(scenario, rack.power, coolant));
  if (answer.kind === 'fits') return [];
  const needs = `a node needs ${kilowatts(watts)} (${basis === 'rated' ? 'rated' : 'all GPUs at their limit'})`;
  switch (answer.limit) {
    case 'power':
      return [
        {
          path: ['site', 'rack', 'power'],
          message: `is ${kilowatts(rack.power)}, but ${needs}: not one fits; allowed: ${kilowatts(watts)} or more, or a smaller node`,
        },
      ];
    case 'air':
      return [
        {
          path: ['site', 'rack', 'power'],
          message:
            `is ${kilowatts(rack.power)}, but air carries ${kilowatts(AIR_LIMIT_WATTS)} from a rack at most and ${needs}: ` +
            'more power does not help; take a liquid-cooled node (cluster.node.cooling: liquid) or a smaller one',
        },
      ];
    case 'height': {
      const units = rack.height ?? FULL_HEIGHT_UNITS;
      return [
        {
          path: ['site', 'rack', 'height'],
          message: `is ${units} rack units, but a node is ${height} high: not one fits; allowed: ${height} or more, or a lower node`,
        },
      ];
    }
    default:
      return answer.limit satisfies never;
  }
}

/** Rounded up to 10 W, so that what is asked for is enough. */
function kilowatts(watts: number): string {
  return `${Math.ceil(watts / 10) / 100} kW`;
}
