import {
  balanceCelsius,
  type Room,
  type RoomState,
  roomCelsius,
  roomSecondsTo,
} from '../../model/plant/room.ts';

/** While a room warms or cools, whoever asks for its inlet sees it in steps of this (K). */
const STEP_KELVIN = 1;
/** An inlet this close to the stop is there: times of events are rounded. */
const ROUNDING_KELVIN = 1e-6;
/** A load this close to the one before counts as the same: heat slows the job, which then heats less. */
const LOAD_STEP = 1e-3;

/** What an advance has brought. */
export interface RoomChange {
  /** Zones that have just reached the inlet at which their nodes are switched off. */
  readonly stops: readonly number[];
  /** Zones that have just become cool enough, with units enough, to be switched on again. */
  readonly restarts: readonly number[];
}

/**
 * The inlet of each cooling zone. A zone whose units suffice is at the supply temperature. One that has lost units warms
 * exponentially towards its balance (in a straight line without any unit), to the emergency stop if that comes first, and
 * cools back when they return. Only such zones cost anything; the exact times of steps, stops and restarts are those of
 * the closed form in `model/plant/room.ts`.
 */
export class ZoneRooms {
  /** By zone (C); changes in steps. */
  readonly inletCelsius: Float64Array;
  private readonly room: Room;
  private readonly unitsInstalled: number;
  private readonly unitsUp: Int32Array;
  private readonly isStopped: Uint8Array;
  /** When `inletCelsius` of a zone was read (s). */
  private readonly readAt: Float64Array;
  /** Zones that are not simply at the supply temperature with all their units. */
  private readonly troubled = new Set<number>();
  private supply: number;
  private load = 1;
  /** Whether a zone has settled since the last `advance`. */
  private hasSettled = false;
  private outages = 0;

  constructor(room: Room, zones: number, unitsInstalled: number, supplyCelsius: number) {
    this.room = room;
    this.unitsInstalled = unitsInstalled;
    this.supply = supplyCelsius;
    this.inletCelsius = new Float64Array(zones).fill(supplyCelsius);
    this.unitsUp = new Int32Array(zones).fill(unitsInstalled);
    this.isStopped = new Uint8Array(zones);
    this.readAt = new Float64Array(zones);
    // A run may start in weather that is too hot: the first `advance` stops every zone.
    if (supplyCelsius < room.stopCelsius) return;
    for (let zone = 0; zone < zones; zone++) this.troubled.add(zone);
    this.hasSettled = true;
  }

  /** What the plant delivers (C). */
  get supplyCelsius(): number {
    return this.supply;
  }

  /** Whether any zone is not at the supply temperature, or short of units. */
  get isTroubled(): boolean {
    return this.troubled.size > 0;
  }

  get unitsRunning(): number {
    return this.unitsUp.reduce((sum, units) => sum + units, 0);
  }

  isStoppedZone(zone: number): boolean {
    return this.isStopped[zone] === 1;
  }

  isWarm(zone: number): boolean {
    return this.inletCelsius[zone]! > this.supply;
  }

  /** The outdoor temperature has moved the supply: zones that cope follow at once, within minutes in the world. */
  setSupply(now: number, celsius: number): void {
    if (celsius === this.supply) return;
    for (const zone of this.troubled) this.read(zone, now);
    const before = this.supply;
    this.supply = celsius;
    for (let zone = 0; zone < this.inletCelsius.length; zone++) {
      if (this.inletCelsius[zone] === before || this.inletCelsius[zone]! < celsius) {
        this.inletCelsius[zone] = celsius;
        this.readAt[zone] = now;
      }
    }
    // A supply that is itself too hot stops every zone, at the next `advance`.
    for (let zone = 0; celsius >= this.room.stopCelsius && zone < this.inletCelsius.length; zone++)
      this.troubled.add(zone);
    for (const zone of this.troubled) this.settleIfClose(zone);
  }

  /** Heat of each running zone as a share of the rated load from `now` on. */
  setLoad(now: number, load: number): void {
    if (Math.abs(load - this.load) < LOAD_STEP) return;
    for (const zone of this.troubled) this.read(zone, now);
    this.load = load;
    for (const zone of this.troubled) this.settleIfClose(zone);
  }

  /** One unit of this zone fails (-1) or runs again (+1). */
  changeUnits(now: number, zone: number, by: 1 | -1): void {
    this.read(zone, now);
    this.unitsUp[zone]! += by;
    this.troubled.add(zone);
    this.settleIfClose(zone);
  }

