import { activityShares } from './activity.ts';
import { hardwareFlopsPerToken, modelFlopsPerToken } from './flops.ts';
import { jitterOf } from './jitter.ts';
import { type Machine, peakFlops } from './machine.ts';
import { memoryUse } from './memory.ts';
import type { StepPrediction, StepWork } from './prediction.ts';
import type { StackProfile } from './profile.ts';
import { ratesOf } from './rates.ts';
import { partsSeconds, stepParts } from './stepParts.ts';
import { parameterCounts, type Transformer } from './transformer.ts';

export type { Activity, ComputeTime, StepPrediction, StepWork, Traffic } from './prediction.ts';

// 16-bit weights, master copy and two moments (BLOOM: 176e9 x 14 = 2.3 TB).
const CHECKPOINT_BYTES = 14;

/** Time, memory and use of one training step. The layout must divide (layoutProblems is empty); memory may not fit. */
export function predictStep(
  model: Transformer,
  work: StepWork,
  machine: Machine,
  profile: StackProfile,
): StepPrediction {
  const { layout, sequence, precision } = work;
  const { accelerator } = machine;
  const { facts } = profile;
  const counts = parameterCounts(model);
  const rates = ratesOf(machine, precision, profile);
  const parts = stepParts(model, work, machine, profile, rates, counts);
  const beforeJitter = partsSeconds(parts);
  const jitterSeconds = jitterOf(beforeJitter, layout.gpus, precision, facts);
  const stepSeconds = beforeJitter + jitterSeconds;

  const tokens = layout.globalBatch * sequence;
  const modelFlops = tokens * modelFlopsPerToken(model, sequence, 'causal');
  const modelFlopsFullAttention = tokens * modelFlopsPerToken(model, sequence, 'full');
  const hardwareFlops = tokens * hardwareFlopsPerToken(model, sequence, layout.recompute, facts.attention);
  const available = stepSeconds * layout.gpus * peakFlops(accelerator, precision);
  const narrow = rates.castBytes > 0;
  return {
    parameters: counts.total,
    activeParameters: counts.active,
    tokens,
    modelFlops,
    modelFlopsFullAttention,
    hardwareFlops,
    compute: parts.compute,
    bubbleSeconds: parts.bubbleSeconds,
    tensor: parts.tensor,
    context: parts.context,
    expert: parts.expert,
    pipeline: parts.pipeline,
    data: parts.data,
    optimizerSeconds: parts.optimizerSeconds,
    fixedSeconds: parts.fixedSeconds,
    jitterSeconds,
    stepSeconds,
    mfu: modelFlops / available,
    mfuFullAttention: modelFlopsFullAttention / available,
    hfu: hardwareFlops / available,
    memory: memoryUse(model, layout, sequence, profile, counts, accelerator.memoryBytes, narrow),
    checkpointBytes: CHECKPOINT_BYTES * counts.total,
    activity: activityShares(parts, jitterSeconds, stepSeconds),
  };
}
