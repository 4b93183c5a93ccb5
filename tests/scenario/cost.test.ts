import { describe, expect, it } from 'vitest';
import { type CostLines, totalOf } from '../../src/model/money/costLines.ts';
import { type GpuHourInputs, gpuHourCost } from '../../src/model/money/gpuHour.ts';
import { compileScenario } from '../../src/scenario/compile.ts';
import { costBuildUp } from '../../src/scenario/costBuildUp.ts';
import { expectRun } from '../../src/scenario/expectation.ts';
import { compile, problemsOf, resolve, SMALL, small } from '../support/scenarioText.ts';
import { meanAndError, replicate } from '../support/simulationInput.ts';

const HOUR = 3600;
const YEAR = 365 * 86_400;

/** Four nodes and two spares, owned; `more` are further keys of owned. */
function owned(more = ''): string {
  const keys = `node_price: 300000 USD${more === '' ? '' : `, ${more}`}`;
  return small(['  rented: { price: 2 USD/(gpu hour) }', `  owned: { ${keys} }`]);
}

function buildUp(text: string, ...sets: readonly string[]) {
  const { scenario } = resolve(text, ...sets);
  return costBuildUp(scenario, compileScenario(scenario));
}

/** What a year of the cluster of `owned` costs while all its nodes are held, by line. */
function yearly(more = '', ...sets: readonly string[]): CostLines {
  const { money } = compile(owned(more), ...sets);
  const lines = Object.entries(money.holdingUsdPerNodeSecond).map(([line, usd]) => {
    return [line, (6 * usd + money.holdingUsdPerSecond[line as keyof CostLines]) * YEAR];
  });
  return Object.fromEntries(lines) as CostLines;
}

/** Yearly payment for a loan of 1 at 10 %, by the sum of what it pays back. */
const annuity = (years: number): number => {
  let debt = 0;
  for (let year = 1; year <= years; year++) debt += 1.1 ** -year;
  return 1 / debt;
};

describe('owned nodes', () => {
  it('are written off in equal parts, the accelerators apart at their catalogue price', () => {
    const lines = yearly();
    expect(lines.accelerators).toBeCloseTo((6 * 8 * 33_000) / 5, 6);
    expect(lines.servers).toBeCloseTo((6 * (300_000 - 8 * 33_000)) / 5, 6);
    expect(lines.network).toBeCloseTo((6 * 90_000) / 5, 6);
    expect(totalOf(lines)).toBeCloseTo((6 * 390_000) / 5, 6);
  });

  it('show no accelerators where their prices leave nothing for the server', () => {
    // The catalogue's price of an H200 is an eighth of a server's.
    const { purchaseUsd } = buildUp(owned(), 'cluster.node=dgx-h200', 'cost.owned.node_price=null');
    expect(purchaseUsd!.accelerators).toBe(0);
    expect(purchaseUsd!.servers).toBeCloseTo(6 * 312_664, 6);
  });

  it('show accelerators at a price of their own', () => {
    const lines = yearly('accelerator_price: 27000 USD');
    expect(lines.accelerators).toBeCloseTo((6 * 8 * 27_000) / 5, 6);
    expect(lines.servers).toBeCloseTo((6 * 84_000) / 5, 6);
  });

  it('cost no more when their price is split', () => {
    const total = (more: string) => totalOf(yearly(more));
    expect(total('accelerator_price: 30000 USD') / total('')).toBeCloseTo(1, 12);
  });

  it('may be paid by annuity, the building over its own life', () => {
    const lines = yearly(
      'write_off: { annuity: {} }, storage: 1 MUSD, building: { price: 10 USD/W, power: 60 kW }',
    );
    expect(lines.servers).toBeCloseTo(6 * 36_000 * annuity(5), 5);
    expect(lines.storage).toBeCloseTo(1e6 * annuity(5), 5);
    expect(lines.building).toBeCloseTo(600_000 * annuity(20), 5);
  });

  it('are maintained by the price of all hardware, and run by people', () => {
    const lines = yearly('maintenance: 0.05, storage: 1 MUSD, building: {}, staff: 825000 USD/yr');
    expect(lines.maintenance).toBeCloseTo(0.05 * (6 * 390_000 + 1e6), 5);
    expect(lines.staff).toBeCloseTo(825_000, 5);
  });

  it('stand in a building for all of them at training power, with network and PUE', () => {
    const { scenario } = resolve(owned('building: {}'));
    const { power } = compileScenario(scenario);
    const { buildingWatts, purchaseUsd } = buildUp(owned('building: {}'));
    expect(buildingWatts).toBeCloseTo(6 * power.nodeWatts[0]! * 1.08 * 1.2, 6);
    expect(purchaseUsd!.building).toBeCloseTo(buildingWatts * 11.7, 5);
    expect(yearly('building: {}').building).toBeCloseTo((buildingWatts * 11.7) / 20, 5);
  });

  it('cost nothing by the second for what is not given', () => {
    const { holdingUsdPerSecond, reservation } = compile(owned()).money;
    expect(totalOf(holdingUsdPerSecond)).toBe(0);
    expect(reservation).toBeNull();
  });
});