  /** The zone of the `index`-th running unit. */
  zoneOfUnit(index: number): number {
    let left = index;
    for (let zone = 0; zone < this.unitsUp.length; zone++) {
      left -= this.unitsUp[zone]!;
      if (left < 0) return zone;
    }
    throw new RangeError(`there is no running unit ${index}`);
  }

  /** All units of the site stand still, or run again. */
  changeOutage(now: number, by: 1 | -1): void {
    for (let zone = 0; zone < this.inletCelsius.length; zone++) {
      this.read(zone, now);
      this.troubled.add(zone);
    }
    this.outages += by;
    for (const zone of this.troubled) this.settleIfClose(zone);
  }

  /** When the next step, stop or restart is due (s): at once if a zone has just settled, Infinity while nothing moves. */
  nextTime(): number {
    if (this.hasSettled) return 0;
    let next = Number.POSITIVE_INFINITY;
    for (const zone of this.troubled) {
      const target = this.nextTarget(zone);
      if (target === null) continue;
      const celsius = this.inletCelsius[zone]!;
      const seconds = roomSecondsTo(this.room, this.stateOf(zone), celsius, target);
      next = Math.min(next, this.readAt[zone]! + seconds);
    }
    return next;
  }

  /** Brings the moving zones up to `now`: what must be switched off, and what may be switched on. */
  advance(now: number): RoomChange {
    this.hasSettled = false;
    const stops: number[] = [];
    const restarts: number[] = [];
    for (const zone of this.troubled) {
      this.read(zone, now);
      this.settleIfClose(zone);
      if (this.isStopped[zone] === 0 && this.inletCelsius[zone]! >= this.room.stopCelsius - ROUNDING_KELVIN) {
        this.isStopped[zone] = 1;
        stops.push(zone);
      } else if (this.isStopped[zone] === 1 && this.mayRestart(zone)) {
        this.isStopped[zone] = 0;
        restarts.push(zone);
      }
      const isWell = this.unitsUp[zone] === this.unitsInstalled && this.outages === 0;
      if (isWell && this.isStopped[zone] === 0 && this.inletCelsius[zone] === this.supply) {
        this.troubled.delete(zone);
      }
    }
    return { stops, restarts };
  }

  /** The temperature at which the zone has its next event; null if it stays where it is. */
  private nextTarget(zone: number): number | null {
    const celsius = this.inletCelsius[zone]!;
    const end = this.endOf(zone);
    if (end === celsius) return null;
    if (end < celsius) return Math.max(end, celsius - STEP_KELVIN);
    const { stopCelsius } = this.room;
    return this.isStopped[zone] === 1 ? celsius + STEP_KELVIN : Math.min(stopCelsius, celsius + STEP_KELVIN);
  }

  /** Where the zone is heading (C). */
  private endOf(zone: number): number {
    const state = this.stateOf(zone);
    if (state.unitsUp === 0 && state.load === 0) return this.inletCelsius[zone]!;
    return Math.max(this.supply, balanceCelsius(this.room, state));
  }

  /** The last step is taken at once: an exponential never arrives. */
  private settleIfClose(zone: number): void {
    const end = this.endOf(zone);
    const step = end - this.inletCelsius[zone]!;
    if (step === 0 || Math.abs(step) > STEP_KELVIN) return;
    if (step > 0 && end >= this.room.stopCelsius) return;
    this.inletCelsius[zone] = end;
    this.hasSettled = true;
  }

  private mayRestart(zone: number): boolean {
    const units = this.stateOf(zone).unitsUp;
    if (this.inletCelsius[zone]! > this.supply || this.supply >= this.room.stopCelsius || units === 0)
      return false;
    const loaded = { supplyCelsius: this.supply, unitsUp: units, load: 1 };
    return balanceCelsius(this.room, loaded) < this.room.stopCelsius;
  }

  private stateOf(zone: number): RoomState {
    return {
      supplyCelsius: this.supply,
      unitsUp: this.outages > 0 ? 0 : this.unitsUp[zone]!,
      load: this.isStopped[zone] === 1 ? 0 : this.load,
    };
  }

  private read(zone: number, now: number): void {
    const seconds = now - this.readAt[zone]!;
    this.readAt[zone] = now;
    const end = this.endOf(zone);
    if (seconds <= 0 || end === this.inletCelsius[zone]) return;
    this.inletCelsius[zone] = roomCelsius(this.room, this.stateOf(zone), this.inletCelsius[zone]!, seconds);
  }
}
