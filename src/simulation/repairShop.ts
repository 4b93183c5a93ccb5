import type { EventLoop } from '../engine/eventLoop.ts';
import { EventKind } from './eventKind.ts';
import type { Fleet } from './fleet.ts';
import { type SimulationInput, totalNodes } from './input.ts';
import { createEscalation, type Escalation } from './policies/escalation.ts';
import type { NodeHistory } from './policies/nodeHistory.ts';
import { createRemoval, type Removal } from './policies/removal.ts';
import type { Procedures } from './procedures.ts';

/** What became of a node at the end of a repair stage. */
export type RepairResult = 'goes on' | 'retired' | 'repaired';

/** The stages of a repair; a unit's nodes come back together when the unit is mended. */
const RepairStage = { none: 0, automatic: 1, queued: 2, manual: 3, unit: 4 } as const;

/**
 * The way of a blamed node back to health: automatic repair, and manual repair by a crew of technicians for those that it
 * does not resolve. Whether it resolves and whether the node is really mended is drawn when the repair begins.
 */
export class RepairShop {
  repairs = 0;
  begun = 0;
  manual = 0;
  retired = 0;
  crewWaitSeconds = 0;
  readonly secondsByClass: Float64Array;

  private readonly input: SimulationInput;
  private readonly loop: EventLoop;
  private readonly fleet: Fleet;
  private readonly procedures: Procedures;
  private readonly escalates: Escalation;
  private readonly removes: Removal;
  private readonly stage: Uint8Array;
  private readonly success: Uint8Array;
  private readonly needsManual: Uint8Array;
  private readonly isFaulty: Uint8Array;
  private readonly classOf: Int32Array;
  private readonly since: Float64Array;
  private readonly queue: number[] = [];
  /** Nodes at the lender now, and the sum of leaving times minus the sum of joining times of their absences (s). */
  private takenBack = 0;
  private takenBackBooked = 0;
  private busy = 0;

  constructor(
    input: SimulationInput,
    loop: EventLoop,
    fleet: Fleet,
    procedures: Procedures,
    history: NodeHistory,
  ) {
    const total = totalNodes(input);
    this.input = input;
    this.loop = loop;
    this.fleet = fleet;
    this.procedures = procedures;
    this.escalates = createEscalation(input.escalation, history);
    this.removes = createRemoval(input.removal, history);
    this.secondsByClass = new Float64Array(input.faults.classes.length);
    this.stage = new Uint8Array(total);
    this.success = new Uint8Array(total);
    this.needsManual = new Uint8Array(total);
    this.isFaulty = new Uint8Array(total);
    this.classOf = new Int32Array(total);
    this.since = new Float64Array(total);
  }

  /** A node's repair begins; it has been moved out of the job. `isFaulty`: whether it is the one that failed. */
  begin(node: number, classIndex: number, isFaulty: boolean): void {
    const { procedures, loop } = this;
    const { automatic, successProbability } = this.input.repair;
    this.begun += 1;
    this.admit(node, classIndex);
    this.isFaulty[node] = Number(isFaulty);
    if (automatic === null) {
      this.success[node] = Number(procedures.repairLuck.chance(successProbability));
      this.needsManual[node] = 1;
      this.toManual(node);
    } else if (this.escalates(node, loop.now)) {
      this.success[node] = Number(procedures.repairLuck.chance(successProbability));
      this.needsManual[node] = 1;
      this.toManual(node);
    } else {
      const resolves = procedures.repairLuck.chance(automatic.resolvesProbability);
      const probability = resolves ? automatic.successProbability : successProbability;
      this.needsManual[node] = Number(!resolves);
      this.success[node] = Number(procedures.repairLuck.chance(probability));
      this.stage[node] = RepairStage.automatic;
      loop.schedule(loop.now + procedures.drawAutomaticRepair(), EventKind.repair, node);
    }
    this.manual += this.needsManual[node]!;
  }

