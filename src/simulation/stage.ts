import { NodeState, TimeBucket } from './record.ts';

/** What the job is doing. */
export type Stage =
  | 'starting'
  | 'training'
  | 'finishing'
  | 'saving'
  | 'detecting'
  | 'diagnosing'
  | 'waiting'
  | 'restarting'
  | 'paused';

/** Stages whose time hangs on a training segment: kept when its state is saved, rework when a fault comes first. */
export type SegmentStage = Extract<Stage, 'training' | 'finishing' | 'saving'>;

export function isSegmentStage(stage: Stage): stage is SegmentStage {
  return stage === 'training' || stage === 'finishing' || stage === 'saving';
}

/** Bucket of the wall time of every other stage. */
export const STAGE_BUCKET: Readonly<Record<Exclude<Stage, SegmentStage>, number>> = {
  starting: TimeBucket.startup,
  detecting: TimeBucket.detection,
  diagnosing: TimeBucket.recovery,
  waiting: TimeBucket.waiting,
  restarting: TimeBucket.recovery,
  paused: TimeBucket.paused,
};

/** What the job's nodes do in a stage, for their power. */
export const STAGE_ACTIVITY: Readonly<Record<Stage, number>> = {
  starting: NodeState.restarting,
  training: NodeState.training,
  finishing: NodeState.checkpoint,
  saving: NodeState.checkpoint,
  detecting: NodeState.stalled,
  diagnosing: NodeState.restarting,
  waiting: NodeState.idle,
  restarting: NodeState.restarting,
  paused: NodeState.idle,
};
