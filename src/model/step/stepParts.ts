import { type LayerStack, layerStack } from './layerStack.ts';
import { microBatches, stageLayers } from './layout.ts';
import type { Machine } from './machine.ts';
import { localParameters } from './memory.ts';
import { optimizerTime } from './optimizerTime.ts';
import { bubbleSeconds } from './pipeline.ts';
import { sendSeconds } from './pipelineTraffic.ts';
import { type ComputeTime, type StepWork, type Traffic, traffic } from './prediction.ts';
import type { StackProfile } from './profile.ts';
import { slowestRank } from './rankTime.ts';
import { rankWork } from './rankWork.ts';
import type { Rates } from './rates.ts';
import { replicatedStep, shardedMicroBatch, tiedEmbeddingSeconds } from './stepDataTraffic.ts';
import type { ParameterCounts, Transformer } from './transformer.ts';

/** Seconds of one step by what the slowest rank does or waits for. */
export interface StepParts {
  readonly compute: ComputeTime;
  readonly bubbleSeconds: number;
  readonly tensor: Traffic;
  readonly context: Traffic;
  readonly expert: Traffic;
  readonly pipeline: Traffic;
  readonly data: Traffic;
  readonly optimizerSeconds: number;
  readonly fixedSeconds: number;
}

export function stepParts(
  model: Transformer,
  work: StepWork,
  machine: Machine,
  profile: StackProfile,
  rates: Rates,
  counts: ParameterCounts,
): StepParts {
  const { layout, sequence } = work;
  const { facts, fitted } = profile;
  const { fabric } = rates;
  const { pipeline: p, virtualStages: v } = layout;
  const m = microBatches(layout);
  const stages = stageLayers(model, layout);
  const stack: LayerStack = layerStack(model, layout, sequence, rates, profile);
  const rank = slowestRank(stack, stages, p);
  const { compute, tensor, context, expert } = rankWork(stack, rank, m);

  const sent = sendSeconds(model.hidden, layout, sequence, fabric, facts);
  const sentExposed = sent * facts.pipelineExposed;
  const sharded = shardedMicroBatch(stack, layout, counts, stages.most, fabric, profile);
  const perBatch = sentExposed + fitted.microBatchSeconds + sharded.exposed;
  const stage = { slowest: rank.seconds + perBatch, all: rank.allRanksSeconds + p * perBatch };

  const local = localParameters(model, layout, counts, stages.most, p === 1 && !model.tiedEmbeddings ? 2 : 1);
  const replicated =
    layout.zeroStage < 3 ? replicatedStep(stack, layout, local, m, stages.most, fabric, profile) : NOTHING;
  const tied = tiedEmbeddingSeconds(stack, layout, fabric, profile);
  const data = traffic(
    m * sharded.total + replicated.total + tied,
    m * sharded.exposed + replicated.exposed + tied,
  );
  return {
    compute,
    bubbleSeconds: bubbleSeconds(stage, m, p, v),
    tensor,
    context,
    expert,
    pipeline: traffic(m * sent, m * sentExposed),
    data,
    optimizerSeconds: optimizerTime(layout, local, machine.accelerator.memoryBytesPerSecond * fitted.memory),
    fixedSeconds: fitted.stepSeconds + m * fitted.microBatchSeconds,
  };
}

const NOTHING = { total: 0, exposed: 0 };

/** Traffic that no computation hides. */
export function exposedSeconds({ tensor, context, expert, pipeline, data }: StepParts): number {
  return (
    tensor.exposedSeconds +
    context.exposedSeconds +
    expert.exposedSeconds +
    pipeline.exposedSeconds +
    data.exposedSeconds
  );
}

/** The sum of all parts. */
export function partsSeconds(parts: StepParts): number {
  return (
    parts.compute.totalSeconds +
    parts.bubbleSeconds +
    parts.tensor.exposedSeconds +
    parts.context.exposedSeconds +
    parts.expert.exposedSeconds +
    parts.pipeline.exposedSeconds +
    parts.data.exposedSeconds +
    parts.optimizerSeconds +
    parts.fixedSeconds
  );
}
