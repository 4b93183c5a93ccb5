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
  private readonly pieces: WattPiece[] = [];

  constructor(plant: NonNullable<Facility['plant']>, pairs: Readonly<Record<Quantity, Pair>>) {
    this.plant = plant;
    this.pairs = pairs;
  }

  remember(piece: WattPiece): void {
    this.pieces.push(piece);
  }

  forget(): void {
    this.pieces.length = 0;
  }

  of(quantity: Quantity, { from, to, watts }: WattPiece): number {
    const { steady, following } = this.pairs[quantity];
    return (
      this.plant.steady(watts) * steady.between(from, to) +
      this.plant.following(watts) * following.between(from, to)
    );
  }

  /** What it would change if IT power had been `difference` (W) higher in all remembered pieces and in `last`. */
  changeOf(quantity: Quantity, difference: number, last?: WattPiece): number {
    const changeIn = (piece: WattPiece) =>
      this.of(quantity, { ...piece, watts: piece.watts + difference }) - this.of(quantity, piece);
    return this.pieces.reduce((sum, piece) => sum + changeIn(piece), last === undefined ? 0 : changeIn(last));
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
