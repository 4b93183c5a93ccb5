// Starts worker.ts in development: on Node 20 a worker thread cannot load TypeScript by itself, and `--import tsx` is not
// enough for its entry file. The bundle does not need this.
import { register } from 'tsx/esm/api';

register();
await import('./worker.ts');
