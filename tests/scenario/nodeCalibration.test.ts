import { describe, expect, it } from 'vitest';
import { AIR_LIMIT_WATTS } from '../../src/model/plant/racks.ts';
import { predictPhases } from '../../src/scenario/compile/phases.ts';
import { compileScenario } from '../../src/scenario/compile.ts';
import type { PowerLevel, PowerPlan } from '../../src/scenario/powerPlan.ts';
import { planPower } from '../../src/scenario/powerPlan.ts';
import { plannedNode } from '../../src/scenario/rackPlan.ts';
import { NodeState } from '../../src/simulation/record.ts';
import { catalog, shippedText } from '../support/catalog.ts';
import { equationsIn, printed, resultOf } from '../support/printedArithmetic.ts';
import { compile, resolve, SMALL } from '../support/scenarioText.ts';

/** Power at the plug of a node of the catalogue whose GPUs draw `gpuWatts` each. */
function plug(node: string, gpuWatts: number): number {
  const input = compile(SMALL, `cluster.node=${node}`, `power.waiting=${gpuWatts} W`);
  return input.power.nodeWatts[NodeState.idle]!;
}

function planOf(text: string, ...sets: readonly string[]): PowerPlan {
  const { scenario } = resolve(text, ...sets);
  const predictions = predictPhases(scenario);
  return planPower(scenario, compileScenario(scenario, predictions), predictions);
}

function levelOf(plan: PowerPlan, name: PowerLevel['name']): PowerLevel {
  return plan.levels.find((level) => level.name === name)!;
}

describe('nodes of the catalogue against what was measured or rated', () => {
  it.each([
    // arXiv:2412.08602: idle, training of Llama-2-13B (median), GPU and CPU burn (median).
    ['dgx-h100', 70, 1800, 10],
    ['dgx-h100', 651, 7920, 10],
    ['dgx-h100', 700, 8430, 10],
    // arXiv:2507.16781: burn of a liquid-cooled node.
    ['dgx-h100-liquid', 700, 6990, 20],
    // InternLM/AcmeTrace: p5 of the nodes at the idle GPUs' p1 to p25 of 60 to 66 W, p99 at the GPUs' p99 below 440 W.
    ['dgx-a100-80gb', 63, 1510, 10],
    ['dgx-a100-80gb', 420, 5420, 10],
    // Osinto essay: peak of a server with eight V100.
    ['dgx-1-v100', 300, 3800, 5],
    // NVIDIA DPS: tray maximum with GPUs at 1,200 W.
    ['gb200-nvl72-tray', 1200, 6667, 5],
    // ExaDigiT/RAPS components: (CPU + memory + 4 NIC + 2 NVMe + 4 GPU) / (rectifier x DC-DC).
    ['mi250x-4', 88, (90 + 74 + 80 + 30 + 4 * 88) / (0.96 * 0.98), 5],
    ['mi250x-4', 560, (280 + 74 + 80 + 30 + 4 * 560) / (0.96 * 0.98), 30],
  ])('%s at %d W a GPU draws %d W within %d', (node, gpuWatts, watts, within) => {
    expect(Math.abs(plug(node, gpuWatts) - watts)).toBeLessThan(within);
  });

  it('dgx-h100 trains at 7.92 kW and idles at 1.8 kW as it comes, without a process on its GPUs', () => {
    const plan = planOf(SMALL);
    expect(Math.abs(levelOf(plan, 'training').nodeWatts - 7920)).toBeLessThan(10);
    expect(Math.abs(levelOf(plan, 'bare').nodeWatts - 1800)).toBeLessThan(10);
    expect(Math.abs(levelOf(plan, 'burn').nodeWatts - 8430)).toBeLessThan(10);
  });

  it('dgx-b200 reaches about the share of its nameplate that the H100 node was measured to reach, 83 %', () => {
    expect(plug('dgx-b200', 1000) / 14_300).toBeGreaterThan(0.78);
    expect(plug('dgx-b200', 1000) / 14_300).toBeLessThan(0.84);
  });

  it.each(Object.keys(catalog.nodes).filter((id) => id !== 'gtx-580-desktop'))(
    '%s at the limit of its GPUs stays within its nameplate, but for the DGX-1',
    (id) => {
      const { scenario } = resolve(SMALL, `cluster.node=${id}`);
      const { rated } = scenario.cluster.node;
      const { watts, basis } = plannedNode(scenario);
      if (id === 'dgx-1-v100') expect([basis, Math.round(watts)]).toEqual(['burn', 3800]);
      else if (rated === undefined || id === 'gb200-nvl72-tray') expect(watts).toBeGreaterThan(0);
      else expect([basis, watts]).toEqual(['rated', rated]);
      expect(watts).toBeLessThan(AIR_LIMIT_WATTS);
    },
  );
});

