import type { RandomStream } from '../engine/randomStream.ts';
import type { SimulationInput } from './input.ts';

/**
 * Whether nodes that go at once must take both copies of a pair with them. Peers are placed in other units than their nodes
 * as far as there is room: a unit that holds more than half of the job has not enough nodes outside it.
 */
export function takesPair(nodes: number, jobNodes: number): boolean {
  return 2 * nodes > jobNodes;
}

/** Which checkpoint tiers outlive a stop of the job. */
export class CheckpointCopies {
  private readonly input: SimulationInput;
  private readonly luck: RandomStream;
  /** Nodes that trained last: fewer than the job's where an elastic one has shrunk. */
  private jobNodes: number;
  /** Nodes of the job lost since it last trained: a pair of copies is lost when the second of them goes. */
  private lostNodes = 0;
  private isPairLost = false;
  private isNodeLost = false;
  private saidByClass: readonly boolean[] | null = null;

  constructor(input: SimulationInput, luck: RandomStream) {
    this.input = input;
    this.luck = luck;
    this.jobNodes = input.job.nodes;
  }

  /** The job trains again with so many nodes: what was loaded has a copy at every node and at its peer. */
  renew(jobNodes: number): void {
    this.jobNodes = jobNodes;
    this.lostNodes = 0;
    this.isPairLost = false;
  }

  /**
   * Nodes of the job, of one unit, go at once, and with them the copies in their memory. Nodes are paired at random, each with
   * one of another unit while there is room: any of those that go now may be the peer of one lost before.
   */
  lose(nodes: number): void {
    const { lostNodes, jobNodes } = this;
    if (nodes === 0) return;
    if (takesPair(nodes, jobNodes)) this.isPairLost = true;
    else if (lostNodes > 0 && !this.isPairLost) {
      let kept = 1;
      for (let gone = 0; gone < nodes && kept > 0; gone++) {
        const left = jobNodes - lostNodes - gone;
        kept *= Math.max(0, 1 - lostNodes / Math.max(1, left));
      }
      this.isPairLost = this.luck.chance(1 - kept);
    }
    this.lostNodes += nodes;
  }

  /**
   * Which tiers survive a stop by a fault, as its class says (null: as the tiers say themselves); `isNodeLost` when a node is
   * gone for longer than a restart. The answer holds until the next question.
   */
  surviveFault(tiers: readonly boolean[] | null, isNodeLost: boolean): (tier: number) => boolean {
    this.saidByClass = tiers;
    this.isNodeLost = isNodeLost;
    return this.survive;
  }

  /** The same for a stop that loses nothing but the job's processes. */
  get surviveRestart(): (tier: number) => boolean {
    return this.surviveFault(null, false);
  }

  private readonly survive = (tier: number): boolean => {
    if (this.saidByClass !== null) return this.saidByClass[tier]!;
    const { lostWith } = this.input.checkpoint.tiers[tier]!;
    switch (lostWith) {
      case 'restart':
        return false;
      case 'node':
        return !this.isNodeLost;
      case 'pair':
        return !this.isPairLost;
      case 'never':
        return true;
      default:
        return lostWith satisfies never;
    }
  };
}
