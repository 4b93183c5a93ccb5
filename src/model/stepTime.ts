/** One phase of training as the step-time model needs it. */
export interface PhaseWork {
  readonly flopsPerToken: number;
  readonly batchTokens: number;
  readonly gpus: number;
  /** Dense peak of one GPU at the training precision (FLOP/s). */
  readonly peakFlopsPerGpu: number;
}

/** How the nominal step time is known: given outright, from a model FLOPs utilisation, or predicted by the step-time model. */
export type StepTimeBasis =
  | { readonly basis: 'model'; readonly seconds: number }
  | { readonly basis: 'step_time'; readonly seconds: number }
  | { readonly basis: 'mfu'; readonly mfu: number };

/** Nominal time of one optimiser step (s): F_model / (mfu x GPUs x peak), or as given. */
export function nominalStepSeconds(work: PhaseWork, basis: StepTimeBasis): number {
  switch (basis.basis) {
    case 'model':
    case 'step_time':
      return basis.seconds;
    case 'mfu':
      return (work.flopsPerToken * work.batchTokens) / (basis.mfu * work.gpus * work.peakFlopsPerGpu);
    default:
      return basis satisfies never;
  }
}

/** Model FLOPs utilisation at a given step time. */
export function nominalMfu(work: PhaseWork, stepSeconds: number): number {
  return (work.flopsPerToken * work.batchTokens) / (stepSeconds * work.gpus * work.peakFlopsPerGpu);
}
