import type { MaintenanceInput, RepairInput, SimulationInput } from '../../simulation/input.ts';
import type { EscalationInput, RemovalInput } from '../../simulation/policies/input.ts';
import type { Scenario } from '../schema.ts';

/** Repair, diagnosis, policies and planned stops. */

export function compileDiagnosis({ diagnosis }: Scenario): SimulationInput['diagnosis'] {
  const { missed, wrong, on_missed, recurrence } = diagnosis;
  return {
    missedProbability: missed,
    wrongProbability: wrong,
    missed: on_missed,
    recurrence: recurrence === 'never' ? null : recurrence,
  };
}

export function compileRepair({ repair }: Scenario): RepairInput {
  const { automatic, time, success, crew, retire, unfixed } = repair;
  return {
    automatic:
      automatic === undefined
        ? null
        : {
            time: automatic.time,
            resolvesProbability: automatic.resolves,
            successProbability: automatic.success,
          },
    time,
    successProbability: success,
    crew: crew === 'unlimited' ? Number.POSITIVE_INFINITY : crew,
    retireProbability: retire,
    unfixed,
  };
}

type RemovalRules = Exclude<Scenario['policies']['removal'], string>;

export function compileRemoval({ policies: { removal } }: Scenario): RemovalInput {
  if (removal === 'never') return { kind: 'never' };
  const rules = (removal.any ?? [removal]).flatMap(removalRules);
  return rules.length === 1 ? rules[0]! : { kind: 'any', of: rules };
}

function removalRules({ threshold, score }: Omit<RemovalRules, 'any'>): RemovalInput[] {
  const rules: RemovalInput[] = [];
  if (threshold !== undefined)
    rules.push({ kind: 'threshold', faults: threshold.faults, windowSeconds: threshold.window });
  if (score !== undefined) {
    const { initial, penalty, credit, period, limit } = score;
    rules.push({ kind: 'score', score: { initial, penalty, credit, periodSeconds: period }, limit });
  }
  return rules;
}

export function compileEscalation({ policies: { escalation } }: Scenario): EscalationInput {
  if (escalation === 'chance') return { kind: 'chance' };
  return { kind: 'repeat', faults: escalation.repeat.faults, windowSeconds: escalation.repeat.window };
}

export function compileMaintenance({ maintenance }: Scenario): MaintenanceInput[] {
  return Object.entries(maintenance).map(([name, { every, at, daily, window, duration }]) => ({
    name,
    due: dueOf(every, at, daily),
    window:
      window === undefined ? null : { fromSeconds: secondsOf(window.from), toSeconds: secondsOf(window.to) },
    duration,
  }));
}

type Planned = Scenario['maintenance'][string];

function dueOf(every: Planned['every'], at: Planned['at'], daily: Planned['daily']): MaintenanceInput['due'] {
  if (every !== undefined) return { kind: 'every', interval: every };
  if (at !== undefined) return { kind: 'at', seconds: [...at].sort((a, b) => a - b) };
  if (daily !== undefined) return { kind: 'daily', timeOfDaySeconds: secondsOf(daily) };
  throw new RangeError('maintenance that is never due was not refused');
}

/** "02:30" as seconds since midnight. */
function secondsOf(timeOfDay: string): number {
  const [hours, minutes] = timeOfDay.split(':').map(Number);
  return 3600 * hours! + 60 * minutes!;
}
