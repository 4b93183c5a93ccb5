import { type Column, measured } from './column.ts';

/** What the site was like during the run. */
export const SITE_COLUMNS: readonly Column[] = [
  measured(
    'pue_mean',
    '',
    'facility energy over IT energy of the run; empty without IT energy',
    ({ facilityJoules, itJoules }) => (itJoules > 0 ? facilityJoules / itJoules : Number.NaN),
  ),
  measured(
    'outdoor_mean_c',
    'degC',
    'mean outdoor temperature over the run; empty for a site without a climate',
    (record) => record.outdoorMeanCelsius,
  ),
  measured(
    'outdoor_max_c',
    'degC',
    'highest outdoor temperature of an hour of the run; empty for a site without a climate',
    (record) => record.outdoorMaximumCelsius,
  ),
];
