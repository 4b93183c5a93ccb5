import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['tests/**/*.test.ts'],
    // All cores: by default one is left free, which on two is half of them.
    maxWorkers: '100%',
    // For what hangs; a loaded machine may be three times slower than an idle one.
    testTimeout: 300_000,
    hookTimeout: 300_000,
  },
});
