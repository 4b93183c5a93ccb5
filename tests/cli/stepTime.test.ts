import { describe, expect, it } from 'vitest';
import { longrun } from '../support/cli.ts';

describe.concurrent('the step-time model on the command line', () => {
  it('check-model prints every row and every source, and ends with 0 while all are in tolerance', async () => {
    const { code, stdout } = await longrun(['check-model', 'step-time'], { cwd: '.' });
    expect(code).toBe(0);
    expect(stdout).toMatch(/^ +korthikanti +4 +[\d.]+ % +6 +[\d.]+ % .* reproduced$/m);
    expect(stdout.split('\n').filter((line) => /(fitted|unseen)$/.test(line)).length).toBeGreaterThan(1200);
    expect(stdout).not.toMatch(/beyond tolerance|after all/);
    // Measured and predicted model TFLOP/s per GPU.
    expect(stdout).toMatch(/^korthikanti_t5-002 .* 1\.100 s +1\.\d+ s +[+-][\d.]+ % +12\d +1[123]\d +\w+$/m);
  });

  it('layout ranks layouts and says how many it tried', async () => {
    const { code, stdout, stderr } = await longrun(['layout', 'llama3-405b-16k-h100', '--top', '3'], {
      cwd: '.',
    });
    expect(code).toBe(0);
    expect(stdout.trimEnd().split('\n')).toHaveLength(4);
    expect(stderr).toContain('stack: nemo');
    expect(stderr).toMatch(/[\d,]+ layouts in .*do not fit/);
  });

  it('layout helps a scenario whose own layout does not fit', async () => {
    const sets = [
      '--set',
      'workload.phases.0.mfu=null',
      '--set',
      'workload.phases.0.parallelism={tensor: 8}',
    ];
    expect(
      (await longrun(['validate', 'scenarios/llama3-405b-16k-h100.yaml', ...sets], { cwd: '.' })).code,
    ).toBe(2);
    const { code, stdout } = await longrun(['layout', 'llama3-405b-16k-h100', '--top', '2', ...sets], {
      cwd: '.',
    });
    expect(code).toBe(0);
    expect(stdout.trimEnd().split('\n')).toHaveLength(3);
  });

  it('layout and explain say that a prediction for a machine that no stack was fitted on is extrapolated', async () => {
    const sets = ['--set', 'cluster.node=mi300x-8', '--set', 'cluster.nodes=256'];
    const price = ['--set', 'cost.owned.node_price=300000 USD'];
    const [layout, explain] = await Promise.all(
      ['layout', 'explain'].map((name) =>
        longrun([name, 'llama3-405b-16k-h100', ...sets, ...price], { cwd: '.' }),
      ),
    );
    const note = 'extrapolated: the fit never saw the MI300X 192GB; expect larger errors';
    expect(layout?.stderr).toContain(note);
    expect(explain?.stdout).toContain(note);
  });

  it('explain shows the step as a stack beside a given mfu', async () => {
    const { code, stdout } = await longrun(['explain', 'llama3-405b-16k-h100'], { cwd: '.' });
    expect(code).toBe(0);
    for (const part of [
      'matrix products',
      'pipeline bubble',
      'data parallel, exposed',
      'HFU',
      'memory: optimiser',
      'checkpoint',
    ]) {
      expect(stdout).toContain(part);
    }
    expect(stdout).toContain('mfu or step_time is given and decides the run');
    expect(stdout).toMatch(
      /stack: nemo, for dense models in Megatron-like layouts .* H100\n +fitted on: dgxc_h100/,
    );
    expect(stdout).toContain('extrapolated: the fit never saw 16384 GPUs');
  });
});
