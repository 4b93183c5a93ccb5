import { calibrateWholesale } from '../../model/price/wholesaleCalibration.ts';
import { marketOf } from '../compile/site.ts';
import type { Finding } from '../issues.ts';
import type { Site } from '../schema/site.ts';

/** What of a site must hold between its fields. */
export function siteFindings({ price, carbon }: Site): Finding[] {
  const findings: Finding[] = [];
  if (typeof price !== 'number') {
    price.tariff?.windows.forEach(({ from, to }, index) => {
      if (from !== to) return;
      findings.push({
        path: ['site', 'price', 'tariff', 'windows', index, 'to'],
        message: `is ${to} like from: no hour lies between; for the whole day write from: 0 and to: 24`,
      });
    });
    if (price.wholesale !== undefined) {
      const problem = wholesaleProblem(price.wholesale);
      if (problem !== null) findings.push({ path: ['site', 'price', 'wholesale'], message: problem });
    }
  }
  if (typeof carbon !== 'number') {
    if (carbon.zone !== undefined && carbon.basis === undefined) {
      findings.push({
        path: ['site', 'carbon'],
        message: 'needs basis beside zone: direct or life-cycle; the two differ by up to a factor of two',
      });
    }
    if (carbon.zone === undefined && carbon.basis !== undefined) {
      findings.push({
        path: ['site', 'carbon', 'basis'],
        message:
          'belongs to a zone; a country has one basis only, its mix, and recorded values have their own',
      });
    }
  }
  return findings;
}

/** Some years have no price of this law: then the calibration says why. */
function wholesaleProblem(wholesale: Parameters<typeof marketOf>[0]): string | null {
  try {
    calibrateWholesale(marketOf(wholesale).statistics);
    return null;
  } catch (error) {
    if (error instanceof RangeError) return error.message;
    throw error;
  }
}
