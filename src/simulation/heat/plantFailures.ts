import { createDistribution } from '../../engine/distributions/createDistribution.ts';
import type { EventLoop } from '../../engine/eventLoop.ts';
import type { RandomStream } from '../../engine/randomStream.ts';
import type { RandomStreams } from '../../engine/randomStreams.ts';
import { EventKind } from '../eventKind.ts';
import { HazardClock } from '../hazardClock.ts';
import type { Tell } from '../runEvent.ts';
import type { PlantInput } from './input.ts';
import type { ZoneRooms } from './zoneRooms.ts';

/** Payload of the end of a site-wide outage; repairs of units carry their zone. */
const OUTAGE = -1;

/** Failures of cooling units, memoryless in running time, their repairs, and outages of the whole plant. */
export class PlantFailures {
  unitFailures = 0;
  outages = 0;
  private readonly loop: EventLoop;
  private readonly rooms: ZoneRooms;
  private readonly tell: Tell | null;
  private readonly units: HazardClock | null;
  private readonly victim: RandomStream;
  private readonly drawRepair: () => number;
  private readonly drawOutageGap: () => number;
  private readonly drawOutage: () => number;
  private advancedTo = 0;
  private nextOutage: number;

  constructor(
    plant: PlantInput,
    rooms: ZoneRooms,
    streams: RandomStreams,
    loop: EventLoop,
    tell: Tell | null,
  ) {
    this.loop = loop;
    this.rooms = rooms;
    this.tell = tell;
    const { failuresPerUnitSecond, repair, outage } = plant;
    const stream = streams.stream('cooling unit failure');
    this.units =
      failuresPerUnitSecond > 0
        ? new HazardClock([{ index: 0, meanExposure: 1 / failuresPerUnitSecond, stream }], null)
        : null;
    this.victim = streams.stream('cooling unit');
    const repairTime = createDistribution(repair);
    const repairLuck = streams.stream('cooling unit repair');
    this.drawRepair = () => repairTime.quantile(repairLuck.uniform());
    const perSecond = outage?.perSecond ?? 0;
    const gapLuck = streams.stream('cooling outage');
    this.drawOutageGap = () => (perSecond > 0 ? gapLuck.exponential() / perSecond : Number.POSITIVE_INFINITY);
    const outageTime = createDistribution(outage?.duration ?? { kind: 'fixed', value: 0 });
    const outageLuck = streams.stream('cooling outage duration');
    this.drawOutage = () => outageTime.quantile(outageLuck.uniform());
    this.nextOutage = this.drawOutageGap();
  }

  /** When the next unit fails or the next outage begins (s). */
  nextTime(): number {
    const unit = this.units?.wait(0, this.rooms.unitsRunning) ?? Number.POSITIVE_INFINITY;
    return Math.min(this.advancedTo + unit, this.nextOutage);
  }

  /** What `nextTime` announced happens, if it is due. */
  strike(now: number): void {
    const isUnit = this.units !== null && now < this.nextOutage && now >= this.nextTime();
    this.advance(now);
    const { rooms, loop } = this;
    if (isUnit) {
      this.units!.strike();
      this.unitFailures += 1;
      const zone = rooms.zoneOfUnit(this.victim.integerBelow(rooms.unitsRunning));
      const seconds = this.drawRepair();
      this.tell?.('cooling unit fails', { what: `zone ${zone}`, expectedSeconds: seconds });
      rooms.changeUnits(now, zone, -1);
      loop.schedule(now + seconds, EventKind.cooling, zone);
    } else if (now >= this.nextOutage) {
      this.outages += 1;
      const seconds = this.drawOutage();
      this.nextOutage = now + seconds + this.drawOutageGap();
      this.tell?.('cooling plant stops', { expectedSeconds: seconds });
      rooms.changeOutage(now, 1);
      loop.schedule(now + seconds, EventKind.cooling, OUTAGE);
    }
  }

  /** A repair or an outage ends. */
  ends(now: number, payload: number): void {
    this.advance(now);
    if (payload === OUTAGE) {
      this.tell?.('cooling plant runs');
      this.rooms.changeOutage(now, -1);
      return;
    }
    this.tell?.('cooling unit runs', { what: `zone ${payload}` });
    this.rooms.changeUnits(now, payload, 1);
  }

  /** Books the exposure of the running units; call it before their number changes. */
  private advance(now: number): void {
    this.units?.advance(this.advancedTo, now, this.rooms.unitsRunning);
    this.advancedTo = now;
  }
}
