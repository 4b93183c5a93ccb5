import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { longrun, read, temporaryFolder, write } from '../support/cli.ts';
import { SMALL } from '../support/scenarioText.ts';

const folder = temporaryFolder();

interface Figure {
  readonly id: string;
  readonly area: string;
  readonly measured_low: number | null;
  readonly measured_high: number | null;
  readonly measured_standard_error: number | null;
  readonly predicted: number | null;
  readonly predicted_low: number | null;
  readonly predicted_high: number | null;
  readonly predicted_standard_error: number | null;
  readonly replications: number | null;
  readonly tolerance: number | null;
  readonly inputs: string | null;
  readonly result: string;
  readonly not_reproduced_because: string | null;
  readonly source: string;
}

function figure(id: string, rest: string): string {
  return `  - {id: ${id}, area: peers, what: ${id}, why: a test, inputs: assumed, source: a test, ${rest}}\n`;
}

describe('the figures that come with longrun', { timeout: 300_000 }, () => {
  // Everything is simulated again, because the page must be what this program predicts.
  it('are all as the file says, and the page in results/reference is what they give', async () => {
    const { code, stdout, stderr } = await longrun(
      ['check-model', '--json', '--markdown', `${folder}/page.md`, '--csv', `${folder}/figures.csv`],
      { cwd: '.', patienceMs: 280_000 },
    );
    expect(stderr).not.toContain('beyond tolerance');
    expect(code).toBe(0);
    expect(read(folder, 'page.md'), 'is stale: npm run check-model').toBe(
      read('results/reference/check-model.md'),
    );

    const { schema, figures: all } = JSON.parse(stdout) as {
      readonly schema: string;
      readonly figures: readonly Figure[];
    };
    expect(schema).toBe('longrun-check-model/3');
    expect(all.filter(({ result }) => result === 'judged with its source').length).toBeGreaterThan(1200);
    expect(all.filter(({ result }) => /beyond|after all/.test(result))).toEqual([]);
    for (const { id, source, inputs, result, not_reproduced_because: reason } of all) {
      expect(source, id).not.toBe('');
      if (result === 'not reproduced') expect(reason?.length, id).toBeGreaterThan(20);
      else expect(inputs, id).toMatch(/^(published|inferred|assumed)$/);
    }

    const simulated = all.filter(({ replications }) => (replications ?? 0) > 0);
    expect(simulated.length).toBeGreaterThan(80);
    for (const one of simulated) {
      const { id, measured_low: low, measured_high: high, tolerance } = one;
      if (tolerance === null) {
        // Two lucks: so small that four of their errors are no excuse. A single server has ten faults and no more.
        const errors = Math.hypot(one.predicted_standard_error!, one.measured_standard_error!);
        expect((4 * errors) / low!, id).toBeLessThan(id.includes('one-server') ? 0.1 : 0.035);
        continue;
      }
      // No verdict hangs on the luck of these replications: the whole interval is on one side.
      const inside = (value: number) =>
        value >= (low ?? -Infinity) * (1 - tolerance) * (1 - 1e-9) &&
        value <= (high ?? Infinity) * (1 + tolerance) * (1 + 1e-9);
      const ends = [one.predicted_low!, one.predicted_high!].map(inside);
      expect(ends, id).toEqual(one.result === 'reproduced' ? [true, true] : [false, false]);
    }

    const [header, ...lines] = read(folder, 'figures.csv').trimEnd().split('\r\n');
    expect(header).toMatch(/^area,id,what,unit,measured_low,measured_high,/);
    expect(lines).toHaveLength(all.length);
  });
});

