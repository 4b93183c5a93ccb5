import { describe, expect, it } from 'vitest';
import { predictPhases } from '../../src/scenario/compile/phases.ts';
import { compileScenario } from '../../src/scenario/compile.ts';
import { planPower } from '../../src/scenario/powerPlan.ts';
import { planRacks } from '../../src/scenario/rackPlan.ts';
import { catalog } from '../support/catalog.ts';
import { compile, problemsOf, resolve, SMALL } from '../support/scenarioText.ts';

const racksOf = (...sets: readonly string[]) => planRacks(resolve(SMALL, ...sets).scenario);

describe('a rack of the site', () => {
  it.each([
    ['the power of one node', '{power: 10.2 kW}'],
    ['more than that, and its height', '{power: 50 kW, height: 8}'],
  ])('may give %s', (_, rack) => {
    expect(compile(SMALL, `site.rack=${rack}`)).toEqual(compile(SMALL));
  });

  it.each([
    [
      'less power than a node is rated',
      ['site.rack={power: 10 kW}'],
      'site.rack.power',
      'is 10 kW, but a node needs 10.2 kW (rated): not one fits; allowed: 10.2 kW or more, or a smaller node',
    ],
    [
      'less power than a node without a rating draws at its limit',
      ['cluster.node=hgx-h800', 'site.rack={power: 8.42 kW}'],
      'site.rack.power',
      'is 8.42 kW, but a node needs 8.43 kW (all GPUs at their limit): not one fits; allowed: 8.43 kW or more, or a smaller node',
    ],
    [
      'less than air must carry',
      ['cluster.node.rated=120 kW', 'site.rack={power: 130 kW}'],
      'site.rack.power',
      /^is 130 kW, but air carries 50 kW from a rack at most and a node needs 120 kW .*cluster\.node\.cooling: liquid/,
    ],
    [
      'less height than a node has',
      ['site.rack={power: 50 kW, height: 7}'],
      'site.rack.height',
      'is 7 rack units, but a node is 8 high: not one fits; allowed: 8 or more, or a lower node',
    ],
  ] as const)('is refused with %s', (_, sets, path, says) => {
    const [problem, ...others] = problemsOf(SMALL, ...sets);
    expect(others).toEqual([]);
    expect(problem?.path).toBe(path);
    if (typeof says === 'string') expect(problem?.message).toBe(says);
    else expect(problem?.message).toMatch(says);
  });

  it('that asks for what it then says is enough', () => {
    for (const node of Object.keys(catalog.nodes).filter((id) => id !== 'gtx-580-desktop')) {
      const sets = [`cluster.node=${node}`];
      const [problem] = problemsOf(SMALL, ...sets, 'site.rack={power: 1 kW}');
      const [, enough] = /allowed: ([\d.]+ kW) or more/.exec(problem!.message)!;
      expect(() => resolve(SMALL, ...sets, `site.rack={power: ${enough}}`)).not.toThrow();
    }
  });

  it('of 130 kW takes a node of 120 kW that is cooled by liquid, and no fan brings it there by air', () => {
    const liquid = ['cluster.node.rated=120 kW', 'cluster.node.cooling=liquid', 'site.rack={power: 130 kW}'];
    expect(racksOf(...liquid).find(({ isOfSite }) => isOfSite)).toMatchObject({
      rackWatts: 130_000,
      coolant: 'liquid',
      answer: { kind: 'fits', nodesPerRack: 1, racks: 6, limit: 'power' },
      rideThroughSeconds: 15,
    });
  });
});

describe('a gain below 1', () => {
  it('is refused: a node draws what its GPUs draw, and more', () => {
    const [problem] = problemsOf(SMALL, 'cluster.node.power.gain=0.99');
    expect(problem).toMatchObject({ path: 'cluster.node.power.gain' });
    expect(problem?.message).toMatch(/at least 1/);
  });
});

