import type { RunStart } from './calendar.ts';
import { HourlySeries } from './hourlySeries.ts';
import { type HourlyValues, hourlyValuesSeries } from './hourlyValues.ts';
import { type Tariff, tariffSource } from './tariff.ts';
import { JOULES_PER_KILOWATT_HOUR, JOULES_PER_MEGAWATT_HOUR } from './units.ts';
import { type WholesaleDraws, type WholesaleModel, wholesaleSource } from './wholesale.ts';

/** What a kilowatt-hour of facility energy costs, hour by hour. */
export type PriceModel =
  | { readonly kind: 'constant'; readonly usdPerKilowattHour: number }
  | { readonly kind: 'tariff'; readonly tariff: Tariff }
  /** Recorded prices in USD/kWh. */
  | { readonly kind: 'hourly'; readonly hourly: HourlyValues }
  | {
      readonly kind: 'wholesale';
      readonly wholesale: WholesaleModel;
      /** Grid charges, taxes and margin on top of the market price, the same in every hour. */
      readonly adderUsdPerKilowattHour: number;
    };

/** The price of each hour of a run (USD/J). Only a wholesale price draws: it differs from replication to replication. */
export function priceSeries(price: PriceModel, start: RunStart, draws: WholesaleDraws): HourlySeries {
  switch (price.kind) {
    case 'constant':
      return HourlySeries.constant(price.usdPerKilowattHour / JOULES_PER_KILOWATT_HOUR);
    case 'tariff': {
      const source = tariffSource(price.tariff, start);
      return HourlySeries.hourly((hour) => source(hour) / JOULES_PER_KILOWATT_HOUR);
    }
    case 'hourly':
      return hourlyValuesSeries(price.hourly, start, 1 / JOULES_PER_KILOWATT_HOUR);
    case 'wholesale': {
      const source = wholesaleSource(price.wholesale, start, draws);
      const adder = price.adderUsdPerKilowattHour / JOULES_PER_KILOWATT_HOUR;
      return HourlySeries.hourly((hour) => source(hour) / JOULES_PER_MEGAWATT_HOUR + adder);
    }
  }
}
