import { expect } from 'vitest';
import { COST_LINES, totalOf } from '../../src/model/money/costLines.ts';
import { type SimulationInput, totalNodes } from '../../src/simulation/input.ts';
import { HOLDING_USES, NodeState, type RunRecord } from '../../src/simulation/record.ts';

/**
 * Every dollar is in exactly one line, every dollar of holding in exactly one use, and both follow from the times that the
 * run tells: what a lender takes back is counted here by the repairs of its classes, there by the shop.
 */
export function expectDollarsConserved(record: RunRecord, input: SimulationInput): void {
  const { money, footprint } = input;
  const { wallSeconds: wall, costUsd, holdingUsdByUse, holdingCostUsd } = record;
  const near = (actual: number, expected: number, scale: number): void =>
    expect(Math.abs(actual - expected)).toBeLessThanOrEqual(1e-9 * Math.max(scale, 1e-6));
  near(totalOf(costUsd), record.totalCostUsd, record.totalCostUsd);
  expect(costUsd.energy).toBe(record.energyCostUsd);
  expect(costUsd.demand).toBe(record.demandCostUsd);
  const uses = HOLDING_USES.map((use) => holdingUsdByUse[use]);
  near(
    uses.reduce((sum, usd) => sum + usd, 0),
    holdingCostUsd,
    holdingCostUsd,
  );
  for (const usd of uses) expect(usd).toBeGreaterThanOrEqual(-1e-9 * Math.max(holdingCostUsd, 1e-6));

  const takenBack = input.faults.classes.reduce(
    (sum, { takenBack: isTaken }, index) =>
      sum + (isTaken === true ? record.repairSecondsByClass[index]! : 0),
    0,
  );
  const paid = totalNodes(input) * wall - record.nodeSeconds[NodeState.shared]! - takenBack;
  const { reservation } = money;
  const unused = reservation === null ? 0 : reservation.nodes * Math.max(0, reservation.seconds - wall);
  for (const line of COST_LINES) {
    if (line === 'energy' || line === 'demand') continue;
    const usd =
      money.holdingUsdPerNodeSecond[line] * (paid + unused) + money.holdingUsdPerSecond[line] * wall;
    near(costUsd[line], usd, holdingCostUsd);
  }
  const unusedUsd = totalOf(money.holdingUsdPerNodeSecond) * unused;
  near(holdingUsdByUse.unused_term, unusedUsd, holdingCostUsd);

  const expectAmount = (actual: number, per: number | null, amount: number): void => {
    if (per === null) expect(actual).toBeNaN();
    else near(actual, per * amount, per * amount);
  };
  expectAmount(record.embodiedKg, footprint.embodiedKgPerNodeSecond, paid);
  const { onSiteLitres, powerPlantLitres } = record.water;
  expectAmount(onSiteLitres, footprint.onSiteLitresPerKilowattHour, record.itJoules / 3.6e6);
  expectAmount(powerPlantLitres, footprint.powerPlantLitresPerKilowattHour, record.facilityJoules / 3.6e6);
}
