/** Cooling zones whose nodes are switched off because it got too hot, and the nodes that wait there. */
export class StoppedZones {
  private readonly nodesPerZone: number;
  private readonly nodesOfZone = new Map<number, number[]>();

  constructor(nodesPerZone: number) {
    this.nodesPerZone = nodesPerZone;
  }

  zoneOf(node: number): number {
    return Math.floor(node / this.nodesPerZone);
  }

  /** Whether the node stands in a zone that is switched off. */
  holds(node: number): boolean {
    return this.nodesOfZone.size > 0 && this.nodesOfZone.has(this.zoneOf(node));
  }

  stop(zone: number): void {
    this.nodesOfZone.set(zone, []);
  }

  /** A healthy node waits until its zone is switched on. */
  keep(node: number): void {
    this.nodesOfZone.get(this.zoneOf(node))!.push(node);
  }

  /** The zone is switched on again: the nodes that waited, in the order in which they came. */
  restart(zone: number): readonly number[] {
    const nodes = this.nodesOfZone.get(zone) ?? [];
    this.nodesOfZone.delete(zone);
    return nodes;
  }
}
