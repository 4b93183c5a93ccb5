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

  it('shows the interval of each tier of checkpoints, and what is restored from it', async () => {
    const tiers = small([
      '  stall: 30 s\n  write: 1 min\n  load: 1 min\n',
      '  tiers:\n    memory: { stall: 1 s, load: 5 s, lost_with: node }\n    storage: { stall: 30 s, load: 1 min, every: 6 }\n',
    ]);
    const text = await explained('tiers.yaml', tiers);
    expect(text).toMatch(
      /^ {2}checkpoints in memory, every +30 min +stall 1 s; \d[\d.]* % of interruptions are/m,
    );
    expect(text).toMatch(
      /^ {2}checkpoints in storage, every +3 h +stall 30 s; \d[\d.]* % of interruptions are/m,
    );
    const { expectation } = JSON.parse(await explained('tiers.yaml', tiers, '--json'));
    expect(expectation.tiers.map((tier: { readonly name: string }) => tier.name)).toEqual([
      'memory',
      'storage',
    ]);
    expect(await explained('small.yaml', small())).not.toContain('checkpoints in');
  });

  it('shows the power of a warm spare where there is one', async () => {
    const warm = small(['spares: { hot: 1, cold: 1 }', 'spares: { hot: 1, warm: 1 }']);
    expect(await explained('warm.yaml', warm)).toMatch(/^ {2}node power, warm +[\d.]+ kW$/m);
    expect(await explained('small.yaml', small())).not.toContain('node power, warm');
  });

  it('shows what an hour costs by line, what is bought, and on which terms', async () => {
    const owned = small([
      '  rented: { price: 2 USD/(gpu hour) }',
      '  owned: { building: {}, maintenance: 0.05, staff: 275000 USD/yr }',
    ]);
    const text = await explained('owned.yaml', owned);
    expect(text).toMatch(/^ +bought, USD +USD\/h +USD\/\(GPU h\) +share$/m);
    expect(text).toMatch(/^ {2}accelerators +1\.584 M +36\.16 +1\.130 +/m);
    expect(text).toMatch(/^ {2}total .* 100 %$/m);
    expect(text).toMatch(/building: for 0\.0\d+ MW/);
    expect(text).toContain('embodied carbon: 3,812 kg a node');
    expect(text).toContain('carbon of energy, basis: Ember 2023, country mix');
    const { cost } = JSON.parse(await explained('owned.yaml', owned, '--json'));
    expect(cost.purchaseUsd.accelerators).toBeCloseTo(6 * 8 * 33_000, 6);
    expect(cost.usdPerHour.staff).toBeCloseTo(275_000 / 8760, 9);
    expect(cost.usdPerGpuHour.staff).toBeCloseTo(275_000 / 8760 / 32, 9);
    expect(cost.carbonBasis).toBe('Ember 2023, country mix');

    const reserved = 'cost.rented.reserved={discount: 0.41, term: 1 yr}';
    const rented = await explained('rented.yaml', small(), '--set', reserved);
    expect(rented).toMatch(/rent: reserved for 365 d, 1\.180 USD\/\(GPU h\); at least 0\.4962 M USD/);
    expect(rented).not.toContain('bought');
    const spot = 'cost.rented.spot={discount: 0.6, preemptions: 0.05 / (node hour), return: 1 h}';
    expect(await explained('spot.yaml', small(), '--set', spot)).toContain(
      'rent: spot, 0.8000 USD/(GPU h); the lender takes a node back after 20 h in the mean',
    );
    expect(rented).toContain("the site's electricity is paid beside the rent, which usually holds it");
    expect(await explained('held.yaml', small(), '--set', 'site.price=0 USD/kWh')).not.toContain(
      'beside the rent',
    );
    expect(text).not.toContain('beside the rent');
    const unknown = await explained('b200.yaml', small(['node: dgx-h100', 'node: dgx-b200']));
    expect(unknown).toContain('embodied carbon: not known; give embodied.gpu and embodied.server');
  });

  it('shows how the power builds up and swings, and the racks it needs', async () => {
    const text = await explained('power.yaml', small());
    expect(text).toContain('node = 1,060 W + 1.316 x 8 GPUs');
    expect(text).toMatch(/^ {2}nameplate of the node +10\.2 kW/m);
    expect(text).toMatch(/^ {2}all GPUs at their limit, 83 % of the nameplate +700 W +8\.43 kW/m);
    expect(text).toMatch(/^ {2}training, mean of a step +651 W +7\.91 kW/m);
    expect(text).toMatch(/^ {2}idle, no process on the GPUs +70 W +1\.80 kW/m);
    expect(text).toMatch(/^ {2}training to checkpoint stall +22\.8 kW +\d/m);
    expect(text).toContain('within a step it is not known where mfu or step_time is given');
    expect(text).toMatch(/^ {2}5 kW, air +none +- +- +power: 10\.2 kW > 5 kW/m);
    expect(text).toMatch(/^ {2}50 kW, air +4 +2 +40\.8 kW +power +15 s/m);
    expect(text).toMatch(/^ {2}130 kW, liquid +5 +2 +51 kW +height +15 s/m);
    expect(text).not.toContain('cluster.topology.rack');
    const modelled = await explained(
      'modelled.yaml',
      small(['1 Mtoken', '1.048576 Mtoken'], ['      mfu: 0.4\n', '']),
      '--set',
      'site.rack={power: 15 kW}',
    );
    expect(modelled).toMatch(/^ {4}computing, [\d.]+ % of the step +651 W +7\.91 kW/m);
    expect(modelled).toMatch(/^ {2}within a step +22\.8 kW +[\d.]+ %/m);
    expect(modelled).toMatch(/^ {2}15 kW, air \(this site\) +1 +6/m);
    expect(modelled).toContain(
      'failures of a rack take 4 nodes (cluster.topology.rack); racks of this site hold 1',
    );
  });

  it('gives the same as JSON', async () => {
    const { power } = JSON.parse(await explained('power-json.yaml', small(), '--json'));
    expect(power.levels[0]).toMatchObject({ name: 'nameplate', nodeWatts: 10_200 });
    expect(power.racks).toHaveLength(8);
    expect(power.racks[0]).toMatchObject({ rackWatts: 5000, coolant: 'air', rideThroughSeconds: null });
    expect(power.stepSwings).toEqual([null]);
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