describe('the build-up of an hour', () => {
  /** 7.92 kW a node, the measured median of training, and nothing beside the nodes. */
  const essay = [
    'cluster.spares=null',
    `power.training=${(7920 - 1060) / (1.316 * 8 * 700)}`,
    'power.infrastructure=0',
    'site=seed-uk',
  ];

  it('is 1.55 USD per GPU-hour with the figures of the essay, 1.17 in Norway', () => {
    const uk = buildUp(owned(), ...essay).usdPerGpuHour;
    expect(uk.accelerators + uk.servers + uk.network).toBeCloseTo(1.113, 3);
    expect(uk.energy).toBeCloseTo(0.4356, 10);
    expect(totalOf(uk)).toBeCloseTo(1.5486, 4);
    const norway = buildUp(owned(), ...essay, 'site=seed-norway').usdPerGpuHour;
    expect(totalOf(norway)).toBeCloseTo(1.1675, 4);
  });

  it('is the closed form of a GPU-hour with everything counted', () => {
    const more =
      'write_off: { annuity: {} }, storage: 1 MUSD, building: {}, maintenance: 0.05, staff: 825000 USD/yr';
    const actual = buildUp(owned(more), ...essay, 'site.demand_charge=7.45 USD/(kW month)');
    const inputs: GpuHourInputs = {
      purchase: {
        nodes: 4,
        nodePriceUsd: 300_000,
        acceleratorsPerNodeUsd: 8 * 33_000,
        networkShare: 0.3,
        storageUsd: 1e6,
        buildingWatts: 4 * 7920 * 1.1,
        buildingUsdPerWatt: 11.7,
      },
      terms: {
        writeOff: { kind: 'annuity', interestPerYear: 0.1 },
        hardwareLifeYears: 5,
        buildingLifeYears: 20,
        maintenancePerYear: 0.05,
        staffUsdPerYear: 825_000,
      },
      gpusPerNode: 8,
      utilisation: 1,
      nodeWatts: 7920,
      pue: 1.1,
      usdPerKilowattHour: 0.4,
      demandUsdPerKilowattMonth: 7.45,
    };
    const expected = gpuHourCost(inputs);
    for (const [line, usd] of Object.entries(expected))
      expect(actual.usdPerGpuHour[line as keyof CostLines], line).toBeCloseTo(usd, 10);
  });

  it('charges spares to the GPUs of the job', () => {
    const alone = buildUp(owned(), 'cluster.spares=null').usdPerGpuHour;
    const { usdPerGpuHour, usdPerHour } = buildUp(owned());
    expect(usdPerGpuHour.servers / alone.servers).toBeCloseTo(6 / 4, 12);
    expect(usdPerHour.servers / usdPerGpuHour.servers).toBeCloseTo(32, 12);
  });

  it('has the least bill of a demand contract', () => {
    const charge = 'site.demand_charge=12 USD/(kW month)';
    const contract = 'site.demand_contract={power: 1 MW, minimum: 0.8}';
    expect(buildUp(SMALL, charge, contract).usdPerHour.demand).toBeCloseTo((12 * 800 * 12) / 8760, 9);
    expect(compile(SMALL, charge, contract).money.demandMinimumWatts).toBeCloseTo(800_000, 6);
    const small = 'site.demand_contract={power: 1 kW, minimum: 0.8}';
    expect(buildUp(SMALL, charge, small).usdPerHour.demand).toBe(buildUp(SMALL, charge).usdPerHour.demand);
  });

  it('tells the basis of the carbon', () => {
    const basis = (...sets: readonly string[]) => buildUp(SMALL, 'site.basis=null', ...sets).carbonBasis;
    expect(buildUp(SMALL).carbonBasis).toBe('Ember 2023, country mix');
    expect(basis('site.carbon={zone: GB, basis: direct}')).toBe('direct of the grid zone GB');
    expect(basis('site.carbon={country: NO}')).toBe('mix of the country NO, 2023');
    expect(basis()).toMatch(/not told/);
  });
});

