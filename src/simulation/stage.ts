import { NodeState, TimeBucket } from './record.ts';

/** What the job is doing. Numbers, because every event looks tables up by them. */
export const Stage = {
  training: 0,
  finishing: 1,
  saving: 2,
  starting: 3,
  detecting: 4,
  diagnosing: 5,
  tearingDown: 6,
  preempting: 7,
  waiting: 8,
  restarting: 9,
  paused: 10,
} as const;
export type Stage = (typeof Stage)[keyof typeof Stage];

/** Bucket of the wall time of every stage but training, which has several. */
export const STAGE_BUCKET: Readonly<Record<Exclude<Stage, typeof Stage.training>, number>> = {
  [Stage.finishing]: TimeBucket.checkpoint,
  [Stage.saving]: TimeBucket.checkpoint,
  [Stage.starting]: TimeBucket.startup,
  [Stage.detecting]: TimeBucket.detection,
  [Stage.diagnosing]: TimeBucket.recovery,
  [Stage.tearingDown]: TimeBucket.recovery,
  [Stage.preempting]: TimeBucket.waiting,
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
  [Stage.tearingDown]: NodeState.restarting,
  [Stage.preempting]: NodeState.idle,
  [Stage.waiting]: NodeState.idle,
  [Stage.restarting]: NodeState.restarting,
  [Stage.paused]: NodeState.idle,
};

/** Whether the job's processes are there: then it runs the risk that `training` exposure means. */
export function isRunning(stage: Stage): boolean {
  return stage <= Stage.saving;
}
