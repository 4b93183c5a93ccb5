import type { EventLoop } from '../engine/eventLoop.ts';
import type { RandomStreams } from '../engine/randomStreams.ts';
import { gpuWattsOf } from '../model/nodePower.ts';
import { supplyCelsius } from '../model/plant/supply.ts';
import { type RunStart, secondsIntoHour } from '../model/price/calendar.ts';
import { HOUR } from '../model/price/units.ts';
import type { EnergyMeter } from './energyMeter.ts';
import type { Fleet } from './fleet.ts';
import { GpuHeat } from './heat/gpuHeat.ts';
import { PlantFailures } from './heat/plantFailures.ts';
import type { TemperatureHazard } from './heat/temperatureHazard.ts';
import { type RoomChange, ZoneRooms } from './heat/zoneRooms.ts';
import type { SimulationInput } from './input.ts';
import { DemandResponse } from './power/demandResponse.ts';
import { PowerCap } from './power/powerCap.ts';
import { NodeState } from './record.ts';
import type { Tell } from './runEvent.ts';
import type { SiteWeather } from './site/siteWeather.ts';

/** Hours that are looked ahead for the next change; beyond them it is looked again. */
const LOOK_AHEAD_HOURS = 168;
const NOTHING: RoomChange = { stops: [], restarts: [] };

/** What holds the clocks of the job down. */
export interface Clocks {
  /** Speed of all GPUs under the power that the site may take. */
  readonly capSpeed: number;
  /** Speed of the hottest GPU; 1 where nothing throttles. */
  readonly heatSpeed: number;
  /** Whether its zone is warmer than the plant's supply: the plant has failed there. */
  readonly isPlantToBlame: boolean;
  /** GPU power as a multiple of that at the set-point. */
  readonly leakage: number;
}

const FREE: Clocks = { capSpeed: 1, heatSpeed: 1, isPlantToBlame: false, leakage: 1 };

/**
 * What the site lets the job do: weather, cooling and its failures, the heat of the GPUs, caps and demand response. They
 * change at full hours, with the plant, and as rooms warm or cool; between those events all of it is constant.
 */
export class Conditions {
  readonly heat: GpuHeat | null;
  readonly rooms: ZoneRooms | null;
  readonly failures: PlantFailures | null;
  readonly demand: DemandResponse | null;
  private readonly input: SimulationInput;
  private readonly weather: SiteWeather;
  private readonly fleet: Fleet;
  private readonly cap: PowerCap | null;
  private readonly offset: number;
  /** When the supply, or what a cap leaves, changes next (s). */
  private hourNext = Number.POSITIVE_INFINITY;
  private plantNext = Number.POSITIVE_INFINITY;

  constructor(
    input: SimulationInput,
    streams: RandomStreams,
    weather: SiteWeather,
    fleet: Fleet,
    meter: EnergyMeter,
    loop: EventLoop,
    tell: Tell | null,
  ) {
    const { heat, power } = input;
    this.input = input;
    this.weather = weather;
    this.fleet = fleet;
    this.offset = secondsIntoHour(weather.start);
    this.heat = heat === null ? null : new GpuHeat(input, heat, streams);
    this.rooms =
      heat === null || this.heat === null
        ? null
        : new ZoneRooms(
            heat.room,
            this.heat.zones,
            heat.plant?.unitsPerZone ?? heat.room.unitsNeeded,
            this.supplyIn(0),
          );
    this.failures =
      heat === null || heat.plant === null || this.rooms === null
        ? null
        : new PlantFailures(heat.plant, this.rooms, streams, loop, tell);
    this.demand =
      power.demandResponse.length === 0
        ? null
        : new DemandResponse(power.demandResponse, weather.start, meter.price, streams, loop, tell);
    this.cap =
      power.capFacilityWatts === Number.POSITIVE_INFINITY && heat === null && this.demand === null
        ? null
        : new PowerCap(input, fleet, meter);
  }

  /** When the run starts, in the site's time. */
  get start(): RunStart {
    return this.weather.start;
  }

  begin(): void {
    this.demand?.begin();
    this.plantNext = this.failures?.nextTime() ?? Number.POSITIVE_INFINITY;
    this.findNextHour(0);
  }

  /** When something changes next (s). */
  nextTime(now: number): number {
    if (this.cap === null) return Number.POSITIVE_INFINITY;
    const { rooms, demand } = this;
    let next = Math.min(this.hourNext, this.plantNext, demand?.nextTime ?? Number.POSITIVE_INFINITY);
    if (rooms?.isTroubled) {
      rooms.setLoad(now, this.load);
      next = Math.min(next, rooms.nextTime());
    }
    return Math.max(now, next);
  }

  /** Brings everything up to `now`. */
  advance(now: number): RoomChange {
    const { rooms, demand, failures } = this;
    if (demand !== null && demand.nextTime <= now) demand.look(now);
    if (rooms === null) {
      this.findNextHour(now);
      return NOTHING;
    }
    if (rooms.isTroubled) rooms.setLoad(now, this.load);
    rooms.setSupply(now, this.supplyIn(this.hourAt(now)));
    if (failures !== null && this.plantNext <= now) {
      rooms.setLoad(now, this.load);
      failures.strike(now);
      this.plantNext = failures.nextTime();
    }
    this.findNextHour(now);
    return rooms.isTroubled ? rooms.advance(now) : NOTHING;
  }

  /** A cooling unit is mended, or an outage is over. */
  coolingReturns(now: number, payload: number): RoomChange {
    this.failures!.ends(now, payload);
    this.plantNext = this.failures!.nextTime();
    return this.advance(now);
  }

  demandHappens(now: number, programme: number): void {
    this.demand!.happens(now, programme);
    this.findNextHour(now);
  }