describe('the cluster of 127 nodes (reference architecture RA-11333-001)', () => {
  const TEXT = shippedText('h100-128-node');
  const CLUSTER = [
    'cluster.nodes=127',
    'cluster.spares={}',
    'workload.phases.0.parallelism.pipeline=1',
    'power.training=0.93',
    // 95 kW of network, storage and management beside 127 nodes of 7.92 kW.
    `power.infrastructure=${95 / (127 * 7.92)}`,
  ];

  it.each([
    ['nameplate', 1.4],
    ['training', 1.1],
    ['bare', 0.32],
  ] as const)('takes at %s %d MW of IT within 2 %%', (name, megawatts) => {
    const level = levelOf(planOf(TEXT, ...CLUSTER), name);
    expect(Math.abs(level.itWatts / 1e6 / megawatts - 1)).toBeLessThan(0.02);
    expect(level.facilityWatts).toBeCloseTo(1.1 * level.itWatts, 6);
  });

  it('at its nameplate is the 1.54 MW of facility power that the essay rounds to 1.6', () => {
    const { facilityWatts } = levelOf(planOf(TEXT, ...CLUSTER), 'nameplate');
    expect(Math.abs(facilityWatts / 1.54e6 - 1)).toBeLessThan(0.02);
  });
});

describe('the notes of h100-128-node', () => {
  const { scenario } = resolve(shippedText('h100-128-node'));
  const notes = [scenario.notes ?? []].flat();
  const text = notes.join('\n');
  const plan = planOf(shippedText('h100-128-node'));

  it.each(equationsIn(text))('print arithmetic that holds: %s = %s', (left, right) => {
    const { value, unit } = printed(right);
    expect(Math.abs(resultOf(left) - value)).toBeLessThanOrEqual(0.5 * unit);
  });

  it('print all the arithmetic of the two inconsistencies', () => {
    expect(equationsIn(text).map(([, right]) => right)).toEqual([
      '12.5 kW',
      '1.60 MW',
      '1.40 MW',
      '1.54 MW',
      '1.76 MW',
      '15,360 USD',
      '16,896 USD',
      '6.17 M USD',
      '5.61 M USD',
      '1.10 MW',
      '11,600 USD',
      '8.43 kW',
      '38.4 M USD',
      '49.9 M USD',
    ]);
  });

  it('say of the scenario itself what the model says', () => {
    const own = notes.find((note) => note.startsWith('This scenario'))!;
    const [it = '', meter = '', bill = ''] =
      /([\d.]+ MW) of IT .*?([\d.]+ MW) at the meter, ([\d,]+ USD) a day/.exec(own)!.slice(1);
    const training = levelOf(plan, 'training');
    const perDay = (training.facilityWatts / 1000) * 24 * 0.4;
    for (const [said, value] of [
      [it, training.itWatts],
      [meter, training.facilityWatts],
      [bill, perDay],
    ] as const)
      expect(Math.abs(printed(said).value - value)).toBeLessThanOrEqual(0.5 * printed(said).unit);
    expect(scenario.site).toMatchObject({ pue: 1.1, price: 0.4 / 3.6e6 });
    expect(plan.planned.watts).toBe(10_200);
  });

  it('and four of these nodes are the rack of 50 kW', () => {
    const rack = plan.racks.find(({ rackWatts, coolant }) => rackWatts === 50_000 && coolant === 'air')!;
    expect(rack.answer).toMatchObject({ kind: 'fits', nodesPerRack: 4, racks: 33, limit: 'power' });
  });
});
