/** What money goes to, in the order of every table. */
export const COST_LINES = [
  'accelerators',
  'servers',
  'network',
  'storage',
  'building',
  'maintenance',
  'staff',
  'rent',
  'energy',
  'demand',
] as const;

export type CostLine = (typeof COST_LINES)[number];

/** A cost by line (USD, or USD per something), every line named, 0 where nothing is spent. */
export type CostLines = Readonly<Record<CostLine, number>>;

/** Lines from those that are not 0. */
export function costLines(parts: Partial<CostLines>): CostLines {
  return mapLines((line) => parts[line] ?? 0);
}

/** The total of a build-up: its lines added in their order, so a table that adds them too gets the same number. */
export function totalOf(lines: CostLines): number {
  return COST_LINES.reduce((sum, line) => sum + lines[line], 0);
}

/** Two costs together, line by line. */
export function addLines(a: CostLines, b: CostLines): CostLines {
  return mapLines((line) => a[line] + b[line]);
}

/** A cost so many times, as a rate over a time. */
export function scaleLines(lines: CostLines, factor: number): CostLines {
  return mapLines((line) => lines[line] * factor);
}

function mapLines(value: (line: CostLine) => number): CostLines {
  return {
    accelerators: value('accelerators'),
    servers: value('servers'),
    network: value('network'),
    storage: value('storage'),
    building: value('building'),
    maintenance: value('maintenance'),
    staff: value('staff'),
    rent: value('rent'),
    energy: value('energy'),
    demand: value('demand'),
  };
}
