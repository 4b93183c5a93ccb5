// `npm start` runs the main job; `npm start -- …` runs any longrun command.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const given = process.argv.slice(2);
const main = ['run', 'scenarios/llama3-405b-16k-h100.yaml', '--replications', '1000'];
const longrun = fileURLToPath(new URL('../dist/longrun.mjs', import.meta.url));
// Ctrl-C reaches longrun itself, which saves before it ends; this process waits for it.
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => {});
const { status } = spawnSync(process.execPath, [longrun, ...(given.length === 0 ? main : given)], {
  stdio: 'inherit',
});
process.exit(status ?? 1);
