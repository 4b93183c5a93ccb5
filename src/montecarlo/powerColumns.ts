import { energyParts } from '../simulation/energyParts.ts';
import { type Column, measured } from './column.ts';

const MWH = 3.6e9;
const MEGAWATT = 1e6;

/** What took the energy, and how the power of the site moves. */
export const POWER_COLUMNS: readonly Column[] = [
  measured(
    'gpu_energy_mwh',
    'MWh',
    'energy of the GPUs themselves; with node_rest_energy_mwh and infrastructure_energy_mwh they add to it_energy_mwh',
    (record, input) => energyParts(record, input).gpuJoules / MWH,
  ),
  measured(
    'node_rest_energy_mwh',
    'MWh',
    'energy of the rest of the nodes: CPUs, memory, fans and conversion losses, and nodes off, failed or in repair',
    (record, input) => energyParts(record, input).nodeRestJoules / MWH,
  ),
  measured(
    'it_mean_mw',
    'MW',
    'IT energy over wall time',
    (record) => record.itJoules / record.wallSeconds / MEGAWATT,
  ),
  measured(
    'step_swing_mw',
    'MW',
    'largest change of IT power within a step if all GPUs did each part of it at once, the same in every run; empty where mfu or step_time is given',
    (_, { power }) => (power.stepSwing === null ? Number.NaN : power.stepSwing.largestStepWatts / MEGAWATT),
  ),
  measured('step_swing_share', '', 'step_swing_mw over the highest IT power of the step', (_, { power }) =>
    power.stepSwing === null ? Number.NaN : power.stepSwing.largestStepWatts / power.stepSwing.peakWatts,
  ),
];
