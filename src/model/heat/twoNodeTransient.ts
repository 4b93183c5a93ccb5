/** A die on a heat sink: power enters the die, passes to the sink and from there to air or water. */
export interface DieOnSink {
  readonly dieJoulesPerKelvin: number;
  readonly sinkJoulesPerKelvin: number;
  readonly dieToSinkKelvinPerWatt: number;
  readonly sinkToInletKelvinPerWatt: number;
}

export interface DieAndSink {
  readonly dieCelsius: number;
  readonly sinkCelsius: number;
}

/** Halvings after which an interval is below the last place of a double. */
const HALVINGS = 100;
/** After so many slow time constants nothing of a mode is left. */
const GONE = 60;

export function dieAndSinkEnd(parts: DieOnSink, inletCelsius: number, watts: number): DieAndSink {
  const sinkCelsius = inletCelsius + parts.sinkToInletKelvinPerWatt * watts;
  return { dieCelsius: sinkCelsius + parts.dieToSinkKelvinPerWatt * watts, sinkCelsius };
}

/** Temperatures `seconds` after they were `from`, at constant power and inlet: the analytic solution of both equations. */
export function dieAndSinkAfter(
  parts: DieOnSink,
  inletCelsius: number,
  watts: number,
  from: DieAndSink,
  seconds: number,
): DieAndSink {
  const end = dieAndSinkEnd(parts, inletCelsius, watts);
  const modes = modesOf(parts, end, from);
  const slow = modes.slow.dieKelvin * Math.exp(modes.slow.perSecond * seconds);
  const fast = modes.fast.dieKelvin * Math.exp(modes.fast.perSecond * seconds);
  return {
    dieCelsius: end.dieCelsius + slow + fast,
    sinkCelsius: end.sinkCelsius + slow * modes.slow.sinkPerDie + fast * modes.fast.sinkPerDie,
  };
}

/** Seconds until the die is first at `targetCelsius`; Infinity if it never is. */
export function dieSecondsTo(
  parts: DieOnSink,
  inletCelsius: number,
  watts: number,
  from: DieAndSink,
  targetCelsius: number,
): number {
  if (from.dieCelsius === targetCelsius) return 0;
  const end = dieAndSinkEnd(parts, inletCelsius, watts);
  const { slow, fast } = modesOf(parts, end, from);
  const distance = (seconds: number) =>
    end.dieCelsius -
    targetCelsius +
    slow.dieKelvin * Math.exp(slow.perSecond * seconds) +
    fast.dieKelvin * Math.exp(fast.perSecond * seconds);
  // Two exponentials turn at most once: the way is monotone up to the turn and after it.
  const turnRatio = (-fast.perSecond * fast.dieKelvin) / (slow.perSecond * slow.dieKelvin);
  const turn = turnRatio > 1 ? Math.log(turnRatio) / (slow.perSecond - fast.perSecond) : 0;
  const gone = turn + GONE / -slow.perSecond;
  return crossing(distance, 0, turn) ?? crossing(distance, turn, gone) ?? Number.POSITIVE_INFINITY;
}

/** One exponential of the distance from the end: rate (1/s, negative), its part in the die now, and sink for each die. */
interface Mode {
  readonly perSecond: number;
  readonly dieKelvin: number;
  readonly sinkPerDie: number;
}

/** Eigenvalues and eigenvectors of die' = -a (die - sink), sink' = b (die - sink) - d sink, and the start in their terms. */
function modesOf(
  parts: DieOnSink,
  end: DieAndSink,
  from: DieAndSink,
): { readonly slow: Mode; readonly fast: Mode } {
  const a = 1 / (parts.dieToSinkKelvinPerWatt * parts.dieJoulesPerKelvin);
  const b = 1 / (parts.dieToSinkKelvinPerWatt * parts.sinkJoulesPerKelvin);
  const d = 1 / (parts.sinkToInletKelvinPerWatt * parts.sinkJoulesPerKelvin);
  const sum = a + b + d;
  const fastRate = -0.5 * (sum + Math.sqrt(sum * sum - 4 * a * d));
  // By the product of the two and not by their difference, which cancels for a small die.
  const slowRate = (a * d) / fastRate;
  const slowSink = (slowRate + a) / a;
  const fastSink = (fastRate + a) / a;
  const die = from.dieCelsius - end.dieCelsius;
  const sink = from.sinkCelsius - end.sinkCelsius;
  const fastDie = (sink - slowSink * die) / (fastSink - slowSink);
  return {
    slow: { perSecond: slowRate, dieKelvin: die - fastDie, sinkPerDie: slowSink },
    fast: { perSecond: fastRate, dieKelvin: fastDie, sinkPerDie: fastSink },
  };
}

/** Where a function that is monotone in between is 0, by bisection; null if it has one sign. */
function crossing(distance: (seconds: number) => number, from: number, to: number): number | null {
  const start = distance(from);
  if (start === 0) return from;
  if (start > 0 === distance(to) > 0) return null;
  let low = from;
  let high = to;
  for (let halving = 0; halving < HALVINGS; halving++) {
    const middle = 0.5 * (low + high);
    if (distance(middle) > 0 === start > 0) low = middle;
    else high = middle;
  }
  return high;
}