describe('rented nodes', () => {
  const rented = (terms: string) => `cost.rented={price: 10 USD/(gpu hour), ${terms}}`;
  const perGpuHour = (...sets: readonly string[]) => buildUp(SMALL, ...sets).usdPerHour.rent / (6 * 8);

  it('are paid on demand, or with a discount', () => {
    expect(perGpuHour()).toBeCloseTo(2, 12);
    expect(perGpuHour(rented('reserved: { discount: 0.41, term: 1 yr }'))).toBeCloseTo(5.9, 12);
    const spot = 'spot: { discount: 0.6, preemptions: 0.05 / (node hour), return: 1 h }';
    expect(perGpuHour(rented(spot))).toBeCloseTo(4, 12);
    expect(buildUp(SMALL).purchaseUsd).toBeNull();
  });

  it('are reserved with all spares, to the end of the term', () => {
    const text = rented('reserved: { discount: 0.41, term: 1 yr }');
    expect(compile(SMALL, text).money.reservation).toEqual({ nodes: 6, seconds: YEAR });
    expect(buildUp(SMALL, text).reservationUsd).toBeCloseTo(5.9 * 48 * 8760, 5);
    expect(expectRun(compile(SMALL, text)).totalCostUsd).toBeGreaterThan(5.9 * 48 * 8760);
    expect(compile(SMALL, text, 'cluster.spares.shared=3').money.reservation!.nodes).toBe(6);
  });

  it('on the spot market cost what the closed forms say, within 1 %', () => {
    const terms = 'spot: { discount: 0.6, preemptions: 0.05 / (node hour), return: 2 h }';
    const input = compile(
      SMALL,
      rented(terms),
      'failures={set: none}',
      'cluster.spares={cold: 4}',
      'workload.phases.0.tokens=100 Gtoken',
    );
    const expected = expectRun(input);
    // The general repair time does not count for what its lender takes.
    expect(expected.meanNodesInRepair).toBeCloseTo(4 * 0.05 * 2, 9);
    const records = replicate(input, 400, 'spot');
    const { mean, error } = meanAndError(records.map((record) => record.totalCostUsd));
    expect(error / mean).toBeLessThan(0.0025);
    expect(Math.abs(mean / expected.totalCostUsd - 1)).toBeLessThan(0.01);
  });

  it('on the spot market add a fault class after the others', () => {
    const terms = 'spot: { discount: 0.6, preemptions: 0.05 / (node hour), return: 90 min, detection: 30 s }';
    const { classes } = compile(SMALL, rented(terms)).faults;
    expect(classes).toHaveLength(compile(SMALL).faults.classes.length + 1);
    expect(classes.at(-1)).toMatchObject({
      name: 'spot-preemption',
      scope: 'node',
      effect: { kind: 'stop' },
      detection: { kind: 'fixed', value: 30 },
      transientProbability: 0,
      repairTime: { kind: 'fixed', value: 90 * 60 },
      takenBack: true,
    });
    expect(classes.at(-1)!.timeToFault.kind).toBe('exponential');
    expect(classes.at(-1)!.timeToFault).toHaveProperty('mean', expect.closeTo(20 * HOUR, 6));
  });
});

