import type { AgeingClass } from './ageingFaults.ts';

/**
 * Ageing faults whose units are new again at every start of the job: a fresh lifetime for each of its nodes' units, and the
 * first of those decides. They fail only while the job trains. Drawn in one go per class and speed by the minimum's own law. This is how AIReSim reads a Weibull or
 * lognormal law; units that really age remember it (`AgeingFaults`).
 */
export class RenewedFaults {
  /** Operating time of the next fault; Infinity before the first start. */
  nextOperatingTime = Number.POSITIVE_INFINITY;
  private readonly classes: readonly AgeingClass[];
  private readonly lemonSpeed: number;
  private nextClass = 0;
  private nextIsLemon = false;

  constructor(classes: readonly AgeingClass[], lemonSpeed: number) {
    this.classes = classes;
    this.lemonSpeed = lemonSpeed;
  }

  /** The job starts with so many nodes at risk. */
  restart(operating: number, healthyNodes: number, lemonNodes: number): void {
    this.nextOperatingTime = Number.POSITIVE_INFINITY;
    for (const { index, unitsPerNode, timeToFault, stream } of this.classes) {
      for (const isLemon of [false, true]) {
        const units = unitsPerNode * (isLemon ? lemonNodes : healthyNodes);
        const hazard = stream.exponential();
        if (units === 0) continue;
        const lifetime = timeToFault.ageAtHazard(hazard / units) / (isLemon ? this.lemonSpeed : 1);
        if (operating + lifetime >= this.nextOperatingTime) continue;
        this.nextOperatingTime = operating + lifetime;
        this.nextClass = index;
        this.nextIsLemon = isLemon;
      }
    }
  }

  stop(): void {
    this.nextOperatingTime = Number.POSITIVE_INFINITY;
  }

  /** The fault happens; there is no other until the next start. */
  strike(): { readonly index: number; readonly isLemon: boolean } {
    this.nextOperatingTime = Number.POSITIVE_INFINITY;
    return { index: this.nextClass, isLemon: this.nextIsLemon };
  }
}
