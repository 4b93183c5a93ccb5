import type { PowerCurveSpec } from '../../model/heat/createPowerCurve.ts';
import type { DemandResponseInput, DemandTrigger } from '../../simulation/power/input.ts';
import { POWER_CURVES } from '../powerCurves.ts';
import type { Power } from '../schema/power.ts';

/** Power curve, cap and demand response. */

export function compileCurve({ curve }: Power): PowerCurveSpec {
  if (typeof curve === 'string') return POWER_CURVES[curve];
  if (curve.law !== undefined) {
    const { speed_of: speedOf, static: staticShare, exponent } = curve.law;
    return { kind: 'law', speedOf, staticShare, exponent, validFromPower: null };
  }
  if (curve.table === undefined) throw new RangeError('a curve without law or table was not refused');
  const { speed_of: speedOf, power: powerShares, speed: speeds } = curve.table;
  return { kind: 'table', speedOf, powerShares, speeds };
}

export function compileDemandResponse({ demand_response: programmes }: Power): DemandResponseInput[] {
  return Object.entries(programmes).map(([name, programme]) => ({
    name,
    trigger: triggerOf(programme),
    action: programme.cap === undefined ? { kind: 'pause' } : { kind: 'cap', facilityWatts: programme.cap },
  }));
}

function triggerOf({ hours, price_above: price, random }: Power['demand_response'][string]): DemandTrigger {
  if (hours !== undefined) {
    const { from: fromHour, to: toHour, days, months } = hours;
    return { kind: 'hours', window: { fromHour, toHour, days, ...(months === undefined ? {} : { months }) } };
  }
  if (price !== undefined) return { kind: 'price', aboveUsdPerJoule: price };
  if (random === undefined) throw new RangeError('a programme that is never called was not refused');
  return { kind: 'random', perSecond: random.rate, duration: random.duration };
}
