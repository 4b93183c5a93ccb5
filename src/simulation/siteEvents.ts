import type { EventLoop } from '../engine/eventLoop.ts';
import type { RoomChange } from './heat/zoneRooms.ts';
import type { Job } from './job.ts';

/** What the site does to the job: weather, cooling plant, rooms, caps and demand response change. */
export class SiteEvents {
  private readonly job: Job;
  private readonly loop: EventLoop;
  /** Power of a node of the job when the temperature was last looked at (W). */
  private nodeWatts = Number.NaN;

  constructor(job: Job, loop: EventLoop) {
    this.job = job;
    this.loop = loop;
  }

  /** The alarm of the conditions has gone off. */
  conditionsChange(): void {
    this.apply(this.job.conditions.advance(this.loop.now));
  }

  /** A cooling unit runs again, or an outage of the plant is over. */
  coolingReturns(payload: number): void {
    this.apply(this.job.conditions.coolingReturns(this.loop.now, payload));
  }

  /** A random programme of demand response is called, or ends. */
  demandChanges(programme: number): void {
    this.job.conditions.demandHappens(this.loop.now, programme);
    this.conditionsChange();
  }

  /** Spares came or went: under a cap that leaves the job more or less power. */
  followPools(): void {
    const { conditions, disruptions } = this.job;
    if (conditions.capDependsOnPools(disruptions.tempo)) this.job.paceMayChange();
  }

  /** The GPUs of the job draw another power, and are as warm as it makes them. */
  followPower(): void {
    const { fleet, disruptions } = this.job;
    if (fleet.jobNodeWatts === this.nodeWatts) return;
    this.nodeWatts = fleet.jobNodeWatts;
    disruptions.temperatureChanged();
  }

  private apply({ stops, restarts }: RoomChange): void {
    const { job } = this;
    const { disruptions } = job;
    if (stops.length > 0) disruptions.switchOff(stops);
    for (const zone of restarts) {
      disruptions.switchOn(zone);
      job.nodesCameBack();
    }
    disruptions.temperatureChanged();
    if (job.clock.isTraining && job.mustPause) job.save('save for demand response');
    else job.paceMayChange();
  }
}
