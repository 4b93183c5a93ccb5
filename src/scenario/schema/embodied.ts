import * as z from 'zod';
import { fraction } from '../fields.ts';
import { quantity } from '../quantitySchema.ts';

export const embodiedSchema = z
  .strictObject({
    gpu: quantity('carbonMass', 'not negative')
      .optional()
      .describe("One accelerator. Default: the catalogue's, if known."),
    server: quantity('carbonMass', 'not negative')
      .optional()
      .describe("One node without its accelerators. Default: the catalogue's, if known."),
    lifetime: quantity('duration').prefault('5 yr').describe('Over which it is spread; BLOOM: 6 yr.'),
    utilisation: fraction
      .prefault(1)
      .describe(
        'Share of its life in which it works for somebody; 1 charges wall time alone. BLOOM (arXiv:2211.02001): 0.85.',
      ),
  })
  .prefault({})
  .describe(
    'Carbon of making the nodes, charged by the time they are held; network and building are not in it. Its columns are empty where gpu or server is unknown.',
  );
