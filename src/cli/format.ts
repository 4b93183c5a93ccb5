const MINUTE = 60;
const HOUR = 3600;
const DAY = 86_400;

/** A number with `digits` significant digits and thousands separators, whole numbers whole; a dash where there is none. */
export function formatNumber(value: number, digits = 4): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? '-' : value > 0 ? 'infinite' : '-infinite';
  if (value === 0) return '0';
  const magnitude = Math.floor(Math.log10(Math.abs(value)));
  const decimals = Number.isInteger(value) ? 0 : Math.max(0, digits - 1 - magnitude);
  const size = Math.abs(value);
  if (size >= 1e15 || size < 1e-9) return value.toExponential(digits - 1);
  const rounded = value.toFixed(Math.min(decimals, 12));
  const [whole = '', fraction] = rounded.split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+(?!\d))/g, ',');
  return fraction === undefined ? grouped : `${grouped}.${fraction}`;
}

/** A duration in the unit a person would choose. */
export function formatDuration(seconds: number, digits = 3): string {
  const size = Math.abs(seconds);
  if (!Number.isFinite(seconds)) return formatNumber(seconds);
  if (size >= 2 * DAY) return `${formatNumber(seconds / DAY, digits)} d`;
  if (size >= 2 * HOUR) return `${formatNumber(seconds / HOUR, digits)} h`;
  if (size >= 2 * MINUTE) return `${formatNumber(seconds / MINUTE, digits)} min`;
  return `${formatNumber(seconds, digits)} s`;
}

/** Simulated time as `12d 03:04:05`, for a log. */
export function formatClock(seconds: number): string {
  const days = Math.floor(seconds / DAY);
  const rest = Math.floor(seconds - days * DAY);
  const two = (value: number) => String(value).padStart(2, '0');
  return `${String(days).padStart(4)}d ${two(Math.floor(rest / HOUR))}:${two(Math.floor(rest / MINUTE) % 60)}:${two(rest % 60)}`;
}

export function formatPercent(share: number, digits = 3): string {
  return Number.isFinite(share) ? `${formatNumber(share * 100, digits)} %` : '-';
}

/** Columns side by side; the first is left-aligned, the others right-aligned. */
export function table(rows: readonly (readonly string[])[], indent = '  '): string {
  const widths: number[] = [];
  for (const row of rows) {
    row.forEach((cell, index) => {
      widths[index] = Math.max(widths[index] ?? 0, cell.length);
    });
  }
  return rows
    .map((row) =>
      row
        .map((cell, index) => (index === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[index] ?? 0)))
        .join('  ')
        .trimEnd(),
    )
    .map((line) => indent + line)
    .join('\n');
}
