import { SimulationError } from '../../engine/errors.ts';
import { HOUR } from './units.ts';

/**
 * The value of each hour of a run. Asked for every hour once, in order from 0, the hour in which the run starts, so it
 * may draw random numbers and remember the hour before.
 */
export type HourlySource = (hourOfRun: number) => number;

const FIRST_ROOM = 1024;

/** A quantity that is constant within each hour: price, carbon, PUE. Hours are worked out when they are first needed. */
export class HourlySeries {
  /** Its value if it never changes, and null if it does. */
  readonly constantValue: number | null;
  /** First hour of the run that has no value; Infinity if there is no end. */
  readonly endHour: number;
  private readonly source: HourlySource;
  /** What it is, for messages; empty or like ` of price`. */
  private readonly name: string;
  private values = new Float64Array(0);
  private filled = 0;

  private constructor(constantValue: number | null, endHour: number, source: HourlySource, name = '') {
    this.constantValue = constantValue;
    this.endHour = endHour;
    this.source = source;
    this.name = name;
  }

  static constant(value: number): HourlySeries {
    return new HourlySeries(value, Number.POSITIVE_INFINITY, () => value);
  }

  /** `name` says in messages what the values are. */
  static hourly(source: HourlySource, endHour = Number.POSITIVE_INFINITY, name?: string): HourlySeries {
    return new HourlySeries(null, endHour, source, name === undefined ? '' : ` of ${name}`);
  }

  /** Value in an hour of the run (a whole number, 0 or more). */
  inHour(hourOfRun: number): number {
    if (this.constantValue !== null) return this.constantValue;
    if (hourOfRun >= this.filled) this.fillThrough(hourOfRun);
    return this.values[hourOfRun]!;
  }

  private fillThrough(hourOfRun: number): void {
    if (hourOfRun >= this.endHour) {
      throw new SimulationError(
        'invalid-parameter',
        this.endHour === 0
          ? `the hourly values${this.name} end before the run starts: give more hours, or let them repeat`
          : `the hourly values${this.name} end ${this.endHour} h after the start of the run, which goes on: give more hours, or let them repeat`,
        { simulationSeconds: hourOfRun * HOUR },
      );
    }
    if (hourOfRun >= this.values.length) {
      const room = new Float64Array(Math.max(FIRST_ROOM, 2 * this.values.length, hourOfRun + 1));
      room.set(this.values);
      this.values = room;
    }
    // Counted one by one: a source that fails leaves the hours before it usable.
    while (this.filled <= hourOfRun) {
      this.values[this.filled] = this.source(this.filled);
      this.filled++;
    }
  }
}

/** Hour by hour the product of two series, as price x PUE; constant if both are. */
export function productSeries(a: HourlySeries, b: HourlySeries): HourlySeries {
  return a.constantValue !== null && b.constantValue !== null
    ? HourlySeries.constant(a.constantValue * b.constantValue)
    : HourlySeries.hourly((hour) => a.inHour(hour) * b.inHour(hour), Math.min(a.endHour, b.endHour));
}

/** A series times a number, as a change of unit. */
export function scaledSeries(series: HourlySeries, factor: number): HourlySeries {
  return productSeries(series, HourlySeries.constant(factor));
}
