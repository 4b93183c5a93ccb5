import { type Layout, layoutProblems } from './layout.ts';
import type { Machine } from './machine.ts';
import { type MemoryUse, memoryUse } from './memory.ts';
import type { StackProfile } from './profile.ts';
import type { StepWork } from './step.ts';
import { parameterCounts, type Transformer } from './transformer.ts';

/** One change of the layout that lowers the memory of the fullest GPU. */
export interface MemoryKnob {
  readonly knob: keyof Layout;
  readonly from: string;
  readonly to: string;
  readonly savedBytes: number;
  /** Whether this change alone is enough. */
  readonly fits: boolean;
}

function changes(model: Transformer, layout: Layout): readonly Partial<Layout>[] {
  const out: Partial<Layout>[] = [
    { tensor: layout.tensor * 2 },
    { pipeline: layout.pipeline * 2 },
    { context: layout.context * 2 },
  ];
  if (model.experts !== null) out.push({ expert: layout.expert * 2 });
  if (layout.microBatch > 1) out.push({ microBatch: layout.microBatch / 2 });
  if (layout.tensor > 1 && !layout.sequenceParallel) out.push({ sequenceParallel: true });
  if (layout.recompute === 'none') out.push({ recompute: 'selective' });
  if (layout.recompute !== 'full') out.push({ recompute: 'full' });
  if (layout.zeroStage === 0) out.push({ zeroStage: 1 });
  if (layout.zeroStage < 2 && layout.pipeline === 1) out.push({ zeroStage: 2 });
  if (layout.zeroStage < 3) out.push({ zeroStage: 3 });
  if (layout.zeroStage > 0) out.push({ gpus: layout.gpus * 2 });
  return out;
}

/** Memory of a step as predictStep reports it, without the time. */
export function stepMemory(
  model: Transformer,
  work: StepWork,
  machine: Machine,
  profile: StackProfile,
): MemoryUse {
  const narrow = work.precision === 'fp8' || work.precision === 'fp4';
  const capacity = machine.accelerator.memoryBytes;
  return memoryUse(model, work.layout, work.sequence, profile, parameterCounts(model), capacity, narrow);
}

/** Single changes of the layout that divide and save memory, the one that saves most first. */
export function memoryKnobs(
  model: Transformer,
  work: StepWork,
  machine: Machine,
  profile: StackProfile,
): readonly MemoryKnob[] {
  const now = stepMemory(model, work, machine, profile).totalBytes;
  const knobs: MemoryKnob[] = [];
  for (const change of changes(model, work.layout)) {
    const layout: Layout = { ...work.layout, ...change };
    if (layoutProblems(model, layout, work.sequence).length > 0) continue;
    const memory = stepMemory(model, { ...work, layout }, machine, profile);
    if (memory.totalBytes >= now) continue;
    for (const knob of Object.keys(change) as (keyof Layout)[]) {
      knobs.push({
        knob,
        from: String(work.layout[knob]),
        to: String(layout[knob]),
        savedBytes: now - memory.totalBytes,
        fits: memory.fits,
      });
    }
  }
  return knobs.sort((a, b) => b.savedBytes - a.savedBytes);
}
