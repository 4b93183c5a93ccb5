import { describe, expect, it } from 'vitest';
import { RandomStreams } from '../../src/engine/randomStreams.ts';
import { costLines, totalOf } from '../../src/model/money/costLines.ts';
import type { FaultClassInput, SimulationInput } from '../../src/simulation/input.ts';
import { NodeState } from '../../src/simulation/record.ts';
import { simulate } from '../../src/simulation/simulate.ts';
import { compile, SMALL } from '../support/scenarioText.ts';
import {
  BARE,
  checkpointed,
  DAY,
  faultClass,
  fixed,
  HOUR,
  meanAndError,
  phase,
  rent,
  replicate,
} from '../support/simulationInput.ts';

const YEAR = 365 * DAY;

/** A lender who takes back each node after `meanSeconds`, and grants another after `away`. */
function lender(meanSeconds: number, away: number, change: Partial<FaultClassInput> = {}): FaultClassInput {
  return faultClass(meanSeconds, {
    name: 'spot-preemption',
    transientProbability: 0,
    repairTime: fixed(away),
    takenBack: true,
    ...change,
  });
}

/** Ten nodes for twenty days of training that no stop throws back, at 1 USD per node-hour. */
const SPOT: SimulationInput = {
  ...BARE,
  job: { ...BARE.job, nodes: 10, phases: [phase(20 * DAY)] },
  checkpoint: { ...checkpointed(HOUR), interval: { kind: 'continuous' } },
  money: { ...BARE.money, holdingUsdPerNodeSecond: rent(1 / HOUR) },
};

describe('rent on the spot market', () => {
  it('is interrupted in a Poisson process of the stated rate, lemons no more than others', () => {
    const perNodeHour = 0.01;
    for (const lemons of [BARE.lemons, { nodes: 5, multiple: 50 }]) {
      const input: SimulationInput = {
        ...SPOT,
        lemons,
        spares: { ...BARE.spares, hot: 3 },
        faults: { ...BARE.faults, classes: [lender(HOUR / perNodeHour, 0)] },
      };
      const counts = replicate(input, 400, 'spot').map((record) => record.faultsByClass[0]!);
      // Thirteen powered nodes; nobody is away, as another is granted at once.
      const expected = perNodeHour * 13 * 20 * 24;
      const { mean, error } = meanAndError(counts);
      expect(Math.abs(mean - expected)).toBeLessThan(4 * error);
      const variance = error ** 2 * counts.length;
      expect(Math.abs(variance / expected - 1)).toBeLessThan(4 * Math.sqrt(2 / counts.length));
    }
  });

  it('counts a preemption like any fault, and pays nothing while a node is away', () => {
    const input: SimulationInput = {
      ...SPOT,
      faults: { ...BARE.faults, classes: [lender(100 * HOUR, 3 * HOUR, { detection: fixed(120) })] },
      recovery: { ...BARE.recovery, diagnosis: fixed(60) },
    };
    for (const record of replicate(input, 20, 'away')) {
      expect(record.interruptionsByClass[0]).toBe(record.interruptions);
      expect(record.faults).toBeGreaterThan(10);
      const { failed, repair } = NodeState;
      const away = record.nodeSeconds[repair]!;
      expect(away).toBeGreaterThan(0);
      const nodeHours = (10 * record.wallSeconds - away) / HOUR;
      expect(record.holdingCostUsd).toBeCloseTo(nodeHours, 6);
      expect(record.costUsd.rent).toBeCloseTo(nodeHours, 6);
      // Until the diagnosis nobody has noted that it is gone.
      expect(record.holdingUsdByUse.repair).toBeCloseTo(record.nodeSeconds[failed]! / HOUR, 6);
      expect(record.nodeSeconds[failed]).toBeGreaterThan(0);
    }
  });

  it('needs no technician and no luck: what is taken is known, and another comes back', () => {
    const input: SimulationInput = {
      ...SPOT,
      faults: { ...BARE.faults, classes: [lender(50 * HOUR, HOUR)] },
      diagnosis: { missedProbability: 0.5, wrongProbability: 0.5, missed: 'stays', recurrence: fixed(60) },
      repair: {
        automatic: { time: fixed(DAY), resolvesProbability: 0.5, successProbability: 0 },
        time: fixed(5 * DAY),
        successProbability: 0,
        crew: 1,
        retireProbability: 1,
        unfixed: 'lemon',
      },
      removal: { kind: 'threshold', faults: 1, windowSeconds: 30 * DAY },
    };
    for (const record of replicate(input, 10, 'known')) {
      expect(record.outcome).toBe('completed');
      expect(record.faultsUndiagnosed + record.nodesMisdiagnosed + record.nodesRetired).toBe(0);
      expect(record.repairsManual).toBe(0);
      expect(record.repairSecondsByClass[0]! / record.repairsBegun).toBeCloseTo(HOUR, 3);
    }
  });

  it('does not count against a node that is given up for its own faults', () => {
    const input: SimulationInput = {
      ...SPOT,
      spares: { ...BARE.spares, hot: 2 },
      // Each node is taken some twenty times in five days, and fails once in twenty.
      faults: {
        ...BARE.faults,
        classes: [lender(6 * HOUR, 60), faultClass(20 * DAY, { transientProbability: 0 })],
      },
      removal: { kind: 'threshold', faults: 5, windowSeconds: 5 * DAY },
    };
    const records = replicate(input, 10, 'own faults');
    expect(records.reduce((sum, { faultsByClass }) => sum + faultsByClass[1]!, 0)).toBeGreaterThan(50);
    expect(records.map(({ nodesRetired }) => nodesRetired)).toEqual(records.map(() => 0));
  });

  it('spends a budget to the cent while nodes come and go', () => {
    const input: SimulationInput = {
      ...SPOT,
      spares: { ...BARE.spares, hot: 1 },
      faults: { ...BARE.faults, classes: [lender(100 * HOUR, 5 * HOUR)] },
      power: { ...BARE.power, nodeWatts: [8000, 0, 0, 3000, 2000, 2000, 0, 0, 0, 0, 0, 0] },
      money: { ...SPOT.money, usdPerJoule: 1e-8, holdingUsdPerSecond: costLines({ staff: 1e-4 }) },
    };
    const streams = new RandomStreams('budget');
    for (let replication = 0; replication < 50; replication++) {
      streams.startReplication(replication);
      const whole = simulate(input, streams).totalCostUsd;
      const budgetUsd = (whole * (replication + 0.5)) / 50;
      streams.startReplication(replication);
      const record = simulate({ ...input, limits: { ...input.limits, budgetUsd } }, streams);
      expect(record.outcome).toBe('budget');
      expect(Math.abs(record.totalCostUsd / budgetUsd - 1)).toBeLessThan(1e-9);
    }
  });
});

