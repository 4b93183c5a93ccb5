import type { HourlyIntegral } from '../model/price/hourlyIntegral.ts';
import { type Spending, timeWhenSpent } from '../model/price/spending.ts';
import type { Facility } from './site/facility.ts';

/** IT power (W) from one instant to another (s). */
export interface WattPiece {
  readonly from: number;
  readonly to: number;
  readonly watts: number;
}

/** Running integrals of a quantity: per watt that does not follow the weather, and per watt that does. */
interface Pair {
  readonly steady: HourlyIntegral;
  readonly following: HourlyIntegral;
}

type Quantity = 'joules' | 'usd' | 'carbonKg';

/**
 * Meters a plant whose power is steady + following x weather, neither a multiple of the IT power. It remembers the pieces of
 * constant power since the activity began, because what a correction changes depends on the power that it changes.
 */
export class PlantMeter {
  private readonly plant: NonNullable<Facility['plant']>;
  private readonly pairs: Readonly<Record<Quantity, Pair>>;
  /** The first `count` are remembered. */
  private readonly pieces: WattPiece[] = [];
  private count = 0;
  /** What follows from the IT power last asked for (W). */
  private watts = Number.NaN;
  private steady = 0;
  private following = 0;

  constructor(plant: NonNullable<Facility['plant']>, pairs: Readonly<Record<Quantity, Pair>>) {
    this.plant = plant;
    this.pairs = pairs;
  }

  remember(piece: WattPiece): void {
    const last = this.count > 0 ? this.pieces[this.count - 1]! : null;
    // Most events change no power: what goes on unchanged is one piece, or a stretch would cost its events squared.
    if (last !== null && last.watts === piece.watts && last.to === piece.from)
      this.pieces[this.count - 1] = { ...last, to: piece.to };
    else this.pieces[this.count++] = piece;
  }

  forget(): void {
    this.count = 0;
  }

  of(quantity: Quantity, { from, to, watts }: WattPiece): number {
    this.take(watts);
    const { steady, following } = this.pairs[quantity];
    return this.steady * steady.between(from, to) + this.following * following.between(from, to);
  }

  /** What it would change if IT power had been `difference` (W) higher in all remembered pieces and in `last`. */
  changeOf(quantity: Quantity, difference: number, last?: WattPiece): number {
    let change = last === undefined ? 0 : this.changeIn(quantity, difference, last);
    for (let at = 0; at < this.count; at++) change += this.changeIn(quantity, difference, this.pieces[at]!);
    return change;
  }

  private changeIn(quantity: Quantity, difference: number, { from, to, watts }: WattPiece): number {
    this.take(watts);
    const { steady, following } = this;
    this.take(watts + difference);
    const pair = this.pairs[quantity];
    return (
      (this.steady - steady) * pair.steady.between(from, to) +
      (this.following - following) * pair.following.between(from, to)
    );
  }

  private take(watts: number): void {
    if (watts === this.watts) return;
    this.watts = watts;
    this.steady = this.plant.steady(watts);
    this.following = this.plant.following(watts);
  }

  timeWhenSpent(spending: Omit<Spending, 'terms'>, watts: number): number {
    const { steady, following } = this.pairs.usd;
    const terms = [
      { integral: steady, perUnit: this.plant.steady(watts) },
      { integral: following, perUnit: this.plant.following(watts) },
    ];
    return timeWhenSpent({ ...spending, terms });
  }
}