  /**
   * The nodes of a unit wait for the unit, one repair time for all of them; so does a node that its lender took back. Returns when
   * they are back (s).
   */
  beginUnit(nodes: readonly number[], classIndex: number): number {
    const { procedures, loop } = this;
    const until = loop.now + procedures.faultClasses[classIndex]!.drawRepair();
    for (const node of nodes) {
      this.begun += 1;
      this.hold(node, classIndex, until);
    }
    if (this.isTakenBack(classIndex)) this.countTakenBack(nodes.length);
    return until;
  }

  /** A node waits for a unit that is mended at `until`. */
  hold(node: number, classIndex: number, until: number): void {
    this.admit(node, classIndex);
    this.success[node] = 1;
    this.needsManual[node] = 0;
    this.stage[node] = RepairStage.unit;
    this.loop.schedule(until, EventKind.repair, node);
  }

  /** A stage ends. A node that is not retired is back in health when this says 'repaired'. */
  stageEnded(node: number): RepairResult {
    const { loop, fleet, input, procedures } = this;
    const stage = this.stage[node];
    if (stage === RepairStage.automatic && this.needsManual[node] === 1) {
      this.toManual(node);
      return 'goes on';
    }
    if (stage === RepairStage.manual) this.technicianFree();
    this.stage[node] = RepairStage.none;
    this.secondsByClass[this.classOf[node]!]! += loop.now - this.since[node]!;
    if (stage === RepairStage.unit) {
      if (this.isTakenBack(this.classOf[node]!)) this.countTakenBack(-1);
    } else {
      if (this.success[node] === 1) fleet.setLemon(node, false);
      else if (input.repair.unfixed === 'lemon' && this.wasFaulty(node)) fleet.setLemon(node, true);
      const { retireProbability } = input.repair;
      const scrapped = retireProbability > 0 && procedures.retirement.chance(retireProbability);
      if (scrapped || this.removes(node, loop.now)) {
        this.retired += 1;
        return 'retired';
      }
    }
    this.repairs += 1;
    return 'repaired';
  }

  /** Whether the last repair of a node mended it, and the class it was sent for. */
  wasMended(node: number): boolean {
    return this.success[node] === 1;
  }

  /** Whether the node that was repaired last had failed, and was not blamed for another. */
  wasFaulty(node: number): boolean {
    return this.isFaulty[node] === 1;
  }

  classOfRepair(node: number): number {
    return this.classOf[node]!;
  }

  /** Nodes that their lender has taken back and not yet replaced. */
  get nodesTakenBack(): number {
    return this.takenBack;
  }

  /** Node-seconds of such absences up to `now`. */
  nodeSecondsTakenBack(now: number): number {
    return this.takenBackBooked + this.takenBack * now;
  }

  private isTakenBack(classIndex: number): boolean {
    return this.input.faults.classes[classIndex]!.takenBack === true;
  }

  private countTakenBack(nodes: number): void {
    this.takenBack += nodes;
    this.takenBackBooked -= nodes * this.loop.now;
  }

  /** Books the repairs that are still running, and the waits that go on, at the end of the run. */
  close(): void {
    this.crewWaitSeconds += this.queue.length * this.loop.now;
    for (let node = 0; node < this.stage.length; node++) {
      if (this.stage[node] === RepairStage.none) continue;
      this.secondsByClass[this.classOf[node]!]! += this.loop.now - this.since[node]!;
    }
  }

  private admit(node: number, classIndex: number): void {
    this.classOf[node] = classIndex;
    this.since[node] = this.loop.now;
  }

  private toManual(node: number): void {
    if (this.busy < this.input.repair.crew) {
      this.startManual(node);
      return;
    }
    this.stage[node] = RepairStage.queued;
    this.queue.push(node);
    this.crewWaitSeconds -= this.loop.now;
  }

  private startManual(node: number): void {
    const { loop, procedures } = this;
    this.busy += 1;
    this.stage[node] = RepairStage.manual;
    loop.schedule(
      loop.now + procedures.faultClasses[this.classOf[node]!]!.drawRepair(),
      EventKind.repair,
      node,
    );
  }

  private technicianFree(): void {
    this.busy -= 1;
    const next = this.queue.shift();
    if (next === undefined) return;
    this.crewWaitSeconds += this.loop.now;
    this.startManual(next);
  }
}
