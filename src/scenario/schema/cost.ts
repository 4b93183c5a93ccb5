import * as z from 'zod';
import { durationDistribution } from '../distributionSchema.ts';
import { plain, probability } from '../fields.ts';
import { quantity } from '../quantitySchema.ts';

/** What the machine costs: bought and written off, or rented. Ranges and sources: `OWNERSHIP_DEFAULTS` of model/money. */

const notNegative = z.number({ error: plain('a plain number, 0 or more') }).min(0);

const building = z
  .strictObject({
    price: quantity('powerPrice')
      .prefault('11.7 USD/W')
      .describe('Per watt it is made for. Cushman 2025: 9.3 to 15.0, mean 11.7 million USD/MW (secondary).'),
    power: quantity('power')
      .optional()
      .describe('It is made for this. Default: training power of all nodes held, their network too, x PUE.'),
    lifetime: quantity('duration').prefault('20 yr'),
  })
  .describe('The data centre, by the watt; land and grid connection are in its price. Default: not counted.');

const writeOff = z
  .union([
    z.literal('straight_line'),
    z.strictObject({
      annuity: z.strictObject({
        interest: notNegative.prefault(0.1).describe('A year; 0.06 to 0.15 are usual (from memory).'),
      }),
    }),
  ])
  .prefault('straight_line')
  .describe('Equal parts of the price, or {annuity}: equal payments of a loan over the same lifetime.');

const owned = z
  .strictObject({
    node_price: quantity('money').optional().describe("Default: the node's price in the catalogue."),
    accelerator_price: quantity('money')
      .optional()
      .describe(
        "Of one accelerator, within node_price: only shown apart. Default: the catalogue's, where it leaves something for the server.",
      ),
    network_share: z.number().min(0).prefault(0.3).describe('Network over the price of the servers.'),
    storage: quantity('money', 'not negative').optional().describe('In all. Default: not counted.'),
    building: building.optional(),
    lifetime: quantity('duration').prefault('5 yr').describe('Of servers, network and storage.'),
    write_off: writeOff,
    maintenance: notNegative
      .prefault(0)
      .describe(
        'A year, over the price of servers, network and storage. Published: 0.03 to 0.1 (secondary); 0.05 is a good guess.',
      ),
    staff: quantity('spending', 'not negative')
      .optional()
      .describe('Pay of those who run it; one person about 275000 USD/yr (secondary). Default: not counted.'),
  })
  .describe('Bought: write-off of servers and network, and what else is given.');

const discount = probability.describe('Off the price on demand.');

const rented = z
  .strictObject({
    price: quantity('rent', 'not negative').describe('On demand, per GPU held, spares too.'),
    reserved: z
      .strictObject({
        discount,
        term: quantity('duration').describe('Paid to its end, even if the run is over before.'),
      })
      .optional()
      .describe(
        'For a term, from the start of the run. Published discounts (Epoch): one year 0.25 to 0.41, three years 0.49 to 0.64. A budget does not see what is paid after the run.',
      ),
    spot: z
      .strictObject({
        discount,
        preemptions: quantity('nodeRate', 'not negative').describe(
          'The lender takes a node back, as `0.05 / (node hour)`; those of the job and powered spares.',
        ),
        return: durationDistribution.describe('Until the lender grants another node in its place.'),
        detection: durationDistribution
          .prefault('0 s')
          .describe('Until the job knows; a notice is not used to save.'),
      })
      .optional()
      .describe(
        'Adds the fault class `spot-preemption`. What is away is known without a diagnosis, needs no technician, and is not paid from the diagnosis on.',
      ),
  })
  .describe(
    'Paid by the GPU-hour, on demand unless reserved or spot is given. The electricity of the site is paid besides; where the rent holds it, as usual, set site.price to 0 USD/kWh.',
  );

export const costSchema = z
  .strictObject({ owned: owned.optional(), rented: rented.optional() })
  .prefault({ owned: {} } as never)
  .describe('Owned or rented; spares, idle and repair time cost too.');

export type Owned = z.output<typeof owned>;
export type Rented = z.output<typeof rented>;
