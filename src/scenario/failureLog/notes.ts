import type { FailureLog } from './readLog.ts';
import type { ClassReport } from './report.ts';
import type { Samples } from './samples.ts';
import type { ObservationOptions, ObservationWindow } from './window.ts';

/** A share of simultaneous failures above this looks like times that were rounded. */
const COARSE = 0.05;

/** What was assumed and left out, and what bias that has. */
export function observationNotes(
  log: FailureLog,
  window: ObservationWindow,
  samples: Samples,
  options: ObservationOptions,
  total: ClassReport,
): string[] {
  const notes: string[] = [];
  const { openedByFailure, closedByFailure } = window;
  if (openedByFailure || closedByFailure) {
    const missing = [openedByFailure ? '--from' : '', closedByFailure ? '--to' : ''].filter(
      (one) => one !== '',
    );
    const ends = [
      openedByFailure ? 'the first failure opens the window and is not counted' : '',
      closedByFailure ? 'the last failure closes the window' : '',
    ].filter((one) => one !== '');
    notes.push(
      `${missing.join(' and ')} not given: ${ends.join(', ')}. Quiet time outside it is not seen, so rates come out too high${total.failures > 0 ? `, by about 1 in ${total.failures}` : ''}.`,
    );
  }
  if (log.columns.node === null) {
    notes.push('There is no column of nodes: the log is taken as that of one system, and rates are per job.');
  } else if (!window.nodesGiven) {
    notes.push(
      `--nodes not given: the ${window.nodesSeen} nodes in the log count as all there are. Nodes that never failed are missing, so rates come out too high and skew too small.`,
    );
  }
  if (options.age === undefined) {
    notes.push(
      'Nodes count as new at the start of the window (--age says otherwise) and as renewed by each failure of the class.',
    );
  } else if (options.age === 'unknown') {
    notes.push(
      'Nodes are of unknown age: laws are fitted on what began with a failure, which leaves out each node up to its first.',
    );
  }
  if (window.rowsBefore > 0) {
    notes.push(
      `${plural(window.rowsBefore, 'row')} at or before the start of the window ${are(window.rowsBefore)} not counted.`,
    );
  }
  if (window.rowsAfter > 0) {
    notes.push(
      `${plural(window.rowsAfter, 'row')} after the end of the window ${are(window.rowsAfter)} not counted.`,
    );
  }
  const merged = samples.classes.reduce((sum, sample) => sum + sample.merged, 0);
  if (merged > 0) {
    notes.push(
      `${plural(merged, 'row')} ${are(merged)} merged into the failure before: same class, on a node that was down or within the time of --merge.`,
    );
  }
  if (log.withoutClass > 0)
    notes.push(`${plural(log.withoutClass, 'row')} without a class count as "unknown".`);
  if (samples.repairsUntold > 0) {
    notes.push(
      `${plural(samples.repairsUntold, 'repair')} without an end on nodes that failed again: left out, the node counts as up.`,
    );
  }
  if (samples.repairsInstant > 0) {
    notes.push(
      `${plural(samples.repairsInstant, 'repair')} of no length: left out of the laws of repair times.`,
    );
  }
  if (log.timeKind === 'number' && Math.abs(window.toSeconds - window.fromSeconds) > 100 * 365 * 86_400) {
    notes.push('The window is longer than 100 years: --time-unit names the unit of the times, like ms.');
  }
  if ((options.mergeSeconds ?? 0) === 0 && total.simultaneous > COARSE * total.failures) {
    notes.push(
      `${total.simultaneous} of ${total.failures} failures are simultaneous with one on another node: shocks, or times that were rounded. The laws of the system's gaps then say little.`,
    );
  }
  return notes;
}

function plural(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}

function are(count: number): string {
  return count === 1 ? 'is' : 'are';
}
