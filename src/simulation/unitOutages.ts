import type { SimulationInput, UnitScope } from './input.ts';
import { unitOf } from './topology.ts';

interface Outage {
  readonly scope: UnitScope;
  readonly unit: number;
  readonly classIndex: number;
  /** When it is mended (s); Infinity until the repair has begun. */
  until: number;
  /** Nodes that came back from their own repairs meanwhile. */
  readonly waiting: number[];
}

/** Racks, switches, zones or the site that have failed and are not mended: they cannot fail again, and hold their nodes. */
export class UnitOutages {
  private readonly input: SimulationInput;
  private outages: Outage[] = [];

  constructor(input: SimulationInput) {
    this.input = input;
  }

  isDown(scope: UnitScope, unit: number, now: number): boolean {
    this.forgetMended(now);
    return this.outages.some((outage) => outage.scope === scope && outage.unit === unit);
  }

  /** A unit has failed; its repair has not begun. */
  begin(scope: UnitScope, unit: number, classIndex: number): void {
    this.outages.push({ scope, unit, classIndex, until: Number.POSITIVE_INFINITY, waiting: [] });
  }

  /** The repair of a unit has begun: the nodes that waited for it. */
  repairBegins(scope: UnitScope, unit: number, until: number): readonly number[] {
    const outage = this.outages.find(
      (one) => one.scope === scope && one.unit === unit && one.until === Number.POSITIVE_INFINITY,
    );
    if (outage === undefined) return [];
    outage.until = until;
    return outage.waiting.splice(0);
  }

  /** The outage that ends last of those that hold a node at `now`; null for none. */
  holding(node: number, now: number): Outage | null {
    this.forgetMended(now);
    let last: Outage | null = null;
    for (const outage of this.outages) {
      if (unitOf(this.input, outage.scope, node) !== outage.unit) continue;
      if (last === null || outage.until > last.until) last = outage;
    }
    return last;
  }

  private forgetMended(now: number): void {
    if (this.outages.length > 0) this.outages = this.outages.filter(({ until }) => until > now);
  }
}