describe('carbon of making nodes, and water', () => {
  it('come from the catalogue', () => {
    const { footprint } = compile(SMALL, 'site=patterson-gpt3');
    expect(footprint.embodiedKgPerNodeSecond! * 5 * YEAR).toBeCloseTo(2500 + 8 * 164, 6);
    expect(footprint.onSiteLitresPerKilowattHour).toBeCloseTo(0.6, 12);
    expect(footprint.powerPlantLitresPerKilowattHour).toBeCloseTo(3.65, 12);
    const a100 = compile(SMALL, 'cluster.node=dgx-a100-80gb').footprint;
    expect(a100.embodiedKgPerNodeSecond! * 5 * YEAR).toBeCloseTo(2500 + 8 * 127.6, 6);
  });

  it('are unknown, not zero, where the catalogue has none and nobody gives them', () => {
    const unknown = ['cluster.node=dgx-b200', 'site=us-average'];
    expect(compile(SMALL, ...unknown).footprint).toEqual({
      embodiedKgPerNodeSecond: null,
      onSiteLitresPerKilowattHour: null,
      powerPlantLitresPerKilowattHour: null,
    });
    expect(buildUp(SMALL, ...unknown).embodied).toBeNull();
    expect(compile(SMALL, ...unknown, 'embodied.gpu=200 kg').footprint.embodiedKgPerNodeSecond).toBeNull();
    const given = 'embodied={gpu: 150 kg, server: 2.5 t, lifetime: 6 yr, utilisation: 0.85}';
    const { footprint } = compile(SMALL, ...unknown, given);
    // BLOOM: 3700 kg a server.
    expect(footprint.embodiedKgPerNodeSecond! * 6 * YEAR * 0.85).toBeCloseTo(3700, 6);
  });
});

describe('what cannot stand together is refused', () => {
  const spot = 'cost.rented.spot={discount: 0.5, preemptions: 0.01 / (node hour), return: 1 h}';
  it.each<[string, string, readonly string[], string, RegExp]>([
    [
      'accelerators dearer than their node',
      owned('accelerator_price: 40000 USD'),
      [],
      'cost.owned.accelerator_price',
      /times 8 is 320000 USD, more than the whole node at 300000 USD; give at most 37500 USD/,
    ],
    [
      'reserved and spot',
      SMALL,
      [spot, 'cost.rented.reserved={discount: 0.4, term: 1 yr}'],
      'cost.rented',
      /only one of reserved, spot/,
    ],
    [
      'a class of the name that spot adds',
      SMALL,
      [
        spot,
        'failures.set={classes: {spot-preemption: {mtbf: 1 day, effect: stop, detection: 0 s, transient: 0}}}',
        'failures.rate=null',
      ],
      'failures.set.classes.spot-preemption',
      /is the class that cost.rented.spot adds; give yours another name/,
    ],
    [
      'a replayed log and spot',
      SMALL,
      [spot, 'failures.trace={events: [{time: 1 h, node: 0, class: any}]}', 'failures.rate=null'],
      'cost.rented.spot',
      /replays a log instead of sampling/,
    ],
    [
      'a contract without a charge',
      SMALL,
      ['site.demand_contract={power: 1 MW, minimum: 0.8}'],
      'site.demand_contract',
      /bills nothing without demand_charge/,
    ],
    [
      'staff as a price',
      owned('staff: 825000 USD'),
      [],
      'cost.owned.staff',
      /an amount of money per time is needed, like "825000 USD\/yr"/,
    ],
    [
      'a building by the kilowatt-hour',
      owned('building: { price: 11.7 USD/Wh }'),
      [],
      'cost.owned.building.price',
      /a price of power is needed, like "11.7 USD\/W"/,
    ],
    ['a discount above 1', SMALL, [spot.replace('0.5', '1.5')], 'cost.rented.spot.discount', /at most 1/],
  ])('%s', (_, text, sets, path, says) => {
    const problems = problemsOf(text, ...sets);
    expect(problems.map((problem) => problem.path)).toContain(path);
    expect(problems.find((problem) => problem.path === path)!.message).toMatch(says);
  });

  it('but a class of that name may stand without spot', () => {
    const named =
      'failures.set={classes: {spot-preemption: {mtbf: 1 day, effect: stop, detection: 0 s, transient: 0}}}';
    expect(compile(SMALL, named, 'failures.rate=null').faults.classes[0]!.takenBack).toBeUndefined();
  });
});
