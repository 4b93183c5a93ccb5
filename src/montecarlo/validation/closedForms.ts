import { optimalCheckpointInterval } from '../../model/checkpointInterval.ts';
import { erlangMeanWait } from '../../model/erlang.ts';
import { expectedWallSeconds } from '../../model/expectedTime.ts';
import { probabilitiesOut } from '../../model/machineRepair.ts';
import { multiLevelOverhead } from '../../model/multiLevelCheckpoints.ts';

/** A closed form of the literature, by the names of its arguments; all times in hours. */
interface ClosedForm {
  readonly parts: readonly string[];
  readonly value: (...parts: readonly number[]) => number;
}

/** One checkpointed job: mean time between faults, stall, restart, interval, work. */
const JOB = ['mtbf', 'stall', 'restart', 'interval', 'work'] as const;

/** A state of the chain each. */
const MOST_MACHINES = 1_000_000;

/** What a published figure may call. A scenario is simulated beside each; none of them is used to predict. */
export const CLOSED_FORMS: Readonly<Record<string, ClosedForm>> = {
  daly: { parts: JOB, value: (...parts) => wallHours(parts, true) },
  daly_uninterrupted: { parts: JOB, value: (...parts) => wallHours(parts, false) },
  exact_interval: {
    parts: ['mtbf', 'stall'],
    value: (mtbf, stall) => optimalCheckpointInterval('exact', mtbf!, stall!),
  },
  // M/M/infinity from empty, averaged over the time watched: load x (1 - (T / H) (1 - e^(-H / T))).
  in_repair_from_empty: {
    parts: ['nodes', 'mtbf', 'repair', 'watched'],
    value: (nodes, mtbf, repair, watched) =>
      ((nodes! * repair!) / mtbf!) * (1 + (repair! / watched!) * Math.expm1(-watched! / repair!)),
  },
  erlang_wait: {
    parts: ['crew', 'load', 'repair'],
    value: (crew, load, repair) => erlangMeanWait(crew!, load!, repair!),
  },
  // Share of the time in which more machines are out than there are spares.
  machines_short: {
    parts: ['nodes', 'spares', 'mtbf', 'repair', 'crew'],
    value: (nodes, spares, mtbf, repair, crew) => {
      const machines = nodes! + spares!;
      if (!(machines <= MOST_MACHINES))
        throw new RangeError(`machines_short counts at most ${MOST_MACHINES} machines, not ${machines}`);
      return probabilitiesOut(machines, 1 / mtbf!, 1 / repair!, crew!)
        .slice(spares! + 1)
        .reduce((sum, share) => sum + share, 0);
    },
  },
  two_level_goodput: {
    parts: ['local stall', 'local mtbf', 'local restart', 'remote stall', 'remote mtbf', 'remote restart'],
    value: (localStall, localMtbf, localRestart, remoteStall, remoteMtbf, remoteRestart) =>
      1 /
      (1 +
        multiLevelOverhead([
          { stallSeconds: localStall!, faultRate: 1 / localMtbf!, restartSeconds: localRestart! },
          { stallSeconds: remoteStall!, faultRate: 1 / remoteMtbf!, restartSeconds: remoteRestart! },
        ])),
  },
};

/** @throws RangeError for a function that is not there, or with other arguments than it has */
export function callClosedForm(name: string, values: readonly number[]): number {
  const form = Object.hasOwn(CLOSED_FORMS, name) ? CLOSED_FORMS[name] : undefined;
  if (form === undefined)
    throw new RangeError(`there is no function "${name}"; there are ${Object.keys(CLOSED_FORMS).join(', ')}`);
  if (form.parts.length !== values.length)
    throw new RangeError(
      `${name} takes ${form.parts.length} numbers (${form.parts.join(', ')}), not ${values.length}`,
    );
  return form.value(...values);
}

/** In hours: the formula is the same in any unit of time. */
function wallHours(
  [mtbf, stall, restart, interval, work]: readonly number[],
  interruptible: boolean,
): number {
  return expectedWallSeconds(
    {
      mtbfSeconds: mtbf!,
      stallSeconds: stall!,
      restartSeconds: restart!,
      intervalSeconds: interval!,
      workSeconds: work!,
    },
    interruptible,
  );
}
