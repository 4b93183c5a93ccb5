import { type SimulationInput, totalNodes } from '../input.ts';
import { NodeState } from '../record.ts';

/** The number under which the fleet counts the job's own nodes, whatever they do. */
const OF_JOB = 0;

/** How many of the nodes at risk stand in each cooling zone, and how many of them are lemons: of the job, and beside it. */
export class ZoneCounts {
  private readonly nodesPerZone: number;
  private readonly multiple: number;
  private readonly standbyAtRisk: boolean;
  /** By 2 x zone, and 1 more beside the job. */
  private readonly nodes: Int32Array;
  private readonly lemons: Int32Array;

  constructor(input: SimulationInput) {
    this.nodesPerZone = input.topology.cooling_zone;
    this.multiple = input.lemons.multiple;
    this.standbyAtRisk = input.faults.exposure === 'powered';
    const zones = Math.ceil(totalNodes(input) / this.nodesPerZone);
    this.nodes = new Int32Array(2 * zones);
    this.lemons = new Int32Array(2 * zones);
  }

  zoneOf(node: number): number {
    return Math.floor(node / this.nodesPerZone);
  }

  /** A node comes into a state (1), or leaves it (-1). */
  change(node: number, state: number, isLemon: boolean, by: 1 | -1): void {
    const cell = this.cellOf(node, state);
    if (cell === null) return;
    this.nodes[cell]! += by;
    if (isLemon) this.lemons[cell]! += by;
  }

  /** A node becomes a lemon (1), or is none any more (-1). */
  changeLemon(node: number, state: number, by: 1 | -1): void {
    const cell = this.cellOf(node, state);
    if (cell !== null) this.lemons[cell]! += by;
  }

  /** Nodes of the job in a zone, each lemon counted by its multiple. */
  weightOfJob(zone: number): number {
    return this.weightOf(2 * zone);
  }

  /** The same of the spares that are at risk. */
  weightBeside(zone: number): number {
    return this.weightOf(2 * zone + 1);
  }

  private weightOf(cell: number): number {
    return this.nodes[cell]! + (this.multiple - 1) * this.lemons[cell]!;
  }

  /** Null for a node that is not at risk. */
  private cellOf(node: number, state: number): number | null {
    const first = 2 * this.zoneOf(node);
    if (state === OF_JOB) return first;
    const stands = state === NodeState.standby || state === NodeState.warm;
    return stands && this.standbyAtRisk ? first + 1 : null;
  }
}
