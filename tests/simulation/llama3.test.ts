import { expect, test } from 'vitest';
import { loadCatalog, readScenario } from '../../src/runtime/packageFiles.ts';
import { compileScenario } from '../../src/scenario/compile.ts';
import { type Override, resolveScenario } from '../../src/scenario/resolve.ts';
import { TimeBucket } from '../../src/simulation/record.ts';
import { DAY, meanAndError, replicate } from '../support/simulationInput.ts';

const { file, text } = readScenario('llama3-405b-16k-h100');
const catalog = loadCatalog();
const compile = (...overrides: Override[]) =>
  compileScenario(resolveScenario(file, text, catalog, overrides).scenario);

const fiftyFourDays = replicate(compile({ path: 'limits.horizon', value: '54 d' }), 1000, 'llama3');

test('the first 54 days have the published 419 unexpected interruptions on average', () => {
  const { mean, error } = meanAndError(fiftyFourDays.map((record) => record.interruptionsUnplanned));
  expect(Math.abs(mean - 419)).toBeLessThan(4 * error);
  // They are very nearly Poisson: the fleet is almost always complete.
  expect(Math.abs(error * error * 1000 - 419)).toBeLessThan(4 * 419 * Math.sqrt(2 / 1000));
});

test('each failure category has its published count in 54 days', () => {
  const { classes } = compile().faults;
  const published = {
    'faulty-gpu': 148,
    'gpu-hbm3-memory': 72,
    'software-bug': 54,
    'network-switch-cable': 35,
    nic: 7,
  };
  for (const [name, count] of Object.entries(published)) {
    const index = classes.findIndex((faultClass) => faultClass.name === name);
    // Faults of the 24 hot spares count too.
    const expected = (count * (2048 + 24)) / 2048;
    const { mean, error } = meanAndError(fiftyFourDays.map((record) => record.faultsByClass[index]!));
    expect(Math.abs(mean - expected)).toBeLessThan(4 * error);
  }
});

test('47 planned interruptions in 54 days, on average', () => {
  const planned = fiftyFourDays.map((record) => record.interruptions - record.interruptionsUnplanned);
  const { mean, error } = meanAndError(planned);
  expect(Math.abs(mean - 47)).toBeLessThan(4 * error);
});

test('goodput is above 0.90 and at most 16.7 minutes are lost per interruption, in every replication', () => {
  for (const record of fiftyFourDays) {
    const productive = record.bucketSeconds[TimeBucket.productive]!;
    expect(productive / record.wallSeconds).toBeGreaterThan(0.9);
    expect((record.wallSeconds - productive) / 60 / record.interruptions).toBeLessThan(16.7);
  }
});

test('the whole run takes about the published 30.84 million GPU-hours', () => {
  // Model card: 30.84 M GPU-hours, 78.4 days on 16,384 GPUs. The assumptions are good to a few per cent, not better.
  const { mean } = meanAndError(
    replicate(compile(), 200, 'llama3').map((record) => record.wallSeconds / DAY),
  );
  expect(Math.abs(mean / 78.4 - 1)).toBeLessThan(0.03);
});
