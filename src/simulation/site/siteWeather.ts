import type { RandomStreams } from '../../engine/randomStreams.ts';
import type { RunStart } from '../../model/price/calendar.ts';
import type { HourlySeries } from '../../model/price/hourlySeries.ts';
import type { SimulationInput } from '../input.ts';
import { createSeries, startOf } from './siteSeries.ts';

/**
 * When this replication starts and what weather it has: made once, so that all that follows the weather sees the same. The
 * stream `weather` depends on nothing else, so that two settings compared at the same replication have the same days.
 */
export class SiteWeather {
  readonly start: RunStart;
  /** Hour by hour of the run (C); null for a site without a climate. */
  readonly outdoorCelsius: HourlySeries | null;

  constructor(input: Pick<SimulationInput, 'start' | 'site'>, streams: RandomStreams) {
    this.start = startOf(input.start, streams);
    const { outdoorCelsius } = input.site;
    this.outdoorCelsius =
      outdoorCelsius === null ? null : createSeries(outdoorCelsius, 'weather', this.start, streams);
  }
}
