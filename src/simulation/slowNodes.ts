import type { Fleet } from './fleet.ts';

/** Nodes that are slow for a while, or a job that is. */
export interface SlowEpisode {
  readonly classIndex: number;
  /** Nodes that are still slow; null where the whole job is. */
  nodes: number[] | null;
  readonly compute: number;
  readonly network: number;
  /** Whether a restart of the job ends it. */
  readonly isTransient: boolean;
}

/** Who is slow, and how slow that makes the gang: the slowest of its nodes decides. */
export class SlowNodes {
  /** Speed factors of the gang; 1 while nobody in it is slow. */
  compute = 1;
  network = 1;
  private readonly episodes = new Map<number, SlowEpisode>();
  private readonly toReplace: number[] = [];
  private nextId = 0;

  begin(episode: SlowEpisode): number {
    const id = this.nextId++;
    this.episodes.set(id, episode);
    return id;
  }

  /** Whether an episode of this class slows all of these nodes already. */
  holds(classIndex: number, nodes: readonly number[] | null): boolean {
    for (const { classIndex: other, nodes: slow } of this.episodes.values()) {
      if (other !== classIndex) continue;
      if (slow === null || nodes?.every((node) => slow.includes(node))) return true;
    }
    return false;
  }

  /** An episode that is not over yet. */
  get(id: number): SlowEpisode | undefined {
    return this.episodes.get(id);
  }

  end(id: number): void {
    this.episodes.delete(id);
  }

  /** A node goes to repair: it comes back at full speed; or the unit does that a class has slowed, and cures that class alone. */
  nodeMended(node: number, ofClass: number | null = null): void {
    if (this.episodes.size === 0) return;
    for (const [id, episode] of this.episodes) {
      if (episode.nodes === null || !episode.nodes.includes(node)) continue;
      if (ofClass !== null && episode.classIndex !== ofClass) continue;
      episode.nodes = episode.nodes.filter((other) => other !== node);
      if (episode.nodes.length === 0) this.episodes.delete(id);
    }
  }

  /** The job's processes are new. */
  restarted(): void {
    for (const [id, { isTransient }] of this.episodes) if (isTransient) this.episodes.delete(id);
  }

  /** An episode was noticed: the next stop takes its nodes out. */
  replaceNext(id: number): void {
    this.toReplace.push(id);
  }

  hasNodesToReplace(fleet: Fleet): boolean {
    return this.toReplace.some((id) => this.stillSlow(id, fleet).length > 0);
  }

  /** The next nodes to replace, one episode at a time: those still slow that nothing has taken meanwhile; null for none. */
  takeNodesToReplace(
    fleet: Fleet,
  ): { readonly nodes: readonly number[]; readonly classIndex: number } | null {
    for (let id = this.toReplace.shift(); id !== undefined; id = this.toReplace.shift()) {
      const nodes = this.stillSlow(id, fleet);
      if (nodes.length > 0) return { nodes, classIndex: this.episodes.get(id)!.classIndex };
    }
    return null;
  }

  private stillSlow(id: number, fleet: Fleet): number[] {
    return this.episodes.get(id)?.nodes?.filter((node) => fleet.isPowered(node)) ?? [];
  }

  /** Reads the factors anew; true when they changed. */
  update(fleet: Fleet): boolean {
    let compute = 1;
    let network = 1;
    for (const episode of this.episodes.values()) {
      if (episode.nodes?.every((node) => !fleet.isActive(node))) continue;
      compute = Math.min(compute, episode.compute);
      network = Math.min(network, episode.network);
    }
    const changed = compute !== this.compute || network !== this.network;
    this.compute = compute;
    this.network = network;
    return changed;
  }
}
