import { SLOWDOWN_CAUSES } from './record.ts';
import type { Tempo } from './tempo.ts';

/** Training that took longer than nominal, by cause; also of what was lost later. */
export class SlowdownLog {
  readonly secondsByCause = new Float64Array(SLOWDOWN_CAUSES.length);
  /** Training time in which heat held the gang back (s). */
  throttledSeconds = 0;
  /** Training time at reduced width (s). */
  reducedSeconds = 0;

  /** So many nominal seconds were trained at a tempo, in `wallSeconds` with their checkpoints. */
  trained(
    nominalSeconds: number,
    wallSeconds: number,
    { lost, isThrottled }: Tempo,
    isReduced: boolean,
  ): void {
    for (let cause = 0; cause < lost.length; cause++) {
      this.secondsByCause[cause]! += nominalSeconds * lost[cause]!;
    }
    if (isThrottled) this.throttledSeconds += wallSeconds;
    if (isReduced) this.reducedSeconds += wallSeconds;
  }
}
