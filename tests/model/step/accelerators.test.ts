import { describe, expect, it } from 'vitest';
import { MACHINES, type MachineId } from '../../../src/model/step/accelerators.ts';
import { parseQuantity } from '../../../src/scenario/units.ts';
import { catalog } from '../../support/catalog.ts';

interface Row {
  readonly step_model?: string;
  readonly memory?: string;
  readonly memory_bandwidth?: string;
  readonly peak: Readonly<Record<string, string>>;
  readonly achievable_bf16?: string;
  readonly scale_up?: string;
  readonly scale_out?: string;
}

const rows = Object.entries(catalog.accelerators as unknown as Readonly<Record<string, Row>>);

function value(text: string): number {
  const read = parseQuantity(text);
  if (!read.ok) throw new RangeError(`${text} ${read.problem}`);
  return read.quantity.value;
}

// The 16 GB form of V100 shares the constants of the 32 GB one; its own memory comes first when a scenario names it.
const VARIANTS: readonly string[] = ['v100-sxm2-16gb'];

describe('accelerators of the step-time model', () => {
  const known = rows.filter(([, row]) => row.step_model !== undefined);

  it('stand in the catalogue, but for those of the validation tables only', () => {
    const named = new Set(known.map(([, row]) => row.step_model));
    expect(Object.keys(MACHINES).filter((id) => !named.has(id))).toEqual(['h100-96', 'gb300']);
  });

  it.each(known)('%s has the same numbers in both places', (id, row) => {
    const { accelerator, scaleUp, network } = MACHINES[row.step_model as MachineId];
    const same = (mine: number, text: string | undefined): void => {
      if (text !== undefined) expect(mine / value(text)).toBeCloseTo(1, 9);
    };
    const { peak } = row;
    if (accelerator.peakFlops.bits32 > 0) same(accelerator.peakFlops.bits32, peak['tf32'] ?? peak['fp32']);
    if (peak['bf16'] !== undefined) same(accelerator.peakFlops.bits16, peak['bf16']);
    else expect(accelerator.peakFlops.bits16).toBe(0);
    if (peak['fp8'] !== undefined) same(accelerator.peakFlops.bits8, peak['fp8']);
    else expect(accelerator.peakFlops.bits8).toBe(0);
    same(accelerator.achievable.bits16 * accelerator.peakFlops.bits16, row.achievable_bf16);
    same(scaleUp.bytesPerSecond, row.scale_up);
    same(network.bytesPerSecond, row.scale_out);
    if (VARIANTS.includes(id)) return;
    same(accelerator.memoryBytes, row.memory);
    same(accelerator.memoryBytesPerSecond, row.memory_bandwidth);
  });

  it('never reach more than their peak', () => {
    for (const { accelerator } of Object.values(MACHINES)) {
      for (const share of Object.values(accelerator.achievable)) {
        expect(share).toBeGreaterThanOrEqual(0);
        expect(share).toBeLessThan(1);
      }
      expect(accelerator.flashBackward).toBeLessThanOrEqual(accelerator.flashForward);
    }
  });
});
