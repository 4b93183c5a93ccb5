/** Air through the servers, or liquid to cold plates on the chips. */
export type Coolant = 'air' | 'liquid';

/** 5 kW a rack, 3 min 9 s to shutdown: Opengate, secondary. */
const THIN_RACK = { watts: 5000, seconds: 189 };
/** 10 kW a rack and more, below a minute: Opengate, secondary; 45 s within 15 to 60. */
const DENSE_RACK = { watts: 10_000, seconds: 45 };
const DENSEST_SECONDS = 15;
/** Cold plates without flow: estimate, unverified (5 to 30 s). */
const LIQUID_SECONDS = 15;

/** Chillers until they cool again after they lost power: 3 to 30 min (Rackspace 2007, upper end); secondary. */
export const PLANT_RESTART_SECONDS = 600;

/**
 * Seconds from the loss of all cooling at rated load to the emergency stop. Between the two measured densities the logarithms
 * are joined by a straight line; outside them the same heat fills the same room (seconds x watts constant), down to 15 s.
 */
export function rideThroughSeconds(coolant: Coolant, rackWatts: number): number {
  if (!(rackWatts > 0)) throw new RangeError(`a rack's power must be above 0 W, not ${rackWatts}`);
  if (coolant === 'liquid') return LIQUID_SECONDS;
  if (rackWatts <= THIN_RACK.watts) return (THIN_RACK.seconds * THIN_RACK.watts) / rackWatts;
  if (rackWatts >= DENSE_RACK.watts) {
    return Math.max(DENSEST_SECONDS, (DENSE_RACK.seconds * DENSE_RACK.watts) / rackWatts);
  }
  const part = Math.log(rackWatts / THIN_RACK.watts) / Math.log(DENSE_RACK.watts / THIN_RACK.watts);
  return THIN_RACK.seconds * Math.exp(part * Math.log(DENSE_RACK.seconds / THIN_RACK.seconds));
}