describe('racks for six nodes, rated 10.2 kW and 8 units high', () => {
  it.each([
    [5, 'air', { kind: 'does_not_fit', limit: 'power', needed: 10_200, given: 5000 }],
    [5, 'liquid', { kind: 'does_not_fit', limit: 'power', needed: 10_200, given: 5000 }],
    [15, 'air', { kind: 'fits', nodesPerRack: 1, racks: 6, limit: 'power', filledWatts: 10_200 }],
    [50, 'air', { kind: 'fits', nodesPerRack: 4, racks: 2, limit: 'power', filledWatts: 40_800 }],
    [130, 'air', { kind: 'fits', nodesPerRack: 4, racks: 2, limit: 'air', filledWatts: 40_800 }],
    // 12 by power, but five of 8 units are 40 of the 42.
    [130, 'liquid', { kind: 'fits', nodesPerRack: 5, racks: 2, limit: 'height', filledWatts: 51_000 }],
  ] as const)('of %d kW in %s', (kilowatts, coolant, answer) => {
    const one = racksOf().find(
      ({ rackWatts, coolant: by }) => rackWatts === kilowatts * 1000 && by === coolant,
    );
    expect(one?.answer).toEqual(answer);
    expect(one?.isOfSite).toBe(false);
  });

  it('are counted in the rack of the site too, once', () => {
    const kilowatts = (...sets: readonly string[]) =>
      racksOf(...sets)
        .filter(({ coolant }) => coolant === 'air')
        .map(({ rackWatts, isOfSite }) => (isOfSite ? `${rackWatts / 1000}!` : `${rackWatts / 1000}`));
    expect(kilowatts()).toEqual(['5', '15', '50', '130']);
    expect(kilowatts('site.rack={power: 40 kW}')).toEqual(['5', '15', '40!', '50', '130']);
    expect(kilowatts('site.rack={power: 50 kW}')).toEqual(['5', '15', '50!', '130']);
  });

  it('ride through the loss of cooling as long as their heat takes: 450 kJ at 10 kW and more', () => {
    const one = racksOf().find(({ rackWatts, coolant }) => rackWatts === 15_000 && coolant === 'air');
    expect(one?.rideThroughSeconds).toBeCloseTo(450_000 / 10_200, 9);
  });
});

describe('the power of a scenario', () => {
  it('builds up from GPU to meter', () => {
    const { scenario } = resolve(SMALL, 'site.pue=1.25', 'power.infrastructure=0.1', 'power.off=40 W');
    const predictions = predictPhases(scenario);
    const plan = planPower(scenario, compileScenario(scenario, predictions), predictions);
    const node = (gpu: number) => 1060 + 1.316 * 8 * gpu;
    // One hot spare, one cold one.
    const beside = node(110) + 40 + 6 * 0.1 * node(651);
    const expected = {
      nameplate: 10_200,
      burn: node(700),
      training: node(651),
      checkpoint: node(110),
      stalled: node(110),
      restarting: node(110),
      idle: node(110),
      bare: node(70),
    };
    expect(plan.levels.map(({ name }) => name)).toEqual(Object.keys(expected));
    plan.levels.forEach(({ itWatts, facilityWatts }, index) => {
      const it = 4 * Object.values(expected)[index]! + beside;
      expect(itWatts).toBeCloseTo(it, 6);
      expect(facilityWatts).toBeCloseTo(1.25 * it, 6);
    });
    expect(plan.stepSwings).toEqual([null]);
  });

  it('of the parts of a step averages to that of training', () => {
    const { scenario } = resolve(
      SMALL.replace('global_batch: 1 Mtoken', 'global_batch: 1.048576 Mtoken'),
      'workload.phases.0.mfu=null',
    );
    const predictions = predictPhases(scenario);
    const plan = planPower(scenario, compileScenario(scenario, predictions), predictions);
    const parts = plan.levels.filter(({ share }) => share !== null);
    expect(parts.map(({ name }) => name)).toEqual(['computing', 'communicating', 'idling']);
    expect(parts.reduce((sum, { share }) => sum + share!, 0)).toBeCloseTo(1, 12);
    const mean = parts.reduce((sum, { share, itWatts }) => sum + share! * itWatts, 0);
    expect(plan.levels.find(({ name }) => name === 'training')!.itWatts / mean).toBeCloseTo(1, 12);
    expect(plan.stepSwings[0]!.averageWatts / mean).toBeCloseTo(1, 12);
  });
});
