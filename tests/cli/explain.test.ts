import { describe, expect, it } from 'vitest';
import { longrun, temporaryFolder, write } from '../support/cli.ts';
import { small, smallWithClasses } from '../support/scenarioText.ts';

const folder = temporaryFolder();

async function explained(name: string, text: string, ...options: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await longrun(['explain', write(folder, name, text), ...options]);
  expect(stderr).toBe('');
  expect(code).toBe(0);
  expect(stdout).not.toMatch(/NaN|undefined|\[object/);
  return stdout;
}

const ALEXNET = `name: alexnet
cluster: { node: gtx-580-desktop, nodes: 1 }
workload:
  model: alexnet
  precision: fp32
  phases: [{ tokens: 108 Mtoken, sequence_length: 1 token, global_batch: 128 token }]
checkpoint: { interval: 1 h, stall: 1 s }
site: us-average
cost: { rented: { price: 0 USD/(gpu hour) } }
`;

describe.concurrent('explain', () => {
  it('shows the step of a model given by its FLOPs per sample, and what its share rests on', async () => {
    const text = await explained('alexnet.yaml', ALEXNET);
    expect(text).toContain('this decides the run');
    expect(text).toMatch(/^ {2}computing +0\.5\d+ s +9\d/m);
    expect(text).toMatch(/^ {2}exchange of gradients, not hidden +0\.0\d+ s/m);
    expect(text).toMatch(/^ {2}step +0\.5\d+ s/m);
    expect(text).toMatch(/^ {2}MFU +3\d/m);
    expect(text).toMatch(
      /reaches 32\.8 % of the peak: the middle of the 24\.7 % to 41 % measured of cuda-convnet/,
    );
    expect(text).toMatch(/at those ends the step takes 0\.7\d+ s and 0\.4\d+ s/);
    expect(text).toContain('FLOPs per sample');
    expect(text).not.toContain('stack:');
    const { steps } = JSON.parse(await explained('alexnet.yaml', ALEXNET, '--json'));
    expect(steps[0].stepSeconds).toBeCloseTo(steps[0].computeSeconds + steps[0].exchangeSeconds, 12);
    expect(steps[0].library).toBe('cuda-convnet');
  });

  it('lists what the closed forms leave out, and nothing where they count everything', async () => {
    const drifting = smallWithClasses(
      'nic: { rate: 1 / (node day), effect: stop, detection: 0 s, transient: 1, drift: { initial: 3, decay: 1 day } }',
    );
    expect(await explained('drifting.yaml', drifting)).toMatch(
      /not counted in these figures:\n {4}the drift of rates: the later rate counts\n\n/,
    );
    expect(await explained('small.yaml', small())).not.toContain('not counted');
  });

  it('shows the power of a warm spare where there is one', async () => {
    const warm = small(['spares: { hot: 1, cold: 1 }', 'spares: { hot: 1, warm: 1 }']);
    expect(await explained('warm.yaml', warm)).toMatch(/^ {2}node power, warm +[\d.]+ kW$/m);
    expect(await explained('small.yaml', small())).not.toContain('node power, warm');
  });

  it('shows climate and the PUE of its months where a site has them', async () => {
    const plant = await explained(
      'plant.yaml',
      small(),
      '--set',
      'site={from: texas, pue: {cooling: air_economiser}}',
    );
    expect(plant).toMatch(/^ {2}climate +Dallas \(fit of hourly Open-Meteo/m);
    expect(plant).toMatch(/^ {2}outdoor temperature, mean +19\.9 degC$/m);
    expect(plant).toMatch(/^ {2}outdoor temperature, 99th percentile +38\.2 degC$/m);
    expect(plant).toMatch(
      /^ {2}plant +air_economiser, made for 0\.05\d+ MW of IT, training takes [\d.]+ %$/m,
    );
    expect(plant).toMatch(/^ {2}PUE in training, mean +1\.2\d+$/m);
    expect(plant).toMatch(/^ {2}PUE in training, coldest month +1\.1\d+ \(January, /m);
    expect(plant).toMatch(/^ {2}PUE in training, warmest month +1\.[34]\d+ \(July, /m);
    const number = await explained('number.yaml', small(), '--set', 'site=texas');
    expect(number).toContain('outdoor temperature, mean');
    expect(number).not.toContain('PUE in training');
    expect(await explained('small.yaml', small())).not.toContain('outdoor');
  });

  it('counts a file of hourly values as one value', async () => {
    const values = Array.from({ length: 100 }, (_, hour) => `${hour}\n`).join('');
    write(folder, 'hours.csv', `price\n${values}`);
    const set = ['--set', 'site.price={hourly: {file: hours.csv, unit: USD/MWh}}'];
    const text = await explained('hourly.yaml', small(), ...set, '--values');
    expect(text).toMatch(/^ {2}site\.price\.hourly\.values +100 numbers +hours\.csv:2$/m);
    expect(text).toMatch(/^ {2}price of energy, mean +0\.04950 USD\/kWh \(hourly\)$/m);
  });
});
