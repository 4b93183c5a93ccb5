import { allReduceSeconds, fabricOf, pointToPointSeconds } from './collectives.ts';
import { replicatedDataTime, shardedDataTime } from './dataParallel.ts';
import { hardwareFlopsPerToken, modelFlopsPerToken } from './flops.ts';
import { headTime } from './headTime.ts';
import { type LayerTime, layerTime, type Rates } from './layerTime.ts';
import { expertLayersOn, type Layout, microBatches, stageLayers } from './layout.ts';
import { type Machine, operandWidth, type Precision, peakFlops } from './machine.ts';
import { localParameters, type MemoryUse, memoryUse, shardRanks } from './memory.ts';
import { bubbleSeconds, overlapMicroBatches } from './pipeline.ts';
import type { StackProfile } from './profile.ts';
import { denseLayers, parameterCounts, type Transformer } from './transformer.ts';

/** What runs on a machine: the model, one sequence length, one number format, one layout. */
export interface StepWork {
  readonly sequence: number;
  readonly precision: Precision;
  readonly layout: Layout;
}

/** Communication of one kind: all of it, what computation hides, and what lengthens the step. */
export interface Traffic {
  readonly totalSeconds: number;
  readonly overlappedSeconds: number;
  readonly exposedSeconds: number;
}

/** Computation of the slowest pipeline rank over the whole step. */
export interface ComputeTime {
  readonly matmulSeconds: number;
  readonly attentionSeconds: number;
  readonly elementwiseSeconds: number;
  readonly launchSeconds: number;
  readonly totalSeconds: number;
}

/** Shares of the step for the power model; they add to 1. */
export interface Activity {
  /** Matrix products and attention. */
  readonly tensor: number;
  readonly memoryBound: number;
  readonly communication: number;
  /** Pipeline bubble and waiting for stragglers of the clock: the GPU idles. */
  readonly bubble: number;
  readonly optimizer: number;
  /** Host-bound: launches, per micro-batch and per step. */
  readonly fixed: number;
}

export interface StepPrediction {
  readonly parameters: number;
  readonly activeParameters: number;
  readonly tokens: number;
  /** Forward and backward, causal half of the attention; and the whole square. */
  readonly modelFlops: number;
  readonly modelFlopsFullAttention: number;
  /** With recomputation, as executed. */
  readonly hardwareFlops: number;
  readonly compute: ComputeTime;
  readonly bubbleSeconds: number;
  readonly tensor: Traffic;
  readonly context: Traffic;
  readonly expert: Traffic;
  readonly pipeline: Traffic;
  readonly data: Traffic;
  readonly optimizerSeconds: number;
  readonly fixedSeconds: number;
  /** Growth with scale that no collective explains. */
  readonly jitterSeconds: number;
  /** Sum of compute, bubble, the exposed traffic, optimiser, fixed and jitter. */
  readonly stepSeconds: number;
  readonly mfu: number;
  readonly mfuFullAttention: number;
  readonly hfu: number;
  readonly memory: MemoryUse;
  readonly checkpointBytes: number;
  readonly activity: Activity;
}

// Adam over one parameter: unscale and norm 12, update 30, clearing 2.
const OPTIMIZER_TRAFFIC_BYTES = 44;
const GRADIENT_NORM_SECONDS = 1e-4;
// 16-bit weights, master copy and two moments (BLOOM: 176e9 x 14 = 2.3 TB).
const CHECKPOINT_BYTES = 14;

function ratesOf(machine: Machine, precision: Precision, profile: StackProfile): Rates {
  const { accelerator } = machine;
  const { fitted, facts } = profile;
  const width = operandWidth(precision);
  const wide = precision === 'fp32' ? 'bits32' : 'bits16';
  const bytesPerSecond = accelerator.memoryBytesPerSecond * 0.9;
  const units = accelerator.multiprocessors;
  const rate = (w: 'bits32' | 'bits16' | 'bits8' | 'bits4'): number =>
    (accelerator.peakFlops[w] * accelerator.achievable[w] * fitted.matmul[w]) / units;
  const operandBytes = { bits32: 4, bits16: 2, bits8: 1, bits4: 0.5 };
  const core = accelerator.peakFlops[wide] * fitted.attention;
  const unfused = facts.attention === 'unfused';
  const elementwiseBytesPerSecond = accelerator.memoryBytesPerSecond * fitted.memory;
  return {
    linear: { unitFlops: rate(width), units, bytesPerSecond, operandBytes: operandBytes[width] },
    head: { unitFlops: rate(wide), units, bytesPerSecond, operandBytes: operandBytes[wide] },
    attention: {
      kernel: facts.attention,
      forwardFlops: core * (unfused ? accelerator.achievable[wide] : accelerator.flashForward),
      backwardFlops: core * (unfused ? accelerator.achievable[wide] : accelerator.flashBackward),
      bytesPerSecond: elementwiseBytesPerSecond,
    },
    elementwiseBytesPerSecond,
    castBytes: width === 'bits8' || width === 'bits4' ? facts.castBytes : 0,
    fabric: fabricOf(machine, fitted.network, facts.hierarchical),
  };
}

