import type { Corruptions } from './corruptions.ts';
import type { Fleet } from './fleet.ts';
import type { Gang } from './gang.ts';
import type { SimulationInput } from './input.ts';
import type { LatentFaults } from './latentFaults.ts';
import type { NodeHistory } from './policies/nodeHistory.ts';
import type { Procedures } from './procedures.ts';
import { NodeState } from './record.ts';
import type { RepairShop } from './repairShop.ts';
import type { Tell } from './runEvent.ts';
import type { SlowNodes } from './slowNodes.ts';

const { failed: FAILED, repair: REPAIR, retired: RETIRED } = NodeState;

/** Nodes that one fault took out of the job and that no diagnosis has named yet. */
interface Suspicion {
  readonly nodes: readonly number[];
  readonly classIndex: number;
  /** The operators know which nodes it is: no diagnosis can go wrong. */
  readonly isKnown: boolean;
}

/** The way of failed nodes from the job to the repair shop and back to the spares: who is blamed, and who is not. */
export class Ward {
  nodesMisdiagnosed = 0;
  faultsUndiagnosed = 0;

  private readonly input: SimulationInput;
  private readonly fleet: Fleet;
  private readonly gang: Gang;
  private readonly shop: RepairShop;
  private readonly history: NodeHistory;
  private readonly procedures: Procedures;
  private readonly slow: SlowNodes;
  private readonly corruptions: Corruptions;
  private readonly latent: LatentFaults;
  private readonly tell: Tell | null;
  private readonly suspicions: Suspicion[] = [];

  constructor(
    input: SimulationInput,
    parts: {
      readonly fleet: Fleet;
      readonly gang: Gang;
      readonly shop: RepairShop;
      readonly history: NodeHistory;
      readonly procedures: Procedures;
      readonly slow: SlowNodes;
      readonly corruptions: Corruptions;
      readonly latent: LatentFaults;
    },
    tell: Tell | null,
  ) {
    this.input = input;
    this.fleet = parts.fleet;
    this.gang = parts.gang;
    this.shop = parts.shop;
    this.history = parts.history;
    this.procedures = parts.procedures;
    this.slow = parts.slow;
    this.corruptions = parts.corruptions;
    this.latent = parts.latent;
    this.tell = tell;
  }

  get isEmpty(): boolean {
    return this.suspicions.length === 0;
  }

  /** Nodes of the job, and spares that stand with them, have failed; they wait for the diagnosis. */
  admit(nodes: readonly number[], classIndex: number, isKnown: boolean): void {
    const here = nodes.filter((node) => this.fleet.isPowered(node));
    if (here.length === 0) return;
    for (const node of here) this.gang.move(node, FAILED);
    this.suspicions.push({ nodes: here, classIndex, isKnown });
  }

  /** The diagnosis ends: every suspicion becomes a repair, a mistake, or nothing. */
  diagnose(): void {
    const { missedProbability, wrongProbability } = this.input.diagnosis;
    const { diagnosisLuck } = this.procedures;
    for (const { nodes, classIndex, isKnown } of this.suspicions) {
      const isUnit = this.isUnit(classIndex);
      const failed = nodes[0]!;
      if (isUnit || isKnown) this.repair(nodes, classIndex);
      else if (missedProbability > 0 && diagnosisLuck.chance(missedProbability))
        this.miss(failed, classIndex);
      else if (wrongProbability > 0 && this.fleet.active > 0 && diagnosisLuck.chance(wrongProbability)) {
        this.blameAnother(failed, classIndex);
      } else this.repair(nodes, classIndex);
    }
    this.suspicions.length = 0;
  }

  /** Nodes go to repair at once: spares, and those whose fault is plain. */
  repair(nodes: readonly number[], classIndex: number): void {
    for (const node of nodes) {
      this.history.blamed(node);
      this.slow.nodeMended(node);
      this.corruptions.nodeMended(node);
      this.gang.move(node, REPAIR);
    }
    if (this.isUnit(classIndex)) this.shop.beginUnit(nodes, classIndex);
    else for (const node of nodes) this.shop.begin(node, classIndex);
  }

  /** A repair stage has ended; true when a healthy node came back. */
  repairEnded(node: number): boolean {
    const result = this.shop.stageEnded(node);
    if (result === 'goes on') {
      this.tell?.('manual repair', { node });
      return false;
    }
    this.tell?.(result, { node });
    if (result === 'retired') {
      this.gang.move(node, RETIRED);
      return false;
    }
    this.mend(node);
    this.gang.putInPool(node, true);
    return true;
  }

  /** A repair that mended nothing leaves what the node carried, or what it was sent for. */
  private mend(node: number): void {
    const { latent, shop } = this;
    if (shop.wasMended(node)) latent.nodeMended(node);
    else if (this.input.diagnosis.recurrence !== null && !latent.has(node))
      latent.add(node, shop.classOfRepair(node));
  }

  /** Whether nodes come back together with what failed or was taken back, and everybody knows which. */
  private isUnit(classIndex: number): boolean {
    const { scope, takenBack } = this.input.faults.classes[classIndex]!;
    if (takenBack === true) return true;
    return scope !== 'gpu' && scope !== 'node' && scope !== 'job';
  }

  private miss(node: number, classIndex: number): void {
    this.faultsUndiagnosed += 1;
    this.tell?.('nobody blamed', { node });
    this.staysUncured(node, classIndex);
    if (this.input.diagnosis.missed === 'stays') this.gang.keep(node);
    else this.gang.putInPool(node, false);
  }

  private blameAnother(node: number, classIndex: number): void {
    const others = this.fleet.active;
    const blamed = this.fleet.poweredNode(this.procedures.diagnosisLuck.integerBelow(others));
    this.nodesMisdiagnosed += 1;
    this.tell?.('wrong node blamed', { node: blamed });
    this.gang.keep(node);
    this.staysUncured(node, classIndex);
    this.repair([blamed], classIndex);
  }

  private staysUncured(node: number, classIndex: number): void {
    if (this.input.diagnosis.recurrence !== null) this.latent.add(node, classIndex);
  }
}
