import { describe, expect, it } from 'vitest';
import { longrun } from '../support/cli.ts';

describe.concurrent('the step-time model on the command line', () => {
  it('check-model prints every row and every source, and ends with 0 while all are in tolerance', async () => {
    const { code, stdout } = await longrun(['check-model', 'step-time'], { cwd: '.' });
    expect(code).toBe(0);
    expect(stdout).toMatch(/korthikanti +9 +[\d.]+ %/);
    expect(stdout.split('\n').filter((line) => /(fitted|unseen)$/.test(line)).length).toBeGreaterThan(1200);
    expect(stdout).not.toContain('EXCEEDED');
  });

  it('layout ranks layouts and says how many it tried', async () => {
    const { code, stdout, stderr } = await longrun(['layout', 'llama3-405b-16k-h100', '--top', '3'], {
      cwd: '.',
    });
    expect(code).toBe(0);
    expect(stdout.trimEnd().split('\n')).toHaveLength(4);
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
  });
});
