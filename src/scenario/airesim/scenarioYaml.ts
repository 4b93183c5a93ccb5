import type { AiresimParameter } from './parameters.ts';
import type { AiresimPolicies, RemovalPolicy, ScoredRemoval, ThresholdRemoval } from './policies.ts';
import type { AiresimConfiguration } from './readParameters.ts';

/**
 * A step of a minute makes the work exactly job_length; with 3 x 2^20 tokens a node and step an 8B model is at about the
 * 40 % of the peak that large runs reach.
 */
const TOKENS_PER_NODE_AND_STEP = 3 * 2 ** 20;
/** Points that no node ever falls to. */
const NEVER_SO_LOW = -1e300;

/** The scenario that means the same as the configuration; behind each line stands where it comes from. */
export function scenarioYaml(
  name: string,
  file: string,
  { parameters, given }: AiresimConfiguration,
  policies: AiresimPolicies,
): string {
  const p = parameters;
  const servers = p.working_pool_size + p.spare_pool_size;
  const lemons = Math.floor(servers * p.systematic_failure_fraction);
  const steps = Math.ceil(p.job_length);
  const batch = p.job_size * TOKENS_PER_NODE_AND_STEP;
  const from = (parameter: AiresimParameter) =>
    given.has(parameter) ? parameter : `${parameter}, the default`;
  const mtbf =
    p.random_failure_rate === 0 ? 'never' : `one in ${brief(1 / p.random_failure_rate / 1440)} days`;
  return `${[
    '# Written by longrun import airesim. Behind a line stands the parameter of AIReSim (commit 7b139c7,',
    '# arXiv:2603.07041) that it comes from. Lines without one are what AIReSim always does.',
    `name: ${name}`,
    `title: ${quoted(`AIReSim's model with the configuration ${file}`)}`,
    'notes:',
    '  - AIReSim knows no hardware, software, power or price. Node, model and site are choices that change no time; put your own in their place.',
    '  - Wall time is the training time of AIReSim, goodput its effective training ratio.',
    '',
    'cluster:',
    '  node: dgx-h100 # a choice; a server of AIReSim is a node',
    `  nodes: ${p.job_size} # ${from('job_size')}`,
    '  spares:',
    `    hot: ${p.warm_standbys} # ${from('warm_standbys')}`,
    `    warm: ${p.working_pool_size - p.job_size - p.warm_standbys} # ${from('working_pool_size')} (${p.working_pool_size}), without those above`,
    '    cold: 0',
    `    shared: ${p.spare_pool_size} # ${from('spare_pool_size')}`,
    ...(lemons === 0
      ? [`  # no lemons: systematic_failure_fraction ${p.systematic_failure_fraction} of ${servers} servers`]
      : [
          '  lemons:',
          `    nodes: ${lemons} # ${from('systematic_failure_fraction')} (${p.systematic_failure_fraction}) of ${servers} servers, rounded down`,
          `    multiple: ${tidy(1 + p.systematic_failure_rate_multiplier)} # 1 + ${from('systematic_failure_rate_multiplier')}: AIReSim adds the systematic rate to the random one`,
        ]),
    '',
    'workload: # a choice',
    '  model: llama-3-8b',
    '  phases:',
    `    - tokens: ${steps * batch} token # ${steps} steps`,
    '      sequence_length: 8192 token',
    `      global_batch: ${batch} token`,
    `      step_time: ${minutes(p.job_length / steps)} # x ${steps} steps = ${minutes(p.job_length)}: ${from('job_length')}`,
    '',
    'failures:',
    '  exposure: training # no server fails in a restart, on standby or in the pools',
    '  renewal: restart # a Weibull or lognormal server is new at every start of the job; no matter if exponential',
    '  set:',
    '    name: AIReSim failures',
    '    classes:',
    '      server:',
    `        rate: ${p.random_failure_rate} / (node min) # ${from('random_failure_rate')}: ${mtbf}`,
    `        distribution: ${distribution(p)} # ${from('failure_distribution')}`,
    '        effect: stop',
    '        detection: 0 s',
    '        transient: 0',
    '',
    'checkpoint:',
    '  interval: continuous # a failure loses no work',
    '  final: false',
    '',
    'recovery:',
    `  startup: ${minutes(p.host_selection_time)} # ${from('host_selection_time')}: hosts are selected before the first start too`,
    '  diagnosis: 0 s # repair begins at the failure',
    `  teardown: ${minutes(p.recovery_time)} # ${from('recovery_time')}; standbys are looked at when it is over`,
    '  swap: 0 s',
    '  join: 0 s',
    '  boot: 0 s',
    `  preemption: ${minutes(p.preemption_wait_time)} # ${from('preemption_wait_time')}`,
    `  selection: ${minutes(p.host_selection_time)} # ${from('host_selection_time')}`,
    '  restart: 0 s',
    '',
    'diagnosis:',
    `  missed: ${tidy(1 - p.diagnosis_probability)} # 1 - ${from('diagnosis_probability')}`,
    `  wrong: ${p.diagnosis_uncertainty} # ${from('diagnosis_uncertainty')}`,
    '  on_missed: rotates # a server that nobody blamed goes to the end of the pool',
    '  recurrence: never # and is as it was',
    '',
    'repair:',
    '  automatic:',
    `    time: ${exponential(p.auto_repair_time)} # ${from('auto_repair_time')}`,
    `    resolves: ${tidy(1 - p.prob_auto_to_manual)} # 1 - ${from('prob_auto_to_manual')}`,
    `    success: ${tidy(1 - p.auto_repair_fail_prob)} # 1 - ${from('auto_repair_fail_prob')}`,
    `  time: ${exponential(p.manual_repair_time)} # ${from('manual_repair_time')}`,
    `  success: ${tidy(1 - p.manual_repair_fail_prob)} # 1 - ${from('manual_repair_fail_prob')}`,
    '  crew: unlimited',
    '  unfixed: unchanged',
    '',
    'policies:',
    '  gather: reselect # standbys replace; without one all hosts are selected anew',
    '  wait_for: nodes_and_hot # a selection that fails waits for job_size + warm_standbys',
    `  selection: ${SELECTION[policies.host]} # host selection ${policies.host}`,
    ...removalLines(policies.removal),
    '',
    'site: us-average # a choice',
    '',
    'limits:',
    '  horizon: 100 yr # AIReSim has no limit',
    '',
    'study:',
    `  replications: ${p.num_replications} # ${from('num_replications')}`,
    `  seed: ${p.seed} # ${from('seed')}`,
  ].join('\n')}\n`;
}

const SELECTION = {
  default: 'order',
  random: 'random',
  'fewest-failures-first': 'fewest_faults',
  'highest-score-first': 'best_score',
} as const satisfies Record<AiresimPolicies['host'], string>;

function distribution(p: AiresimConfiguration['parameters']): string {
  switch (p.failure_distribution) {
    case 'exponential':
      return 'exponential';
    case 'weibull':
      return `{ weibull: { shape: ${p.weibull_shape} } }`;
    case 'lognormal':
      return `{ lognormal: { sigma: ${p.lognormal_sigma} } }`;
    default:
      return p.failure_distribution satisfies never;
  }
}

function removalLines(removal: RemovalPolicy): string[] {
  switch (removal.kind) {
    case 'never':
      return ['  removal: never'];
    case 'threshold':
      return ['  removal:', `    ${threshold(removal)}`];
    case 'scored':
      return ['  removal:', `    ${score(removal)}`];
    case 'composite':
      return [
        '  removal:',
        '    any:',
        `      - ${threshold(removal.threshold)}`,
        `      - ${score(removal.score)}`,
      ];
    default:
      return removal satisfies never;
  }
}

function threshold({ maxFailures, windowMinutes }: ThresholdRemoval): string {
  return `threshold: { faults: ${maxFailures}, window: ${minutes(windowMinutes)} }`;
}

function score(rule: ScoredRemoval): string {
  const { initialScore, failurePenalty, successIncrement, periodMinutes, retirementThreshold } = rule;
  const ranksOnly = retirementThreshold === Number.NEGATIVE_INFINITY;
  const limit = ranksOnly ? NEVER_SO_LOW : retirementThreshold;
  const comment = ranksOnly ? ' # ranks servers, but retires none' : '';
  return `score: { initial: ${initialScore}, penalty: ${failurePenalty}, credit: ${successIncrement}, period: ${minutes(periodMinutes)}, limit: ${limit} }${comment}`;
}

function minutes(value: number): string {
  return `${value} min`;
}

/** Its times are means. */
function exponential(meanMinutes: number): string {
  return meanMinutes === 0 ? '0 min' : `{ exponential: { mean: ${minutes(meanMinutes)} } }`;
}

/** Without what is left of a subtraction like 1 - 0.8. */
function tidy(value: number): number {
  return Number(value.toPrecision(14));
}

function brief(value: number): string {
  return String(Number(value.toPrecision(4)));
}

function quoted(text: string): string {
  return JSON.stringify(text);
}
