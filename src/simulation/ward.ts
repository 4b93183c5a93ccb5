import type { Renewal } from './ageingFaults.ts';
import type { Corruptions } from './corruptions.ts';
import type { Fleet } from './fleet.ts';
import type { Gang } from './gang.ts';
import type { SimulationInput, UnitScope } from './input.ts';
import type { LatentFaults } from './latentFaults.ts';
import type { NodeHistory } from './policies/nodeHistory.ts';
import type { Procedures } from './procedures.ts';
import { NodeState } from './record.ts';
import type { RepairShop } from './repairShop.ts';
import type { Tell } from './runEvent.ts';
import type { SlowNodes } from './slowNodes.ts';
import { isUnitScope, unitMembers, unitOf } from './topology.ts';
import type { UnitOutages } from './unitOutages.ts';

const { failed: FAILED, repair: REPAIR, retired: RETIRED, off: OFF } = NodeState;

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
  private readonly outages: UnitOutages;
  private readonly now: () => number;
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
      readonly outages: UnitOutages;
    },
    now: () => number,
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
    this.outages = parts.outages;
    this.now = now;
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
    const { scope } = this.input.faults.classes[classIndex]!;
    if (isUnitScope(scope) && nodes.length > 0) {
      this.repairUnit(scope, unitOf(this.input, scope, nodes[0]!), nodes, classIndex);
      return;
    }
    for (const node of nodes) {
      this.mendSymptoms(node);
      this.gang.move(node, REPAIR);
    }
    // What a lender gives back is another machine, which nobody has blamed.
    if (this.isTakenBack(classIndex)) this.shop.beginUnit(nodes, classIndex);
    else {
      for (const node of nodes) {
        this.history.blamed(node);
        this.shop.begin(node, classIndex, true);
      }
    }
  }

  /** A unit goes to repair, and its nodes wait for it: those that it took down, and spares that were off. */
  repairUnit(scope: UnitScope, unit: number, nodes: readonly number[], classIndex: number): void {
    const { input, fleet, gang, shop, slow, outages } = this;
    const members = nodes.slice();
    const [from, to] = unitMembers(input, scope, unit);
    for (let node = from; node < to; node++) if (fleet.isIn(node, OFF)) members.push(node);
    for (const node of members) {
      slow.nodeMended(node, classIndex);
      gang.move(node, REPAIR);
    }
    const until = shop.beginUnit(members, classIndex);
    for (const node of outages.repairBegins(scope, unit, until)) shop.hold(node, classIndex, until);
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
    const renewal = this.mend(node);
    const outage = this.outages.holding(node, this.now());
    if (outage === null) {
      this.gang.putInPool(node, renewal);
      return true;
    }
    // Its rack or site is down: it stands there, mended, until that is up again.
    this.tell?.('waits for its unit', { node, what: outage.scope.replace('_', ' ') });
    this.gang.renew(node, renewal);
    if (outage.until < Number.POSITIVE_INFINITY) this.shop.hold(node, outage.classIndex, outage.until);
    else outage.waiting.push(node);
    return false;
  }

  /** What is new of a node after its repair; one that mended nothing leaves what the node carried, or what it was sent for. */
  private mend(node: number): Renewal {
    const { latent, shop } = this;
    const classIndex = shop.classOfRepair(node);
    if (this.isTakenBack(classIndex)) {
      latent.nodeMended(node);
      return 'everything';
    }
    if (this.isUnit(classIndex)) return 'nothing';
    if (shop.wasMended(node)) {
      latent.nodeMended(node);
      return shop.wasFaulty(node) ? classIndex : 'nothing';
    }
    if (this.input.diagnosis.recurrence !== null && shop.wasFaulty(node) && !latent.has(node))
      latent.add(node, classIndex);
    return 'nothing';
  }

  private mendSymptoms(node: number): void {
    this.slow.nodeMended(node);
    this.corruptions.nodeMended(node);
  }

  private isTakenBack(classIndex: number): boolean {
    return this.input.faults.classes[classIndex]!.takenBack === true;
  }

  /** Whether nodes come back together with what failed or was taken back, and everybody knows which. */
  private isUnit(classIndex: number): boolean {
    return this.isTakenBack(classIndex) || isUnitScope(this.input.faults.classes[classIndex]!.scope);
  }

  private miss(node: number, classIndex: number): void {
    this.faultsUndiagnosed += 1;
    this.tell?.('nobody blamed', { node });
    this.staysUncured(node, classIndex);
    if (this.input.diagnosis.missed === 'stays') this.gang.keep(node);
    else this.gang.putInPool(node, 'nothing');
  }

  private blameAnother(node: number, classIndex: number): void {
    const others = this.fleet.active;
    const blamed = this.fleet.poweredNode(this.procedures.diagnosisLuck.integerBelow(others));
    this.nodesMisdiagnosed += 1;
    this.tell?.('wrong node blamed', { node: blamed });
    this.gang.keep(node);
    this.staysUncured(node, classIndex);
    this.history.blamed(blamed);
    this.mendSymptoms(blamed);
    this.gang.move(blamed, REPAIR);
    this.shop.begin(blamed, classIndex, false);
  }

  private staysUncured(node: number, classIndex: number): void {
    if (this.input.diagnosis.recurrence !== null) this.latent.add(node, classIndex);
  }
}
