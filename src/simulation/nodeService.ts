import type { EventLoop } from '../engine/eventLoop.ts';
import { EventKind } from './eventKind.ts';
import type { FaultProcess } from './faultProcess.ts';
import { ACTIVE, type Fleet } from './fleet.ts';
import type { SimulationInput } from './input.ts';
import type { Procedures } from './procedures.ts';
import { NodeState } from './record.ts';
import type { Tell } from './runEvent.ts';

const { standby: STANDBY, off: OFF, failed: FAILED, repair: REPAIR, retired: RETIRED } = NodeState;

/** What became of a node whose repair ended. */
export type RepairResult = 'retired' | 'joined the job' | 'back in a pool';

/** The way of nodes out of the job and back: failed, repaired, spare, in the job again. */
export class NodeService {
  repairs = 0;
  nodesReplaced = 0;
  nodesRetired = 0;

  private readonly input: SimulationInput;
  private readonly loop: EventLoop;
  private readonly fleet: Fleet;
  private readonly faultProcess: FaultProcess;
  private readonly procedures: Procedures;
  private readonly tell: Tell | null;
  /** Nodes taken out of the job and not yet named by a diagnosis. */
  private readonly undiagnosed: number[] = [];

  constructor(
    input: SimulationInput,
    loop: EventLoop,
    fleet: Fleet,
    faultProcess: FaultProcess,
    procedures: Procedures,
    tell: Tell | null,
  ) {
    this.input = input;
    this.loop = loop;
    this.fleet = fleet;
    this.faultProcess = faultProcess;
    this.procedures = procedures;
    this.tell = tell;
  }

  get anyUndiagnosed(): boolean {
    return this.undiagnosed.length > 0;
  }

  get gangIsComplete(): boolean {
    return this.fleet.active === this.input.job.nodes;
  }

  /** Whether the gang can never be complete again; asked only when there are no spares. */
  get isDepleted(): boolean {
    return this.fleet.active + this.fleet.inState(REPAIR) < this.input.job.nodes;
  }

  /** A node of the job has failed; it waits for its diagnosis. */
  fail(node: number): void {
    this.leaveRisk(node, FAILED);
    this.undiagnosed.push(node);
  }

  /** The diagnosis names all nodes that have failed since the last one. */
  repairUndiagnosed(): void {
    for (let node = this.undiagnosed.pop(); node !== undefined; node = this.undiagnosed.pop()) {
      this.sendToRepair(node);
    }
  }

  sendToRepair(node: number): void {
    this.leaveRisk(node, REPAIR);
    this.loop.schedule(this.loop.now + this.procedures.drawRepair(), EventKind.repair, node);
  }

  /** Takes spares until the gang is complete, hot ones first; returns how long the slowest takes to join (s), or null if there are too few. */
  fillGang(): number | null {
    const { fleet, procedures } = this;
    let joining = 0;
    while (!this.gangIsComplete) {
      const hot = fleet.inState(STANDBY) > 0;
      if (!hot && fleet.inState(OFF) === 0) return null;
      const node = fleet.anyOf(hot ? STANDBY : OFF);
      const seconds = hot ? procedures.drawSwap() : procedures.drawBoot();
      this.tell?.(hot ? 'spare joins' : 'spare boots', { node, expectedSeconds: seconds });
      this.joinJob(node, hot && this.faultProcess.standbysFail);
      joining = Math.max(joining, seconds);
    }
    return joining;
  }

  /** A repair has ended. While the job waits the node joins it, else it refills the hot spares and then the cold ones. */
  repairEnded(node: number, jobWaits: boolean): RepairResult {
    const { fleet, faultProcess, loop, input } = this;
    const { retireProbability } = input.repair;
    if (retireProbability > 0 && this.procedures.retirement.chance(retireProbability)) {
      this.nodesRetired += 1;
      fleet.move(loop.now, node, RETIRED);
      this.tell?.('retired', { node });
      return 'retired';
    }
    this.repairs += 1;
    this.tell?.('repaired', { node });
    if (jobWaits) {
      this.joinJob(node, false);
      return 'joined the job';
    }
    const toStandby = fleet.inState(STANDBY) < input.spares.hot;
    faultProcess.advance(loop.now);
    fleet.move(loop.now, node, toStandby ? STANDBY : OFF);
    if (toStandby && faultProcess.standbysFail) faultProcess.nodeJoined(node);
    return 'back in a pool';
  }

  private joinJob(node: number, alreadyAtRisk: boolean): void {
    const { now } = this.loop;
    this.nodesReplaced += 1;
    this.faultProcess.advance(now);
    this.fleet.move(now, node, ACTIVE);
    if (!alreadyAtRisk) this.faultProcess.nodeJoined(node);
  }

  private leaveRisk(node: number, to: typeof FAILED | typeof REPAIR): void {
    const { now } = this.loop;
    this.faultProcess.advance(now);
    this.fleet.move(now, node, to);
    this.faultProcess.nodeLeft(node);
  }
}
