import * as z from 'zod';
import { MACHINES, type MachineId } from '../model/step/accelerators.ts';
import { faultClassSchema } from './faultClassSchema.ts';
import { columnName, count, label, plain } from './fields.ts';
import { quantity } from './quantitySchema.ts';

/** Rows of the catalogues, which a scenario may also write out. */

export const provenance = {
  name: label.optional().describe('What a person calls it.'),
  source: label.optional().describe('Where the numbers come from.'),
  confidence: z
    .enum(['primary', 'secondary', 'derived', 'memory', 'rumour'])
    .optional()
    .describe('How well the source is known.'),
  note: label.optional().describe('What a reader should know.'),
};

export const acceleratorSchema = z
  .strictObject({
    ...provenance,
    launch: label.optional(),
    step_model: z
      .enum(Object.keys(MACHINES) as [MachineId, ...MachineId[]])
      .optional()
      .describe('Constants of the step-time model that fit it.'),
    memory: quantity('bytes').describe('Memory of one GPU.'),
    memory_bandwidth: quantity('bandwidth').optional(),
    peak: z
      .strictObject({
        fp32: quantity('flopRate').optional(),
        tf32: quantity('flopRate').optional(),
        bf16: quantity('flopRate').optional().describe('Also fp16 on tensor cores.'),
        fp8: quantity('flopRate').optional(),
      })
      .describe('Dense peak rates, without sparsity.'),
    achievable_bf16: quantity('flopRate').optional().describe('Best matrix multiplication measured.'),
    power: z
      .strictObject({
        max: quantity('power').describe('Power limit of one GPU.'),
        idle: quantity('power').optional(),
        context: quantity('power').optional().describe('Added at idle once a process holds the GPU.'),
      })
      .optional(),
    temperature: z
      .strictObject({
        operating: quantity('temperature').optional(),
        slowdown: quantity('temperature').optional(),
        shutdown: quantity('temperature').optional(),
        memory: quantity('temperature').optional(),
      })
      .optional(),
    scale_up: quantity('bandwidth').optional().describe('To the other GPUs of the node, per direction.'),
    scale_out: quantity('bandwidth').optional().describe('Network card per GPU.'),
    price: quantity('money').optional(),
    rent: z
      .strictObject({ low: quantity('rent'), high: quantity('rent'), period: label.optional() })
      .optional(),
    embodied: quantity('carbonMass').optional().describe('Carbon of making one.'),
  })
  .describe('One GPU or other accelerator.');

export const nodeSchema = z
  .strictObject({
    ...provenance,
    accelerator: acceleratorSchema,
    gpus: count(1).describe('Accelerators in one node.'),
    cooling: z.enum(['air', 'liquid']).optional(),
    height: count(1).optional().describe('Rack units.'),
    power: z
      .strictObject({
        fixed: quantity('power', 'not negative'),
        gain: z.number({ error: plain('a plain number, 1 or more') }).min(1),
      })
      .describe('Power at the plug = fixed + gain x the power of all its GPUs.'),
    rated: quantity('power').optional(),
    price: quantity('money').optional(),
    embodied: quantity('carbonMass').optional().describe('Carbon of making one, without its accelerators.'),
  })
  .describe('One server: the unit that fails, is swapped and repaired.');

export const modelSchema = z
  .strictObject({
    ...provenance,
    year: z.int().optional(),
    layers: count(1).optional(),
    hidden: count(1).optional(),
    heads: count(1).optional(),
    kv_heads: count(1).optional(),
    head_dim: count(1).optional(),
    ffn: count(1).optional(),
    mlp: z.enum(['gated', 'plain']).optional(),
    experts: z
      .strictObject({
        total: count(1),
        active: count(1),
        shared: count(0).optional(),
        ffn: count(1).optional(),
        dense_layers: count(0).optional(),
        dense_ffn: count(1).optional(),
      })
      .optional(),
    mla: z
      .strictObject({
        query_rank: count(1),
        kv_rank: count(1),
        nope_dim: count(1),
        rope_dim: count(1),
        value_dim: count(1),
      })
      .optional(),
    vocabulary: count(1).optional(),
    sequence_length: quantity('tokens').optional(),
    tied_embeddings: z.boolean().optional(),
    positions: z.enum(['learned', 'rope', 'alibi', 'relative']).optional(),
    bias: z.boolean().optional(),
    norm: z.enum(['ln', 'rms']).optional(),
    parameters: quantity('parameters'),
    active_parameters: quantity('parameters').describe('Used for one token; all of a dense model.'),
    tokens: quantity('tokens').optional(),
    batch_tokens: quantity('tokens').optional(),
    flops_per_sample: quantity('flops')
      .optional()
      .describe('Forward and backward, of a model that is no transformer; samples stand for tokens.'),
  })
  .describe('The architecture that is trained.');

export const failureSetSchema = z
  .strictObject({
    ...provenance,
    rate: quantity('nodeRate', 'not negative')
      .optional()
      .describe('Total rate of the classes with count or share.'),
    classes: z.record(columnName('class'), faultClassSchema),
  })
  .describe('How often a fleet fails, and how.');

export type FailureSet = z.output<typeof failureSetSchema>;