describe('reserved rent', () => {
  const reserved = (seconds: number): SimulationInput => ({
    ...SPOT,
    spares: { ...BARE.spares, hot: 2 },
    money: { ...SPOT.money, reservation: { nodes: 12, seconds } },
  });

  it('is paid to the end of its term when the run is over before', () => {
    const [record] = replicate(reserved(YEAR), 1, 'term');
    expect(record!.wallSeconds).toBe(20 * DAY);
    expect(record!.costUsd.rent).toBeCloseTo(12 * 8760, 6);
    expect(record!.holdingUsdByUse.unused_term).toBeCloseTo(12 * (8760 - 480), 6);
    expect(record!.holdingUsdByUse.training).toBeCloseTo(10 * 480, 6);
    expect(record!.holdingUsdByUse.spares).toBeCloseTo(2 * 480, 6);
  });

  it('goes on at its price when the run takes longer', () => {
    const [record] = replicate(reserved(10 * DAY), 1, 'term');
    expect(record!.costUsd.rent).toBeCloseTo(12 * 480, 6);
    expect(record!.holdingUsdByUse.unused_term).toBe(0);
  });

  it('does not end a run by what is paid after it', () => {
    const limits = { ...BARE.limits, budgetUsd: 12 * 480 + 1 };
    const [record] = replicate({ ...reserved(YEAR), limits }, 1, 'term');
    expect(record!.outcome).toBe('completed');
    expect(record!.totalCostUsd).toBeGreaterThan(limits.budgetUsd);
  });
});

