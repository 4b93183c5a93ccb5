import type { RandomStreams } from '../engine/randomStreams.ts';
import type { Fleet } from './fleet.ts';
import { type SimulationInput, totalNodes } from './input.ts';

/** Places the lemons at random; what is left of a whole node is one more with that probability. */
export function drawLemons(input: SimulationInput, streams: RandomStreams, fleet: Fleet): void {
  const { nodes } = input.lemons;
  if (nodes <= 0) return;
  const luck = streams.stream('lemons');
  const total = totalNodes(input);
  const whole = Math.floor(nodes);
  const wanted = Math.min(total, whole + Number(luck.chance(nodes - whole)));
  while (fleet.lemons.length < wanted) fleet.setLemon(luck.integerBelow(total), true);
}
