import { nodePowerWatts } from '../model/nodePower.ts';
import {
  AIR_LIMIT_WATTS,
  FULL_HEIGHT_UNITS,
  type RackAnswer,
  type RackQuestion,
  racksNeeded,
} from '../model/plant/racks.ts';
import { type Coolant, rideThroughSeconds } from '../model/plant/rideThrough.ts';
import { gpuLevels } from './compile/gpuPower.ts';
import { nodePowerModel } from './compile/power.ts';
import type { Scenario } from './schema.ts';

/** Kinds of rack that there are (W): of offices, of enterprise, air at its limit, liquid (Osinto essay 2024; NVL72). */
export const RACK_CLASSES_WATTS = [5000, 15_000, 50_000, 130_000] as const;

/** What a node must be given, whatever it draws. */
export interface PlannedNode {
  readonly watts: number;
  /** Its nameplate; or all GPUs at their limit, where it has none or less. */
  readonly basis: 'rated' | 'burn';
  readonly coolant: Coolant;
  /** Rack units; null where unknown, and power decides alone. */
  readonly height: number | null;
}

export function plannedNode(scenario: Scenario): PlannedNode {
  const { node } = scenario.cluster;
  const burnWatts = nodePowerWatts(nodePowerModel(scenario), gpuLevels(scenario).limitWatts);
  const isRated = node.rated !== undefined && node.rated >= burnWatts;
  return {
    watts: isRated ? (node.rated ?? burnWatts) : burnWatts,
    basis: isRated ? 'rated' : 'burn',
    coolant: node.cooling ?? 'air',
    height: node.height ?? null,
  };
}

export interface PlannedRacks {
  readonly rackWatts: number;
  readonly coolant: Coolant;
  /** Whether the site gives its racks this power, and the node is cooled so. */
  readonly isOfSite: boolean;
  readonly answer: RackAnswer;
  /** From the loss of all cooling to the emergency stop, at the power of a full rack; null where no node fits (s). */
  readonly rideThroughSeconds: number | null;
}

/** Racks for the nodes that are held, in each class of rack and in that of the site, by either cooling. */
export function planRacks(scenario: Scenario): readonly PlannedRacks[] {
  const own = scenario.site.rack?.power;
  const { coolant: nodeCoolant } = plannedNode(scenario);
  const classes = new Set([...RACK_CLASSES_WATTS, ...(own === undefined ? [] : [own])]);
  const coolants: readonly Coolant[] = nodeCoolant === 'air' ? ['air', 'liquid'] : ['liquid', 'air'];
  return [...classes]
    .sort((a, b) => a - b)
    .flatMap((rackWatts) =>
      coolants.map((coolant) => {
        const answer = racksNeeded(rackQuestion(scenario, rackWatts, coolant));
        return {
          rackWatts,
          coolant,
          isOfSite: rackWatts === own && coolant === nodeCoolant,
          answer,
          rideThroughSeconds: answer.kind === 'fits' ? rideThroughSeconds(coolant, answer.filledWatts) : null,
        };
      }),
    );
}

export function rackQuestion(scenario: Scenario, rackWatts: number, coolant: Coolant): RackQuestion {
  const { watts, height } = plannedNode(scenario);
  const { nodes, spares } = scenario.cluster;
  const units = scenario.site.rack?.height ?? FULL_HEIGHT_UNITS;
  return {
    nodes: nodes + spares.hot + spares.warm + spares.cold,
    nodeWatts: watts,
    coolant,
    rackWatts,
    airLimitWatts: AIR_LIMIT_WATTS,
    nodesByHeight: height === null ? null : Math.floor(units / height),
  };
}
