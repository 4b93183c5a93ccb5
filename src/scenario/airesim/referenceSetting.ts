import { importAiresim } from './importAiresim.ts';
import {
  type AiresimPolicies,
  DEFAULT_SCORED,
  DEFAULT_THRESHOLD,
  type HostPolicy,
  type RemovalPolicy,
} from './policies.ts';

/** One line of scenarios/validation/airesim.csv: a setting of AIReSim and what it gave there, as text by column. */
export type AiresimReference = Readonly<Record<string, string>>;

const HOSTS: Readonly<Record<string, HostPolicy>> = {
  default: 'default',
  fff: 'fewest-failures-first',
};

/** The scenario that means the same as a setting of the table. */
export function referenceYaml(row: AiresimReference): string {
  const config = pairs(row['params_differing_from_default']!).map(([key, value]) => `${key}: ${value}\n`);
  const policies: AiresimPolicies = {
    host: HOSTS[row['host_policy']!]!,
    removal: removalOf(row['removal_policy']!),
  };
  return importAiresim('config.yaml', config.join(''), policies).yaml;
}

/** `a=1;b=2` as pairs. */
function pairs(text: string): [string, string][] {
  return text
    .split(';')
    .filter((pair) => pair !== '')
    .map((pair) => pair.split('=') as [string, string]);
}

/** `threshold(max_failures=2;…)` as the policy. */
function removalOf(text: string): RemovalPolicy {
  const [, kind, given] = /^(\w+)(?:\((.*)\))?$/.exec(text)!;
  const { max_failures, window_minutes, ...scored } = Object.fromEntries(
    pairs(given ?? '').map(([key, value]) => [key, Number(value)]),
  );
  switch (kind) {
    case 'never':
      return { kind };
    case 'threshold':
      return {
        kind,
        maxFailures: max_failures ?? DEFAULT_THRESHOLD.maxFailures,
        windowMinutes: window_minutes ?? DEFAULT_THRESHOLD.windowMinutes,
      };
    case 'scored':
      return {
        kind,
        initialScore: scored['initial_score'] ?? DEFAULT_SCORED.initialScore,
        failurePenalty: scored['failure_penalty'] ?? DEFAULT_SCORED.failurePenalty,
        successIncrement: scored['success_increment'] ?? DEFAULT_SCORED.successIncrement,
        periodMinutes: scored['time_period'] ?? DEFAULT_SCORED.periodMinutes,
        retirementThreshold: scored['retirement_threshold'] ?? DEFAULT_SCORED.retirementThreshold,
      };
    default:
      throw new Error(`the table has an unknown removal policy "${text}"`);
  }
}
