import type { Precision } from './machine.ts';
import type { StackFacts } from './profile.ts';

/** Growth of a step of `seconds` with the number of GPUs that no collective explains (operating system, clocks). */
export function jitterOf(seconds: number, gpus: number, precision: Precision, facts: StackFacts): number {
  if (gpus <= 8) return 0;
  const perDoubling =
    precision === 'fp8' || precision === 'fp4' ? facts.jitterPerDoubling8 : facts.jitterPerDoubling;
  return seconds * perDoubling * Math.log(gpus / 8) * Math.LOG2E;
}