describe.concurrent("a file of one's own", () => {
  it('may speak of a scenario beside it, and of those that come with longrun with or without .yaml', async () => {
    mkdirSync(join(folder, 'there'));
    const file = write(
      folder,
      'there/figures.yaml',
      'figures:\n' +
        figure('own', 'scenario: mine.yaml, measured: 3, tolerance: 0 %, quantity: nodes') +
        figure('shipped', 'scenario: validation/bare.yaml, measured: 1, tolerance: 0 %, quantity: nodes'),
    );
    write(folder, 'there/mine.yaml', SMALL.replace(/^( +nodes:) \d+/m, '$1 3'));
    const { code, stdout, stderr } = await longrun(['check-model', '--figures', file]);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^ +peers +2 +2 +0 +0 +2 +0 +0$/m);
  });

  it('is judged, the same with any number of threads; 4 if one fails, or is reproduced after all', async () => {
    const bare = 'scenario: validation/bare, replications: 60, tolerance: 5 %, quantity: wall_time_h';
    const file = write(
      folder,
      'mine.yaml',
      'figures:\n' +
        figure('near', `${bare}, measured: "daly(24, 0.1, 1, 2, 120)"`) +
        figure('far', `${bare}, measured: 200`) +
        figure('after-all', `${bare}, measured: 137, not_reproduced: it was thought so`) +
        figure('unpredicted', 'measured: 1, tolerance: 5 %, not_reproduced: nothing is published'),
    );
    const run = (...more: readonly string[]) => longrun(['check-model', '--figures', file, ...more]);
    const [one, two, counts] = await Promise.all([
      run('--workers', '1'),
      run('--workers', '2'),
      run('--workers', '2', '--no-rows'),
    ]);
    expect(one.code).toBe(4);
    expect(one.stderr).toContain('far (beyond tolerance), after-all (reproduced after all)');
    expect(one.stdout).toMatch(/^ +near +137\.28 .* reproduced$/m);
    expect(one.stdout).toMatch(/^ +far +200 .* -3\d % .* beyond tolerance$/m);
    expect(one.stdout).toMatch(/^ +unpredicted +1 +- +- .* not reproduced$/m);
    expect(one.stdout).toMatch(/^ +peers +4 +1 +0 +0 +1 +1 +2$/m);
    expect(two.stdout).toBe(one.stdout);
    expect(counts.stdout.split('\n').length).toBeLessThan(5);
  });

  it.each([
    ['unknown-key', figure('a', 'colour: red, measured: 1, tolerance: 5 %, quantity: 1'), [], /colour/],
    [
      'unknown-column',
      figure('a', 'scenario: validation/bare, measured: 1, tolerance: 5 %, quantity: wall_time'),
      [],
      /unknown-column\.yaml:2:5: figures\.0: a: there is no "wall_time" in validation\/bare; did you mean "wall_time_h"\?/,
    ],
    [
      'no-scenario',
      figure('a', 'scenario: gpt3, measured: 1, tolerance: 5 %, quantity: gpus'),
      [],
      /no-scenario\.yaml:2:5: figures\.0: a: gpt3: cannot be read: there is no such file/,
    ],
    [
      'uncertain',
      figure('a', 'scenario: uncertain-70b-run, measured: 1, tolerance: 5 %, quantity: gpus'),
      [],
      /uncertainty: is not drawn here/,
    ],
    [
      'bad-set',
      figure(
        'a',
        'scenario: validation/bare, set: [cluster.nodes=-1, foo], measured: 1, tolerance: 5 %, quantity: gpus',
      ),
      [],
      /bad-set\.yaml:2:5: figures\.0: a: set foo: must be path=value/,
    ],
    [
      'one-target',
      figure('a', 'measured: 1, tolerance: 5 %, quantity: 1'),
      ['--csv', 'same', '--markdown', 'same'],
      /--csv and --markdown would both write same/,
    ],
    [
      'into-a-folder',
      figure('a', 'measured: 1, tolerance: 5 %, quantity: 1'),
      ['--csv', '.'],
      /cannot write \.: it is a folder/,
    ],
    [
      'other-area',
      figure('a', 'measured: 1, tolerance: 5 %, quantity: 1'),
      ['energy'],
      /has no figures of energy/,
    ],
    [
      'step-time',
      figure('a', 'measured: 1, tolerance: 5 %, quantity: 1'),
      ['step-time'],
      /--figures has no step times/,
    ],
  ])('that is wrong (%s) is one clear error, and 2', async (name, text, what, says) => {
    const file = write(folder, `${name}.yaml`, `figures:\n${text}`);
    const { code, stdout, stderr } = await longrun(['check-model', ...what, '--figures', file]);
    expect(stderr).toMatch(says);
    expect(stderr).not.toContain('internal error');
    expect([code, stdout]).toEqual([2, '']);
  });
});
