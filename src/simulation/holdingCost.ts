import { addLines, type CostLines, scaleLines, totalOf } from '../model/money/costLines.ts';
import type { SimulationInput } from './input.ts';
import { type HoldingUse, NodeState, type NodeStateName } from './record.ts';

/** How long what is paid for was held, over a whole run. */
export interface HoldingTimes {
  readonly wallSeconds: number;
  /** Per `NODE_STATES`. */
  readonly nodeSeconds: Float64Array;
  /** Node-seconds that are paid: all but those of the shared pool and those taken back. */
  readonly paidNodeSeconds: number;
  /** Of the node-seconds in repair, those of nodes that their lender has taken back. */
  readonly takenBackNodeSeconds: number;
}

export interface HoldingCost {
  readonly usd: number;
  readonly lines: CostLines;
  readonly byUse: Readonly<Record<HoldingUse, number>>;
}

/**
 * What the nodes, storage, building and staff of a run cost, by line and by what the nodes did. The lines are products of
 * seconds and node-seconds; the uses share out what was paid during the run by node-seconds.
 */
export function holdingCost(money: SimulationInput['money'], times: HoldingTimes): HoldingCost {
  const { wallSeconds, nodeSeconds, paidNodeSeconds, takenBackNodeSeconds } = times;
  const { holdingUsdPerNodeSecond, holdingUsdPerSecond, reservation } = money;
  const during = addLines(
    scaleLines(holdingUsdPerNodeSecond, paidNodeSeconds),
    scaleLines(holdingUsdPerSecond, wallSeconds),
  );
  const unused =
    reservation === null ? 0 : reservation.nodes * Math.max(0, reservation.seconds - wallSeconds);
  const after = scaleLines(holdingUsdPerNodeSecond, unused);
  const usdPerNodeSecond = paidNodeSeconds > 0 ? totalOf(during) / paidNodeSeconds : 0;
  const secondsIn = (states: readonly NodeStateName[]): number =>
    states.reduce((sum, state) => sum + nodeSeconds[NodeState[state]]!, 0);
  const inRepair = secondsIn(['failed', 'repair', 'retired']) - takenBackNodeSeconds;
  return {
    usd: totalOf(during) + totalOf(after),
    lines: addLines(during, after),
    byUse: {
      training: usdPerNodeSecond * secondsIn(['training']),
      spares: usdPerNodeSecond * secondsIn(['standby', 'warm', 'off']),
      repair: usdPerNodeSecond * inRepair,
      other: usdPerNodeSecond * secondsIn(['checkpoint', 'stalled', 'restarting', 'idle']),
      unused_term: totalOf(after),
    },
  };
}