describe('a run', () => {
  it('pays for what it holds by line and by use', () => {
    const input: SimulationInput = {
      ...BARE,
      job: { ...BARE.job, nodes: 4, phases: [phase(DAY)] },
      spares: { ...BARE.spares, hot: 1, cold: 1, shared: 5 },
      checkpoint: checkpointed(HOUR, { stallSeconds: 600 }),
      money: {
        ...BARE.money,
        holdingUsdPerNodeSecond: costLines({ servers: 0.02, network: 0.005 }),
        holdingUsdPerSecond: costLines({ staff: 0.3 }),
      },
    };
    const [record] = replicate(input, 1, 'lines');
    const wall = record!.wallSeconds;
    expect(wall).toBe(DAY + 23 * 600);
    expect(record!.costUsd.servers).toBeCloseTo(0.02 * 6 * wall, 8);
    expect(record!.costUsd.staff).toBeCloseTo(0.3 * wall, 8);
    // Each node-second bears its part of the staff.
    const perNodeSecond = 0.025 + 0.3 / 6;
    expect(record!.holdingUsdByUse.training).toBeCloseTo(perNodeSecond * 4 * DAY, 6);
    expect(record!.holdingUsdByUse.spares).toBeCloseTo(perNodeSecond * 2 * wall, 6);
    expect(record!.holdingUsdByUse.other).toBeCloseTo(perNodeSecond * 4 * 23 * 600, 6);
    expect(totalOf(record!.costUsd)).toBeCloseTo(record!.totalCostUsd, 8);
  });

  it('of 2.788 million H800-hours at 2 USD costs 5.576 million USD, as DeepSeek-V3 reports', () => {
    const seconds = (2.788e6 / 2048) * HOUR;
    const input: SimulationInput = {
      ...BARE,
      job: { ...BARE.job, nodes: 256, phases: [phase(seconds)] },
      money: { ...BARE.money, holdingUsdPerNodeSecond: rent((8 * 2) / HOUR) },
    };
    expect(replicate(input, 1, 'deepseek')[0]!.totalCostUsd).toBeCloseTo(5.576e6, 3);
  });

  it('pays the least bill of its contract in each month begun', () => {
    const input: SimulationInput = {
      ...BARE,
      start: { year: 2025, month: 1, day: 20, hour: 0 },
      job: { ...BARE.job, phases: [phase(20 * DAY)] },
      power: { ...BARE.power, nodeWatts: BARE.power.nodeWatts.with(NodeState.training, 5000) },
      money: { ...BARE.money, demandUsdPerWattMonth: 0.01, demandMinimumWatts: 8000 },
    };
    expect(replicate(input, 1, 'contract')[0]!.costUsd.demand).toBeCloseTo(2 * 80, 9);
    const below = { ...input, money: { ...input.money, demandMinimumWatts: 4000 } };
    expect(replicate(below, 1, 'contract')[0]!.costUsd.demand).toBeCloseTo(2 * 50, 9);
  });

  it('charges the carbon of making nodes by the time they are held, all of it over a life', () => {
    const input: SimulationInput = {
      ...BARE,
      job: { ...BARE.job, phases: [phase(5 * YEAR)] },
      spares: { ...BARE.spares, cold: 1, shared: 3 },
      limits: { ...BARE.limits, horizonSeconds: 6 * YEAR },
      footprint: { ...BARE.footprint, embodiedKgPerNodeSecond: 3812 / (5 * YEAR) },
    };
    expect(replicate(input, 1, 'made')[0]!.embodiedKg).toBeCloseTo(2 * 3812, 6);
  });

  it('of GPT-3 takes 0.7 million litres on site and 5.4 million with the power plants', () => {
    // 10,000 V100 of 330 W, their share of the system included, for 14.8 days at PUE 1.1: 1289 MWh.
    const compiled = compile(SMALL, 'site=patterson-gpt3');
    const input: SimulationInput = {
      ...BARE,
      job: { ...BARE.job, nodes: 1250, phases: [phase(14.8 * DAY)] },
      power: { ...BARE.power, nodeWatts: BARE.power.nodeWatts.with(NodeState.training, 8 * 330), pue: 1.1 },
      footprint: compiled.footprint,
    };
    const { water, facilityJoules } = replicate(input, 1, 'gpt-3')[0]!;
    expect(Math.abs(facilityJoules / 3.6e9 / 1287 - 1)).toBeLessThan(0.01);
    expect(Math.abs(water.onSiteLitres / 0.7e6 - 1)).toBeLessThan(0.01);
    expect(Math.abs((water.onSiteLitres + water.powerPlantLitres) / 5.4e6 - 1)).toBeLessThan(0.01);
  });

  it('tells no carbon and no water that it does not know', () => {
    const [record] = replicate(BARE, 1, 'unknown');
    expect(record!.embodiedKg).toBeNaN();
    expect(record!.water.onSiteLitres).toBeNaN();
    expect(record!.water.powerPlantLitres).toBeNaN();
  });
});
