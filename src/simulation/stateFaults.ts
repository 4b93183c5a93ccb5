import type { EventLoop } from '../engine/eventLoop.ts';
import type { CheckpointCopies } from './checkpointCopies.ts';
import { Corruptions } from './corruptions.ts';
import type { DisruptedJob } from './disruptedJob.ts';
import { EventKind } from './eventKind.ts';
import type { SimulationInput } from './input.ts';
import type { Procedures } from './procedures.ts';
import { nodesOf, type Tell } from './runEvent.ts';
import { Stage } from './stage.ts';
import type { Ward } from './ward.ts';

/** What spoils the state of the training and is found later: silent corruption and loss spikes. */
export class StateFaults {
  found = 0;
  spikes = 0;
  tokensSkipped = 0;
  readonly corruptions = new Corruptions();

  private readonly job: DisruptedJob;
  private readonly input: SimulationInput;
  private readonly loop: EventLoop;
  private readonly procedures: Procedures;
  private readonly copies: CheckpointCopies;
  private readonly tell: Tell | null;

  constructor(
    input: SimulationInput,
    parts: {
      readonly job: DisruptedJob;
      readonly procedures: Procedures;
      readonly copies: CheckpointCopies;
    },
    loop: EventLoop,
    tell: Tell | null,
  ) {
    this.input = input;
    this.job = parts.job;
    this.procedures = parts.procedures;
    this.copies = parts.copies;
    this.loop = loop;
    this.tell = tell;
  }

  /** A node (-1 for none that stays bad) corrupts the state from now on. */
  corrupt(classIndex: number, node: number, transient: boolean): void {
    const { job, loop } = this;
    const faultClass = this.procedures.faultClasses[classIndex]!;
    const isTraining = job.clock.stage === Stage.training;
    const cleanWork = isTraining ? job.progress.workAt(loop.now) : job.progress.work;
    const lag = faultClass.drawDetection();
    this.tell?.('state corrupted', {
      what: faultClass.input.name,
      expectedSeconds: lag,
      ...nodesOf(node < 0 ? [] : [node]),
    });
    const id = this.corruptions.begin({
      classIndex,
      node: transient ? -1 : node,
      cleanWork,
      extraRollback: 0,
    });
    loop.schedule(loop.now + lag, EventKind.noticed, 2 * id + 1);
  }

  lossSpike(): void {
    const { job, loop, input } = this;
    const { rollbackSteps, skippedSteps } = input.spikes!;
    const { progress } = job;
    const lag = this.procedures.drawSpikeDetection();
    const phase = input.job.phases[progress.phase]!;
    this.spikes += 1;
    this.tokensSkipped += (skippedSteps * phase.tokens) / phase.steps;
    this.tell?.('loss spike', { expectedSeconds: lag });
    const id = this.corruptions.begin({
      classIndex: -1,
      node: -1,
      cleanWork: progress.workAt(loop.now),
      extraRollback: rollbackSteps * progress.stepSeconds,
    });
    loop.schedule(loop.now + lag, EventKind.noticed, 2 * id + 1);
  }

  /** A corruption is noticed: the job is thrown back before it, and the node that is to blame goes to `ward`. */
  noticed(id: number, ward: Ward): void {
    const corruption = this.corruptions.take(id);
    if (corruption === undefined) return;
    const { classIndex, node, cleanWork, extraRollback } = corruption;
    this.found += classIndex < 0 ? 0 : 1;
    this.tell?.('corruption found', {
      what: classIndex < 0 ? 'loss spike' : this.procedures.faultClasses[classIndex]!.input.name,
      ...nodesOf(node < 0 ? [] : [node]),
    });
    this.job.interrupt(
      classIndex,
      'detected',
      this.copies.surviveRestart,
      Math.max(0, cleanWork - extraRollback),
    );
    if (node < 0) return;
    if (this.job.fleet.isActive(node)) ward.admit([node], classIndex, true);
    else if (this.job.fleet.isPowered(node)) ward.repair([node], classIndex);
  }
}
