import type { StudyProgress } from '../runtime/runStudy.ts';
import { formatDuration, formatNumber } from './format.ts';
import type { Terminal } from './terminal.ts';

const LIVE_EVERY_MS = 100;
const PLAIN_EVERY_MS = 10_000;
const BAR = 24;

/** A moving line on a terminal, a plain line every ten seconds elsewhere. */
export function createProgress(terminal: Terminal): {
  readonly update: (progress: StudyProgress) => void;
  readonly end: () => void;
} {
  const start = performance.now();
  let last = terminal.live ? Number.NEGATIVE_INFINITY : start;
  let drawn = false;
  const line = ({ done, wanted, failed, resumed }: StudyProgress): string => {
    const seconds = (performance.now() - start) / 1000;
    const rate = (done - resumed) / seconds;
    const left = rate > 0 ? (wanted - done) / rate : Number.NaN;
    const parts = [
      `${formatNumber(done)} of ${formatNumber(wanted)} replications`,
      rate > 0 ? `${formatNumber(rate, 3)}/s` : '',
      rate > 0 && done < wanted ? `${formatDuration(left, 2)} left` : '',
      failed > 0 ? `${failed} failed` : '',
    ];
    return parts.filter((part) => part !== '').join(', ');
  };
  return {
    update: (progress) => {
      if (!terminal.progress) return;
      const now = performance.now();
      if (now - last < (terminal.live ? LIVE_EVERY_MS : PLAIN_EVERY_MS)) return;
      last = now;
      if (!terminal.live) {
        process.stderr.write(`${line(progress)}\n`);
        return;
      }
      const filled = Math.round((BAR * progress.done) / Math.max(1, progress.wanted));
      const bar = '#'.repeat(filled).padEnd(BAR, '.');
      process.stderr.write(`\r\u001b[2K[${bar}] ${line(progress)}`);
      drawn = true;
    },
    end: () => {
      if (drawn) process.stderr.write('\r\u001b[2K');
    },
  };
}
