import type { AiresimParameter } from './parameters.ts';
import type { AiresimPolicies } from './policies.ts';
import type { AiresimConfiguration } from './readParameters.ts';

/** What of a configuration has no counterpart, or does not mean what its name says; one line each. */
export function notesOf(configuration: AiresimConfiguration, policies: AiresimPolicies): string[] {
  return [
    ...leftOut(configuration),
    ...accidents(configuration, policies),
    'node, model and site are choices of longrun: AIReSim knows no hardware, power or price. They change no time.',
    'AIReSim counts repairs, and servers retired after them, also when they end after the job is over.',
    'AIReSim accepts an escalation policy but never asks it; only prob_auto_to_manual decides.',
    'the time in which its job stalls for servers is in none of AIReSim\'s counters; here it is "waiting". Its count of stalls has no counterpart.',
    'the luck is another: the same seed gives the same distribution of results, not the same numbers.',
  ];
}

function leftOut(configuration: AiresimConfiguration): string[] {
  const { parameters: p, given } = configuration;
  const notes: string[] = [];
  if (p.bad_server_regeneration) {
    notes.push(
      'bad_server_regeneration and its interval are left out: servers do not turn bad with time here. In AIReSim a run with them never ends.',
    );
  }
  if (p.adaptive_replications || STOPPING.some((parameter) => given.has(parameter))) {
    notes.push(
      `adaptive_replications, ${STOPPING.join(', ')} are options of the run: longrun run … --precision ${p.relative_accuracy} --confidence ${p.confidence_level} --maximum ${p.max_replications}`,
    );
  }
  if (p.enable_topology) {
    notes.push(
      'enable_topology and rack_size are left out: they only serve a host selection that packs racks, and there is none here.',
    );
  }
  const idle = idleParameters(configuration);
  if (idle.length > 0) {
    notes.push(`without effect in this configuration, as in AIReSim: ${idle.join(', ')}.`);
  }
  return notes;
}

const STOPPING: readonly AiresimParameter[] = ['confidence_level', 'relative_accuracy', 'max_replications'];

function idleParameters({ parameters: p, given }: AiresimConfiguration): AiresimParameter[] {
  const isUsed: Partial<Record<AiresimParameter, boolean>> = {
    weibull_shape: p.failure_distribution === 'weibull',
    lognormal_sigma: p.failure_distribution === 'lognormal',
    bad_server_regen_interval: p.bad_server_regeneration,
    rack_size: p.enable_topology,
  };
  return [...given].filter((parameter) => isUsed[parameter] === false);
}

/** What AIReSim does because its code happens to; the scenario does it too. */
function accidents(
  { parameters, given }: AiresimConfiguration,
  { host, removal }: AiresimPolicies,
): string[] {
  const p = parameters;
  const notes: string[] = [];
  if (given.has('systematic_failure_rate_multiplier') && p.systematic_failure_fraction > 0) {
    notes.push(
      `a bad server fails 1 + ${p.systematic_failure_rate_multiplier} times as often as a good one: AIReSim adds the systematic rate, though its documentation says ${p.systematic_failure_rate_multiplier} times.`,
    );
  }
  if (p.failure_distribution !== 'exponential') {
    notes.push(
      'every start of the job makes all its servers new (renewal: restart), so the law changes how often the job fails, not only how irregularly. Servers that keep their age until repaired are renewal: repair.',
    );
  }
  if (host === 'default') {
    notes.push(
      'hosts are taken in the order of a list with repaired servers at its end (selection: order), though AIReSim documents a random choice; its later versions choose at random: --host-policy random.',
    );
  }
  if (removal.kind !== 'never') {
    notes.push(
      'AIReSim averages jobs that run out of servers as if they had finished; here their outcome is "depleted".',
    );
  }
  return notes;
}
