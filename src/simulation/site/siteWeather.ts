import type { RandomStreams } from '../../engine/randomStreams.ts';
import type { RunStart } from '../../model/price/calendar.ts';
import type { HourlySeries } from '../../model/price/hourlySeries.ts';
import type { SimulationInput } from '../input.ts';
import { createSeries, startOf } from './siteSeries.ts';

/** When this replication starts and what the weather is then, hour by hour: one draw for all who ask. */
export class SiteWeather {
  readonly start: RunStart;
  /** Outdoor temperature (C); null where the site has no climate. */
  readonly outdoorCelsius: HourlySeries | null;

  constructor(input: SimulationInput, streams: RandomStreams) {
    this.start = startOf(input.start, streams);
    const { outdoorCelsius } = input.site;
    this.outdoorCelsius =
      outdoorCelsius === null ? null : createSeries(outdoorCelsius, 'weather', this.start, streams);
  }
}
