import { compileWetBulb } from '../compile/climate.ts';
import type { Finding } from '../issues.ts';
import type { OwnClimate } from '../schema/climate.ts';
import type { Site } from '../schema/site.ts';

/** Keys of a climate by harmonics and noise, which recorded hours do not have. */
const HARMONICS = [
  'seasonal',
  'warmest_day',
  'daily',
  'warmest_hour',
  'noise',
  'noise_correlation',
  'noise_season',
  'noise_skew',
] as const satisfies readonly (keyof OwnClimate)[];

/** What of a climate must hold between its fields, and what a PUE that follows the weather needs of it. */
export function climateFindings({ climate, pue }: Site): Finding[] {
  const findings: Finding[] = [];
  if (typeof climate === 'object') {
    for (const key of climate.hourly === undefined ? [] : HARMONICS) {
      if (climate[key] === undefined) continue;
      findings.push({
        path: ['site', 'climate', key],
        message: 'belongs to a climate with a mean; recorded hours have their own season, day and weather',
      });
    }
    findings.push(...wetBulbFindings(climate));
  }
  if (typeof pue === 'number') return findings;
  if (climate === undefined) {
    findings.push({
      path: ['site', 'pue'],
      message:
        'by kind of cooling follows the weather, and the site has no climate; give site.climate, like dallas, or pue as a plain number',
    });
  } else if (pue.cooling === 'evaporative' && compileWetBulb(climate) === null) {
    findings.push({
      path: ['site', 'pue', 'cooling'],
      message:
        typeof climate === 'string'
          ? `evaporative needs wet-bulb temperatures, and none are known of ${climate}; take another climate or kind of cooling`
          : 'evaporative needs wet-bulb temperatures; give site.climate.wet_bulb, like {mean: 15.2 degC, p99: 25 degC}',
    });
  }
  return findings;
}

function wetBulbFindings(climate: OwnClimate): Finding[] {
  const wetBulb = compileWetBulb(climate);
  if (wetBulb === null) return [];
  const { meanCelsius, p99Celsius, dryP99Celsius, dryMeanCelsius } = wetBulb;
  const finding = (key: string, message: string): Finding => ({
    path: ['site', 'climate', 'wet_bulb', key],
    message,
  });
  const shown = (celsius: number) => `${Number(celsius.toFixed(2))} degC`;
  if (!(dryP99Celsius > dryMeanCelsius)) {
    return [
      finding(
        'dry_p99',
        `must be above the mean of the outdoor temperature, ${shown(dryMeanCelsius)}; it is ${shown(dryP99Celsius)}`,
      ),
    ];
  }
  if (meanCelsius > dryMeanCelsius) {
    return [
      finding(
        'mean',
        `is above that of the outdoor temperature, ${shown(dryMeanCelsius)}; a wet bulb is never warmer`,
      ),
    ];
  }
  if (p99Celsius < meanCelsius) return [finding('p99', 'is below the mean')];
  if (p99Celsius > dryP99Celsius) {
    return [
      finding(
        'p99',
        `is above that of the outdoor temperature, ${shown(dryP99Celsius)}; a wet bulb is never warmer`,
      ),
    ];
  }
  return [];
}
