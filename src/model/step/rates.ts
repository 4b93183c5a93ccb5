import type { AttentionRates } from './attention.ts';
import { type Fabric, fabricOf } from './collectives.ts';
import { type ByWidth, type Machine, operandWidth, type Precision } from './machine.ts';
import type { MatmulRates } from './matmul.ts';
import type { StackProfile } from './profile.ts';

/** Rates of one GPU and its links under one stack, computed once for a step. */
export interface Rates {
  readonly linear: MatmulRates;
  /** The head stays at 16 bits (or 32). */
  readonly head: MatmulRates;
  readonly attention: AttentionRates;
  readonly elementwiseBytesPerSecond: number;
  /** Extra bytes per operand element for casts to 8 or 4 bits; 0 at 16 and 32. */
  readonly castBytes: number;
  readonly fabric: Fabric;
}

// Large copies and operands of matrix products reach about 90 % of the memory bandwidth.
const STREAMING = 0.9;
const OPERAND_BYTES: ByWidth = { bits32: 4, bits16: 2, bits8: 1, bits4: 0.5 };

export function ratesOf(machine: Machine, precision: Precision, profile: StackProfile): Rates {
  const { accelerator } = machine;
  const { fitted, facts } = profile;
  const width = operandWidth(precision);
  const wide = precision === 'fp32' ? 'bits32' : 'bits16';
  const core = accelerator.peakFlops[wide] * fitted.attention;
  const unfused = facts.attention === 'unfused';
  const elementwiseBytesPerSecond = accelerator.memoryBytesPerSecond * fitted.memory;
  return {
    linear: matmulRates(machine, profile, width),
    head: matmulRates(machine, profile, wide),
    attention: {
      kernel: facts.attention,
      forwardFlops: core * (unfused ? accelerator.achievable[wide] : accelerator.flashForward),
      backwardFlops: core * (unfused ? accelerator.achievable[wide] : accelerator.flashBackward),
      bytesPerSecond: elementwiseBytesPerSecond,
    },
    elementwiseBytesPerSecond,
    castBytes: width === 'bits8' || width === 'bits4' ? facts.castBytes : 0,
    fabric: fabricOf(machine, fitted.network, facts.hierarchical),
  };
}

function matmulRates({ accelerator }: Machine, { fitted }: StackProfile, width: keyof ByWidth): MatmulRates {
  const units = accelerator.multiprocessors;
  return {
    unitFlops: (accelerator.peakFlops[width] * accelerator.achievable[width] * fitted.matmul[width]) / units,
    units,
    bytesPerSecond: accelerator.memoryBytesPerSecond * STREAMING,
    operandBytes: OPERAND_BYTES[width],
  };
}
