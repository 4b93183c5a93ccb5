import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { generatedFiles } from '../scripts/generate.ts';
import { packageRoot } from '../src/runtime/packageFiles.ts';

test.each([...generatedFiles()])('%s is what `npm run generate` writes', (path, text) => {
  expect(readFileSync(join(packageRoot, path), 'utf8')).toBe(text);
});
