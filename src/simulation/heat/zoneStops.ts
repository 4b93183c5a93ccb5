import type { CheckpointCopies } from '../checkpointCopies.ts';
import type { DisruptedJob } from '../disruptedJob.ts';
import type { Gang } from '../gang.ts';
import type { SimulationInput } from '../input.ts';
import type { NodeHistory } from '../policies/nodeHistory.ts';
import { NodeState } from '../record.ts';
import { nodesOf, type Tell } from '../runEvent.ts';
import { Stage } from '../stage.ts';
import { unitMembers } from '../topology.ts';
import type { StoppedZones } from './stoppedZones.ts';

/** Emergency stops of cooling zones: what they do to the nodes and to the job, and how the nodes come back. */
export class ZoneStops {
  count = 0;
  private readonly input: SimulationInput;
  private readonly job: DisruptedJob;
  private readonly gang: Gang;
  private readonly stopped: StoppedZones;
  private readonly copies: CheckpointCopies;
  private readonly history: NodeHistory;
  private readonly tell: Tell | null;

  constructor(
    input: SimulationInput,
    parts: {
      readonly job: DisruptedJob;
      readonly gang: Gang;
      readonly stopped: StoppedZones;
      readonly copies: CheckpointCopies;
      readonly history: NodeHistory;
    },
    tell: Tell | null,
  ) {
    this.input = input;
    this.job = parts.job;
    this.gang = parts.gang;
    this.stopped = parts.stopped;
    this.copies = parts.copies;
    this.history = parts.history;
    this.tell = tell;
  }

  /** Zones are too hot at the same instant: their nodes are switched off, and the job stops once if any is of the gang. */
  switchOff(zones: readonly number[]): void {
    const { job, input, stopped, gang } = this;
    const { coolingClass } = input.heat!;
    const { name, survivingTiers } = input.faults.classes[coolingClass]!;
    const nodes: number[] = [];
    let hit = 0;
    for (const zone of zones) {
      const first = nodes.length;
      const hitBefore = hit;
      const [from, to] = unitMembers(input, 'cooling_zone', zone);
      for (let node = from; node < to; node++) {
        if (!gang.isHealthy(node)) continue;
        nodes.push(node);
        hit += Number(job.fleet.isActive(node));
      }
      this.count += 1;
      this.copies.lose(hit - hitBefore);
      this.tell?.('zone switched off', { what: name, ...nodesOf(nodes.slice(first)) });
      stopped.stop(zone);
    }
    if (hit > 0) {
      if (job.clock.stage === Stage.training) this.history.trained(job.clock.trainedWithoutStop, []);
      const survives = this.copies.surviveFault(survivingTiers, true);
      job.interrupt(coolingClass, 'detected', survives, Number.POSITIVE_INFINITY);
    }
    for (const node of nodes) {
      stopped.keep(node);
      gang.move(node, NodeState.failed);
    }
  }

  /** A zone is cool again: its nodes come back to the spares. */
  switchOn(zone: number): void {
    const nodes = this.stopped.restart(zone);
    this.tell?.('zone switched on', nodesOf(nodes));
    for (const node of nodes) this.gang.switchOn(node);
  }
}
