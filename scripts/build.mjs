// Bundles the command line, the worker and the benchmark into dist/: a bundle starts several times faster than its parts.
import { build } from 'esbuild';

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
