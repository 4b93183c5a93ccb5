import type { EventLoop } from '../engine/eventLoop.ts';
import { EventKind } from './eventKind.ts';
import type { SimulationInput } from './input.ts';
import type { Job } from './job.ts';
import type { SiteEvents } from './siteEvents.ts';
import { SpendingRate } from './spendingRate.ts';
import type { TokenHazard } from './tokenHazard.ts';

/** The alarms that follow from the state: the next fault, shown fault, loss spike, and the end of the money. */
export class PendingEvents {
  private readonly loop: EventLoop;
  private readonly job: Job;
  private readonly site: SiteEvents;
  private readonly tokens: TokenHazard;
  private readonly spending: SpendingRate | null;

  constructor(input: SimulationInput, loop: EventLoop, job: Job, site: SiteEvents, tokens: TokenHazard) {
    this.loop = loop;
    this.job = job;
    this.site = site;
    this.tokens = tokens;
    const { fleet, meter, disruptions } = job;
    this.spending =
      input.limits.budgetUsd === null ? null : new SpendingRate(input, fleet, meter, disruptions.shop);
  }

  /** Sets them anew after anything has happened. */
  follow(): void {
    const { loop, tokens, spending } = this;
    const { clock, progress, disruptions, conditions } = this.job;
    const { now } = loop;
    const { isTraining } = clock;
    const never = Number.POSITIVE_INFINITY;
    this.site.followPools();
    this.site.followPower();
    disruptions.followFaults();
    loop.setAlarm(EventKind.conditions, conditions.nextTime(now));
    loop.setAlarm(EventKind.latent, isTraining ? Math.max(now, disruptions.nextLatent) : never);
    if (tokens.isActive) {
      const time = isTraining ? tokens.nextTime(progress) : never;
      loop.setAlarm(EventKind.tokens, time <= clock.end ? Math.max(now, time) : never);
    }
    if (spending === null) return;
    const time = spending.exhaustedAt(now, isTraining ? progress.segment : null);
    loop.setAlarm(EventKind.budget, Math.max(now, time));
  }
}
