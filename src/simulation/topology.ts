import { type FaultScope, type SimulationInput, totalNodes, type UnitScope } from './input.ts';

/** Whether a fault of this scope takes down what several nodes depend on. */
export function isUnitScope(scope: FaultScope): scope is UnitScope {
  return scope !== 'gpu' && scope !== 'node' && scope !== 'job';
}

/** Units of a scope that the nodes of the run fill, the last one perhaps in part. */
export function unitCount(input: SimulationInput, scope: UnitScope): number {
  return scope === 'site' ? 1 : Math.ceil(totalNodes(input) / input.topology[scope]);
}

/** Unit of a scope that a node belongs to. */
export function unitOf(input: SimulationInput, scope: UnitScope, node: number): number {
  return scope === 'site' ? 0 : Math.floor(node / input.topology[scope]);
}

/** First node of a unit, and the one after its last. */
export function unitMembers(
  input: SimulationInput,
  scope: UnitScope,
  unit: number,
): readonly [number, number] {
  const total = totalNodes(input);
  if (scope === 'site') return [0, total];
  const size = input.topology[scope];
  return [unit * size, Math.min(total, (unit + 1) * size)];
}
