import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { writeFileAtomically } from '../src/runtime/fileSystem.ts';
import { packageRoot, runsFromSource } from '../src/runtime/packageFiles.ts';
import { benchEventQueue } from './eventQueue.ts';
import { benchLayouts } from './layouts.ts';
import type { Effort } from './measure.ts';
import { benchNodesEqualFaults, benchNodesEqualRate, benchWeibull } from './nodes.ts';
import { benchReplications } from './replication.ts';
import { machine, reportMarkdown, type Section, sectionText } from './report.ts';
import { benchSite } from './site.ts';

interface Benchmark {
  readonly run: (effort: Effort) => Promise<Section>;
  readonly full: Effort;
  readonly quick: Effort;
}

const BENCHMARKS: readonly Benchmark[] = [
  {
    run: benchEventQueue,
    full: { rounds: 41, milliseconds: 10 },
    quick: { rounds: 7, milliseconds: 4 },
  },
  {
    run: benchReplications,
    full: { rounds: 21, milliseconds: 200 },
    quick: { rounds: 3, milliseconds: 60 },
  },
  {
    run: benchNodesEqualFaults,
    full: { rounds: 31, milliseconds: 60 },
    quick: { rounds: 3, milliseconds: 20 },
  },
  {
    run: benchNodesEqualRate,
    full: { rounds: 31, milliseconds: 60 },
    quick: { rounds: 3, milliseconds: 20 },
  },
  {
    run: benchWeibull,
    full: { rounds: 31, milliseconds: 100 },
    quick: { rounds: 3, milliseconds: 50 },
  },
  {
    run: benchSite,
    full: { rounds: 21, milliseconds: 200 },
    quick: { rounds: 3, milliseconds: 60 },
  },
  {
    run: benchLayouts,
    full: { rounds: 31, milliseconds: 100 },
    quick: { rounds: 3, milliseconds: 50 },
  },
];

const quickly = parseQuick();
if (runsFromSource) process.stderr.write('bench: through tsx these figures mislead; use npm run bench\n');

process.stdout.write(`${machine()}\n`);
const sections: Section[] = [];
for (const { run, full, quick } of BENCHMARKS) {
  const section = await run(quickly ? quick : full);
  sections.push(section);
  process.stdout.write(`\n${sectionText(section)}\n`);
}
if (!quickly) {
  const file = join('results', 'reference', 'bench.md');
  writeFileAtomically(join(packageRoot, file), [reportMarkdown(sections)]);
  process.stdout.write(`\nWritten to ${file}\n`);
}

/** `--quick` only shows that everything runs, in some ten seconds; it leaves the reference file alone. */
function parseQuick(): boolean {
  try {
    return parseArgs({ options: { quick: { type: 'boolean', default: false } } }).values.quick;
  } catch (error) {
    process.stderr.write(`bench: ${error instanceof Error ? error.message : error}. Known: --quick\n`);
    process.exit(2);
  }
}
