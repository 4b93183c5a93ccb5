import { NodeState, TimeBucket } from './record.ts';

/** What the job is doing. Numbers, because every event looks tables up by them. */
export const Stage = {
  training: 0,
  finishing: 1,
  saving: 2,
  starting: 3,
  detecting: 4,
  diagnosing: 5,
  waiting: 6,
  restarting: 7,
  paused: 8,
} as const;
export type Stage = (typeof Stage)[keyof typeof Stage];

/** Stages whose time hangs on a training segment: kept when its state is saved, rework when a fault comes first. */
export type SegmentStage = typeof Stage.training | typeof Stage.finishing | typeof Stage.saving;

export function isSegmentStage(stage: Stage): stage is SegmentStage {
  return stage <= Stage.saving;
}

/** Bucket of the wall time of every other stage. */
export const STAGE_BUCKET: Readonly<Record<Exclude<Stage, SegmentStage>, number>> = {
  [Stage.starting]: TimeBucket.startup,
  [Stage.detecting]: TimeBucket.detection,
  [Stage.diagnosing]: TimeBucket.recovery,
  [Stage.waiting]: TimeBucket.waiting,
  [Stage.restarting]: TimeBucket.recovery,
  [Stage.paused]: TimeBucket.paused,
};

/** What the job's nodes do in a stage, for their power. */
export const STAGE_ACTIVITY: Readonly<Record<Stage, number>> = {
  [Stage.training]: NodeState.training,
  [Stage.finishing]: NodeState.checkpoint,
  [Stage.saving]: NodeState.checkpoint,
  [Stage.starting]: NodeState.restarting,
  [Stage.detecting]: NodeState.stalled,
  [Stage.diagnosing]: NodeState.restarting,
  [Stage.waiting]: NodeState.idle,
  [Stage.restarting]: NodeState.restarting,
  [Stage.paused]: NodeState.idle,
};
