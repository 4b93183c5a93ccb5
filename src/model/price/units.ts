/** Seconds in an hour. */
export const HOUR = 3600;
export const HOURS_PER_DAY = 24;
/** Seconds in a year of 365 days (8760 h), as depreciation and tariffs count it. */
export const YEAR = 365 * 86_400;
export const MONTHS_PER_YEAR = 12;

export const JOULES_PER_KILOWATT_HOUR = 3.6e6;
export const JOULES_PER_MEGAWATT_HOUR = 3.6e9;
