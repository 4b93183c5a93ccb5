import type { Fleet } from './fleet.ts';
import type { Progress } from './progress.ts';
import type { StageClock } from './stageClock.ts';

/** What a disruption may ask of the job. */
export interface DisruptedJob {
  readonly fleet: Fleet;
  readonly progress: Progress;
  readonly clock: StageClock;
  interrupt(
    classIndex: number,
    detection: number | 'detected',
    survives: (tier: number) => boolean,
    maximumWork: number,
  ): void;
  paceMayChange(): void;
  save(event: 'save to replace', what?: string): void;
}
