import * as z from 'zod';
import { MEASURED_LEAKAGE } from '../../model/heat/leakage.ts';
import { DEFAULT_SPREAD } from '../../model/heat/severity.ts';
import { COOLING_UNITS } from '../../model/plant/coolingUnits.ts';
import { PLANT_RESTART_SECONDS } from '../../model/plant/rideThrough.ts';
import { durationDistribution } from '../distributionSchema.ts';
import { count, label, plain } from '../fields.ts';
import { quantity } from '../quantitySchema.ts';

/** Temperatures of GPUs and rooms, and the cooling plant. */

const sigma = z.number({ error: plain('a plain number, 0 or more') }).min(0);

const slot = z
  .strictObject({
    name: label,
    gpus: count(1).describe('GPUs of a node in such a place.'),
    offset: quantity('temperatureDifference', 'not negative')
      .prefault('0 K')
      .describe('What the air or water has gained before it reaches them.'),
    resistance: quantity('thermalResistance').describe('From the core to that air or water, median GPU.'),
  })
  .describe('GPUs that are cooled alike.');

const plant = z
  .strictObject({
    units: count(1).prefault(5).describe('Cooling units installed in each cooling zone.'),
    needed: count(1).prefault(4).describe('How many of them carry the zone at full load.'),
    failures: quantity('frequency', 'not negative')
      .prefault(`${COOLING_UNITS.roomUnit.perUnitYear} / yr`)
      .describe('Of one unit.'),
    repair: durationDistribution.prefault(`${COOLING_UNITS.roomUnit.repairHours} h`).describe('Of one unit.'),
    outages: quantity('frequency', 'not negative')
      .prefault('0 / yr')
      .describe('All units of the site at once, as after a dip of the grid.'),
    outage: durationDistribution
      .prefault(`${PLANT_RESTART_SECONDS} s`)
      .describe('Until the plant cools again.'),
  })
  .describe('What fails in the cooling plant; the failure numbers are secondary sources. Default: nothing.');

export const heatSchema = z
  .strictObject({
    slots: z
      .array(slot)
      .min(1)
      .optional()
      .describe(
        'Places of the GPUs in a node. Default by the cooling of the node: air has half in front (0.065 K/W) and half in the rear (0.08 K/W), liquid all alike (0.05 K/W).',
      ),
    spread: z
      .strictObject({
        resistance: sigma
          .prefault(DEFAULT_SPREAD.resistanceSigma)
          .describe('Standard deviation of log thermal resistance; judgement.'),
        power: sigma
          .prefault(DEFAULT_SPREAD.leakSigma)
          .describe('Standard deviation of log power at equal work, measured on B200.'),
      })
      .prefault({})
      .describe('How GPUs of one place differ; drawn for each replication.'),
    leakage: quantity('perKelvin', 'not negative')
      .prefault(`${MEASURED_LEAKAGE.perKelvin} / K`)
      .describe(
        'Share of its power that a GPU draws more for each degree (0.1 to 0.6 %); node power holds at the default set-point.',
      ),
    limits: z
      .strictObject({
        throttle: quantity('temperature').describe('Software lowers the clock to stay at this.'),
        slowdown: quantity('temperature').describe('Hardware halves the clock.'),
        shutdown: quantity('temperature'),
      })
      .optional()
      .describe("Core temperatures. Default: the accelerator's."),
    rates_at: quantity('temperature', 'any')
      .optional()
      .describe(
        'Temperature of the mean GPU, in training, at which the rates of failures hold. Default: what it is at the default set-point, in the phase that takes the most power.',
      ),
    set_point: quantity('temperature', 'any')
      .optional()
      .describe('Inlet of the nodes while the plant copes. Default: 24 degC air, 30 degC water.'),
    design_outdoor: quantity('temperature', 'any')
      .optional()
      .describe(
        'Above this outdoor temperature the inlet rises degree by degree; needs site.climate. Default: it never does.',
      ),
    room: z
      .strictObject({
        stop: quantity('temperature', 'any')
          .optional()
          .describe(
            'Inlet at which the nodes of a zone are switched off. Default: 40 degC air, 55 degC water.',
          ),
        approach: quantity('temperatureDifference')
          .prefault('10 K')
          .describe('Inlet above the coolant at full load with just the needed units; judgement.'),
        ride_through: quantity('duration')
          .optional()
          .describe(
            'From the loss of all cooling at full load to the stop. Default: by the density of the racks (5 kW 189 s, 10 kW 45 s, down to 15 s; 15 s for liquid).',
          ),
      })
      .prefault({})
      .describe('A cooling zone as one heat capacity.'),
    plant: plant.optional(),
  })
  .describe(
    'GPUs throttle in the heat, rooms warm when cooling fails. Without this group temperature plays no part.',
  );

export type Heat = z.output<typeof heatSchema>;