  /** What holds the clocks down at `now` in a phase of the training. */
  clocks(now: number, phase: number): Clocks {
    const { heat, rooms, cap } = this;
    if (cap === null) return FREE;
    cap.setPhase(phase);
    heat?.setPhase(phase);
    const leakage = this.leakage;
    const capSpeed = cap.speed(this.capWatts, this.hourAt(now), leakage);
    // What a cap leaves depends on the nodes that run: those of now, not those at the last full hour that was looked at.
    if (now < this.hourNext) this.findNextHour(now);
    if (heat === null || rooms === null) return { capSpeed, heatSpeed: 1, isPlantToBlame: false, leakage };
    if (!rooms.isTroubled) {
      const point = heat.slowestAt(rooms.supplyCelsius);
      heat.trains(rooms.inletCelsius, point, capSpeed);
      return { capSpeed, heatSpeed: point.speed, isPlantToBlame: false, leakage };
    }
    const point = heat.slowest(rooms.inletCelsius);
    heat.trains(rooms.inletCelsius, point, capSpeed);
    return { capSpeed, heatSpeed: point.speed, isPlantToBlame: rooms.isWarm(point.zone), leakage };
  }

  get wattsBesideJob(): number {
    return this.fleet.wattsBesideJob;
  }

  /** Whether a cap leaves another power than when the pace was taken, because spares came or went. */
  capDependsOnPools({ wattsBesideJob }: { readonly wattsBesideJob: number }): boolean {
    return this.capWatts < Number.POSITIVE_INFINITY && wattsBesideJob !== this.fleet.wattsBesideJob;
  }

  /** Power of a node of the job in training with these clocks, while nothing makes it wait (W). */
  nodeWatts({ capSpeed, leakage }: Clocks): number | null {
    return this.cap === null ? null : this.cap.nodeWatts(capSpeed, leakage);
  }

  /** Tells a kind of fault how warm the GPUs are at what they draw now. */
  temper(hazard: TemperatureHazard): void {
    const { heat, rooms, fleet, input } = this;
    if (heat === null || rooms === null) return;
    const meanInlet = this.meanInlet;
    const ofJob = gpuWattsOf(input.power.node, fleet.jobNodeWatts);
    const beside = gpuWattsOf(input.power.node, input.power.nodeWatts[NodeState.standby]!);
    const given = heat.givenFaultMean(hazard.model);
    const factorsAt = (inlet: number) => ({
      ofJob: heat.faultMean(hazard.model, inlet, meanInlet, ofJob) / given,
      beside: heat.faultMean(hazard.model, inlet, meanInlet, beside) / given,
    });
    if (rooms.isTroubled) {
      hazard.setZones((zone) => (rooms.isStoppedZone(zone) ? null : factorsAt(rooms.inletCelsius[zone]!)));
      return;
    }
    const factors = factorsAt(meanInlet);
    hazard.setAll(factors.ofJob, factors.beside);
  }

  private get leakage(): number {
    // It grows in a straight line with the inlet: that of the mean is the mean.
    return this.heat === null ? 1 : this.heat.leakage(this.meanInlet);
  }

  /** Of the zones that are not switched off (C). */
  private get meanInlet(): number {
    const rooms = this.rooms!;
    if (!rooms.isTroubled) return rooms.supplyCelsius;
    const { inletCelsius } = rooms;
    let sum = 0;
    let running = 0;
    for (let zone = 0; zone < inletCelsius.length; zone++) {
      if (rooms.isStoppedZone(zone)) continue;
      sum += inletCelsius[zone]!;
      running += 1;
    }
    return running === 0 ? rooms.supplyCelsius : sum / running;
  }

  private get capWatts(): number {
    const { capFacilityWatts } = this.input.power;
    return this.demand === null ? capFacilityWatts : Math.min(capFacilityWatts, this.demand.capWatts);
  }

  /** Heat of a running zone over that of training. */
  private get load(): number {
    return this.fleet.activityShare;
  }

  private hourAt(now: number): number {
    // An event at an hour's boundary belongs to the hour that begins.
    return Math.floor((now + this.offset) / HOUR + 1e-9);
  }

  private supplyIn(hour: number): number {
    const { heat } = this.input;
    const outdoor = this.weather.outdoorCelsius;
    if (heat === null) return 0;
    const { room, designOutdoorCelsius } = heat;
    if (outdoor === null) return room.setPointCelsius;
    return supplyCelsius(
      { setPointCelsius: room.setPointCelsius, designOutdoorCelsius },
      outdoor.inHour(hour),
    );
  }

  /** Looks for the next full hour at which the supply, or what a tight cap leaves, is another one. */
  private findNextHour(now: number): void {
    const hour = this.hourAt(now);
    const followsWeather = this.rooms !== null && this.weather.outdoorCelsius !== null;
    const { capWatts, cap } = this;
    const followsCap = cap !== null && capWatts < Number.POSITIVE_INFINITY && !cap.isSteady;
    if (!followsWeather && !followsCap) {
      this.hourNext = Number.POSITIVE_INFINITY;
      return;
    }
    const supply = this.supplyIn(hour);
    const wasTight = followsCap && cap.isTight(capWatts, hour, this.leakage);
    const last = Math.min(hour + LOOK_AHEAD_HOURS, this.lastHour);
    let next = hour + 1;
    for (; next < last; next++) {
      if (followsWeather && this.supplyIn(next) !== supply) break;
      if (followsCap && (wasTight || cap.isTight(capWatts, next, this.leakage))) break;
    }
    this.hourNext = next * HOUR - this.offset;
  }

  /** Recorded weather may end; it is an error to run on, not to look ahead. */
  private get lastHour(): number {
    return (this.weather.outdoorCelsius?.endHour ?? Number.POSITIVE_INFINITY) - 1;
  }
}
