import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { inCi, longrun, read, temporaryFolder, write } from '../support/cli.ts';
import { SMALL, small } from '../support/scenarioText.ts';

/**
 * Results must not depend on the version of Node. LONGRUN_NODE_22 and LONGRUN_NODE_24 name the binaries to compare with
 * the one that runs the tests.
 */
const OTHERS = ['22', '24'] as const;

const folder = temporaryFolder();
write(
  folder,
  'ageing.yaml',
  small(
    ['name: small', 'name: ageing'],
    ['  rate: 1 / (node day)\n', ''],
    [
      '  set: rsc-1\n',
      `  set:
    classes:
      infant: { mtbf: 9 day, scope: gpu, effect: stop, detection: { gamma: { mean: 2 min, shape: 0.6 } }, transient: 0.3, distribution: { weibull: { shape: 0.7 } } }
      worn: { mtbf: 5 day, effect: hang, detection: { lognormal: { median: 5 min, p95: 30 min } }, transient: 0, distribution: { lognormal: { sigma: 1.1 } } }
      mixed: { mtbf: 4 day, effect: stop, detection: { triangular: { low: 0 s, mode: 10 s, high: 2 min } }, transient: 0.1, distribution: { gamma: { shape: 2.5 } } }
`,
    ],
    ['load: 1 min', 'load: { weibull: { mean: 2 min, shape: 1.4 } }'],
  ),
);
write(folder, 'small.yaml', SMALL);
/** One of each kind of model; the others take the same paths, and the golden summaries hold them on the Node that tests. */
const SCENARIOS = [
  'compute-doubling',
  'elastic-training',
  'fail-slow-and-silent',
  'h100-128-node',
  'llama3-405b-16k-h100',
  'llama3-405b-summer-grid',
  'opt-175b',
  'two-tier-checkpoints',
  'uncertain-70b-run',
  'ageing.yaml',
  'small.yaml',
];

async function tables(scenario: string, out: string, node?: string): Promise<string> {
  const args = ['run', scenario, '-n', '25', '--workers', '1', '-o', out, '--quiet'];
  const result = await longrun(args, node === undefined ? { cwd: folder } : { cwd: folder, node });
  expect(result.stderr).toBe('');
  expect(result.code).toBe(0);
  const study = join(folder, out, scenario.replace(/\.yaml$/, ''));
  return read(study, 'runs.csv') + read(study, 'summary.csv');
}

const own = new Map<string, string>();
beforeAll(async () => {
  if (OTHERS.every((version) => !process.env[`LONGRUN_NODE_${version}`])) return;
  for (const scenario of SCENARIOS) own.set(scenario, await tables(scenario, 'own'));
});

describe.each(OTHERS)('Node %s', (version) => {
  const binary = process.env[`LONGRUN_NODE_${version}`];

  it.for(SCENARIOS)('gives the same bytes for %s', async (scenario, { skip }) => {
    if (binary === undefined || binary === '') {
      expect(inCi, `with CI set LONGRUN_NODE_${version} must name a binary`).toBe(false);
      skip(`LONGRUN_NODE_${version} is not set`);
      return;
    }
    expect(spawnSync(binary, ['--version'], { encoding: 'utf8' }).stdout).toMatch(`v${version}.`);
    expect(await tables(scenario, `node-${version}`, binary)).toBe(own.get(scenario));
  });
});