function traffic(totalSeconds: number, exposedSeconds: number): Traffic {
  return { totalSeconds, overlappedSeconds: Math.max(0, totalSeconds - exposedSeconds), exposedSeconds };
}

/** Time, memory and use of one training step. The layout must divide (layoutProblems is empty); memory may not fit. */
export function predictStep(
  model: Transformer,
  work: StepWork,
  machine: Machine,
  profile: StackProfile,
): StepPrediction {
  const { layout, sequence, precision } = work;
  const { facts, fitted } = profile;
  const { pipeline: p, virtualStages: v, context: c, tensor: t } = layout;
  const rates = ratesOf(machine, precision, profile);
  const { fabric } = rates;
  const counts = parameterCounts(model);
  const m = microBatches(layout);
  const stages = stageLayers(model, layout);

  const dense = layerTime(model, layout, sequence, rates, profile, false);
  const sparse = model.experts === null ? dense : layerTime(model, layout, sequence, rates, profile, true);
  const head = headTime(model, layout, sequence, rates);

  // ZeRO 3 moves weights for every layer and micro-batch, so its exposed part belongs to the micro-batch.
  let fsdpTotal = 0;
  let fsdpExposed = 0;
  const sparseMost = expertLayersOn(model, stages.most);
  const denseMost = stages.most - sparseMost;
  if (layout.zeroStage === 3) {
    const one = (withExperts: boolean, time: LayerTime, layers: number): void => {
      if (layers === 0) return;
      const local = {
        dense: (withExperts ? counts.expertLayer - counts.routedExperts : counts.denseLayer) / t,
        experts: withExperts ? counts.routedExperts / layout.expert : 0,
      };
      const data = shardedDataTime(layout, local, time, fabric, profile);
      fsdpTotal += layers * data.total;
      fsdpExposed += layers * data.exposed;
    };
    one(false, dense, denseMost);
    one(true, sparse, sparseMost);
  }

  // One micro-batch on the ranks: inner, first (with the embedding), last (with the head).
  const layerForward = (layers: number): number => {
    const s = expertLayersOn(model, layers);
    return s * sparse.forward + (layers - s) * dense.forward;
  };
  const layerBackward = (layers: number): number => {
    const s = expertLayersOn(model, layers);
    return s * sparse.backward + (layers - s) * dense.backward;
  };
  const layersOf = (layers: number): number => layerForward(layers) + layerBackward(layers);
  const inner = layersOf(stages.most);
  const first = layersOf(stages.first) + head.embedding;
  const last = layersOf(stages.last) + head.matmul + head.elementwise + head.tensor;
  let sendSeconds = 0;
  if (p > 1) {
    const bytes = (2 * layout.microBatch * sequence * model.hidden) / (c * (facts.pipelineScatter ? t : 1));
    sendSeconds = 2 * v * pointToPointSeconds(fabric, bytes, layout.gpus / p, layout.gpus);
  }
  const sendExposed = sendSeconds * facts.pipelineExposed;
  const perBatch = sendExposed + fitted.microBatchSeconds + fsdpExposed;

  let slowest: number;
  let all: number;
  let layers = stages.most;
  let withEmbedding = 0;
  let withHead = 0;
  if (p === 1) {
    slowest = inner + head.embedding + head.matmul + head.elementwise + head.tensor;
    all = slowest;
    withEmbedding = 1;
    withHead = 1;
  } else {
    slowest = Math.max(inner, first, last);
    if (slowest === last) {
      layers = stages.last;
      withHead = 1;
    } else if (slowest === first) {
      layers = stages.first;
      withEmbedding = 1;
    }
    const sparseAll = model.layers - denseLayers(model);
    all =
      sparseAll * (sparse.forward + sparse.backward) +
      (model.layers - sparseAll) * (dense.forward + dense.backward) +
      head.embedding +
      head.matmul +
      head.elementwise +
      head.tensor;
  }
  const slowestSparse = expertLayersOn(model, layers);
  const slowestDense = layers - slowestSparse;
  const of = (part: (layer: LayerTime) => number): number =>
    m * (slowestSparse * part(sparse) + slowestDense * part(dense));

  const matmulSeconds = of((l) => l.matmul) + m * withHead * head.matmul;
  const attentionSeconds = of((l) => l.attention);
  const elementwiseSeconds =
    of((l) => l.elementwise) + m * (withHead * head.elementwise + withEmbedding * head.embedding);
  const launchSeconds = of((l) => l.launch);
  const computeSeconds = matmulSeconds + attentionSeconds + elementwiseSeconds + launchSeconds;
  const headTraffic = m * withHead * head.tensor;
  const tensor = traffic(of((l) => l.tensor) + headTraffic, of((l) => l.tensorExposed) + headTraffic);
  const context = traffic(
    of((l) => l.context),
    of((l) => l.contextExposed),
  );
  const expert = traffic(
    of((l) => l.expert),
    of((l) => l.expertExposed),
  );
  const pipeline = traffic(m * sendSeconds, m * sendExposed);
  const bubble = bubbleSeconds({ slowest: slowest + perBatch, all: all + p * perBatch }, m, p, v);

  const local = localParameters(model, layout, counts, stages.most, p === 1 && !model.tiedEmbeddings ? 2 : 1);
  let dataTotal = m * fsdpTotal;
  let dataExposed = m * fsdpExposed;
  if (layout.zeroStage < 3) {
    const window = overlapMicroBatches(m, p, v);
    const data = replicatedDataTime(
      layout,
      local,
      fabric,
      profile,
      window * layerBackward(stages.most),
      window * layerForward(stages.most),
    );
    dataTotal += data.total;
    dataExposed += data.exposed;
  }
  if (p > 1 && model.tiedEmbeddings) {
    // The token matrix is on the first and on the last rank: its gradients are summed between the two.
    const bytes = (facts.reduceBytes * model.vocabulary * model.hidden) / t;
    const inside = layout.gpus <= fabric.domain ? 2 : 1;
    const seconds = allReduceSeconds(fabric, { size: 2, local: inside, inPod: 2 }, bytes);
    dataTotal += seconds;
    dataExposed += seconds;
  }
  const data = traffic(dataTotal, dataExposed);

  const ranks = shardRanks(layout);
  const updated =
    layout.zeroStage === 0
      ? local.dense + local.experts
      : local.dense / ranks.dense + local.experts / ranks.experts;
  const optimizerSeconds =
    GRADIENT_NORM_SECONDS +
    (OPTIMIZER_TRAFFIC_BYTES * updated) / (machine.accelerator.memoryBytesPerSecond * fitted.memory);
  const fixedSeconds = fitted.stepSeconds + m * fitted.microBatchSeconds;

  const beforeJitter =
    computeSeconds +
    bubble +
    tensor.exposedSeconds +
    context.exposedSeconds +
    expert.exposedSeconds +
    pipeline.exposedSeconds +
    data.exposedSeconds +
    optimizerSeconds +
    fixedSeconds;
  const perDoubling =
    precision === 'fp8' || precision === 'fp4' ? facts.jitterPerDoubling8 : facts.jitterPerDoubling;
  const jitterSeconds =
    layout.gpus > 8 ? beforeJitter * perDoubling * Math.log(layout.gpus / 8) * Math.LOG2E : 0;
  const stepSeconds = beforeJitter + jitterSeconds;

  const tokens = layout.globalBatch * sequence;
  const modelFlops = tokens * modelFlopsPerToken(model, sequence, 'causal');
  const modelFlopsFullAttention = tokens * modelFlopsPerToken(model, sequence, 'full');
  const hardwareFlops = tokens * hardwareFlopsPerToken(model, sequence, layout.recompute, facts.attention);
  const available = stepSeconds * layout.gpus * peakFlops(machine.accelerator, precision);
  const share = 1 / stepSeconds;
  const communication =
    tensor.exposedSeconds +
    context.exposedSeconds +
    expert.exposedSeconds +
    pipeline.exposedSeconds +
    data.exposedSeconds;
  return {
    parameters: counts.total,
    activeParameters: counts.active,
    tokens,
    modelFlops,
    modelFlopsFullAttention,
    hardwareFlops,
    compute: {
      matmulSeconds,
      attentionSeconds,
      elementwiseSeconds,
      launchSeconds,
      totalSeconds: computeSeconds,
    },
    bubbleSeconds: bubble,
    tensor,
    context,
    expert,
    pipeline,
    data,
    optimizerSeconds,
    fixedSeconds,
    jitterSeconds,
    stepSeconds,
    mfu: modelFlops / available,
    mfuFullAttention: modelFlopsFullAttention / available,
    hfu: hardwareFlops / available,
    memory: memoryUse(
      model,
      layout,
      sequence,
      profile,
      counts,
      machine.accelerator.memoryBytes,
      rates.castBytes > 0,
    ),
    checkpointBytes: CHECKPOINT_BYTES * counts.total,
    activity: {
      tensor: (matmulSeconds + attentionSeconds) * share,
      memoryBound: elementwiseSeconds * share,
      communication: communication * share,
      bubble: (bubble + jitterSeconds) * share,
      optimizer: optimizerSeconds * share,
      fixed: (fixedSeconds + launchSeconds) * share,
    },
  };
}
