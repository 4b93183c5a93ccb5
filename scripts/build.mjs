// Bundles the command line, the worker and the benchmark into dist/: a bundle starts several times faster than its parts.
// The catalogues are parsed here too: parsing YAML would be most of what a short command does.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { build } from 'esbuild';
import { parse } from 'yaml';

await build({
  entryPoints: { longrun: 'src/cli/main.ts', worker: 'src/runtime/worker.ts', bench: 'bench/main.ts' },
  outdir: 'dist',
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'esm',
  outExtension: { '.js': '.mjs' },
  legalComments: 'none',
  logLevel: 'warning',
  banner: {
    // CommonJS dependencies inside an ES module bundle still call `require` for Node's own modules.
    js: "import { createRequire as longrunCreateRequire } from 'node:module'; const require = longrunCreateRequire(import.meta.url);",
  },
});

const folder = join('scenarios', 'catalog');
const catalog = readdirSync(folder)
  .filter((file) => file.endsWith('.yaml'))
  .map((file) => {
    const text = readFileSync(join(folder, file), 'utf8');
    const sha256 = createHash('sha256').update(text).digest('hex');
    return [basename(file, '.yaml'), { sha256, rows: parse(text, { version: '1.2' }) }];
  });
// In one go, for a command that may be reading it.
const fresh = join('dist', `catalog.${process.pid}.json`);
writeFileSync(fresh, JSON.stringify(Object.fromEntries(catalog)));
renameSync(fresh, join('dist', 'catalog.json'));
