import type { RandomStream } from '../engine/randomStream.ts';
import { driftedSeconds, type HazardDrift, operatingSeconds } from './hazardDrift.ts';
import type { TemperatureHazard } from './heat/temperatureHazard.ts';

/** A memoryless fault class on a clock. */
export interface MemorylessClass {
  /** Index among all fault classes. */
  readonly index: number;
  /** Exposure that holds one fault on average (node-seconds, or seconds). */
  readonly meanExposure: number;
  readonly stream: RandomStream;
}

/**
 * Exact cumulative-hazard inversion for the memoryless classes that share one exposure: weighted node-seconds, or plain
 * operating seconds. Each class waits for its own threshold of it, drawn as a unit exponential over its rate. When nodes
 * join or leave only the pace of the exposure changes, so no threshold is redrawn and two points of a sweep stay on
 * common random numbers.
 */
export class HazardClock {
  readonly drift: HazardDrift | null;
  /** How the temperature weighs those at risk; null where it does not. */
  readonly heat: TemperatureHazard | null;
  private readonly classes: readonly MemorylessClass[];
  private readonly threshold: Float64Array;
  private exposure = 0;
  private first = 0;

  constructor(
    classes: readonly MemorylessClass[],
    drift: HazardDrift | null,
    heat: TemperatureHazard | null = null,
  ) {
    this.classes = classes;
    this.drift = drift;
    this.heat = heat;
    this.threshold = Float64Array.from(
      classes,
      ({ meanExposure, stream }) => meanExposure * stream.exponential(),
    );
    this.findFirst();
  }

  /** Operating time passes from `from` to `to` (s) with `weight` at risk. */
  advance(from: number, to: number, weight: number): void {
    const { drift } = this;
    this.exposure +=
      weight * (drift === null ? to - from : driftedSeconds(drift, to) - driftedSeconds(drift, from));
  }

  /** Operating time from `operating` to the next fault of this clock (s), with `weight` at risk. */
  wait(operating: number, weight: number): number {
    const needed = Math.max(0, this.threshold[this.first]! - this.exposure) / weight;
    const { drift } = this;
    if (drift === null || !(needed < Number.POSITIVE_INFINITY)) return needed;
    return Math.max(0, operatingSeconds(drift, driftedSeconds(drift, operating) + needed) - operating);
  }

  /** The fault that `wait` announced happens; returns its class index. */
  strike(): number {
    const { index, meanExposure, stream } = this.classes[this.first]!;
    this.threshold[this.first]! += meanExposure * stream.exponential();
    this.findFirst();
    return index;
  }

  private findFirst(): void {
    const { threshold } = this;
    let first = 0;
    for (let position = 1; position < threshold.length; position++) {
      if (threshold[position]! < threshold[first]!) first = position;
    }
    this.first = first;
  }
}
