import type { Coolant } from './rideThrough.ts';

/**
 * The inlet of a cooling zone as one heat capacity. Each running unit takes heat in proportion to how far the inlet is above
 * its coolant, so the inlet approaches a balance exponentially; above the supply temperature the units run fully, at it they
 * are controlled. For liquid cooling the units are pumps and the inlet is the water's.
 */
export interface Room {
  readonly setPointCelsius: number;
  /** Inlet at which the zone's nodes are switched off. */
  readonly stopCelsius: number;
  /** Inlet above the coolant at rated load with just the needed units (K). */
  readonly approachKelvin: number;
  /** Units that carry the rated load; what is installed beyond them is redundant. */
  readonly unitsNeeded: number;
  /** From the set-point to the stop at rated load without any unit: this is the room's heat capacity. */
  readonly rideThroughSeconds: number;
}

/** What holds until the next event. */
export interface RoomState {
  /** What the plant delivers when it copes. */
  readonly supplyCelsius: number;
  readonly unitsUp: number;
  /** Heat as a share of the rated load. */
  readonly load: number;
}

/**
 * Defaults. Air: supply of 24 C, the economiser model's; stop at 40 C, the warmest inlet that servers of ASHRAE class A3 are
 * made for (from memory, unverified). Liquid: a cold plate of .05 K/W at 700 W reaches 90 C at 55 C of water. Approach: a
 * judgement.
 */
export const ROOM_TEMPERATURES: Record<
  Coolant,
  Pick<Room, 'setPointCelsius' | 'stopCelsius' | 'approachKelvin'>
> = {
  air: { setPointCelsius: 24, stopCelsius: 40, approachKelvin: 10 },
  liquid: { setPointCelsius: 30, stopCelsius: 55, approachKelvin: 10 },
};

/** Where the inlet (C) would settle with the units that run, were they not controlled; Infinity without any. */
export function balanceCelsius(room: Room, { supplyCelsius, unitsUp, load }: RoomState): number {
  if (unitsUp === 0) return Number.POSITIVE_INFINITY;
  return supplyCelsius + room.approachKelvin * ((load * room.unitsNeeded) / unitsUp - 1);
}

/** Time constant (s) of the approach to the balance; Infinity without any unit, when the inlet rises in a straight line. */
export function roomTimeConstantSeconds(room: Room, unitsUp: number): number {
  return (secondsPerKelvin(room) * room.approachKelvin * room.unitsNeeded) / unitsUp;
}

/** Inlet (C) `seconds` after it was `from`. It is never below what the plant delivers: there its control holds it. */
export function roomCelsius(room: Room, state: RoomState, from: number, seconds: number): number {
  const { supplyCelsius, unitsUp, load } = state;
  const start = Math.max(from, supplyCelsius);
  if (unitsUp === 0) return start + (load * seconds) / secondsPerKelvin(room);
  const balance = balanceCelsius(room, state);
  const end = balance + (start - balance) * Math.exp(-seconds / roomTimeConstantSeconds(room, unitsUp));
  return Math.max(supplyCelsius, end);
}

/** Seconds until the inlet that is now `from` is `target`, on the way up or down; Infinity if it never is. */
export function roomSecondsTo(room: Room, state: RoomState, from: number, target: number): number {
  const { supplyCelsius, unitsUp, load } = state;
  const start = Math.max(from, supplyCelsius);
  if (target === start) return 0;
  if (target < supplyCelsius) return Number.POSITIVE_INFINITY;
  if (unitsUp === 0) {
    return target > start && load > 0
      ? ((target - start) * secondsPerKelvin(room)) / load
      : Number.POSITIVE_INFINITY;
  }
  const balance = balanceCelsius(room, state);
  const ratio = (balance - start) / (balance - target);
  return ratio > 1 && Number.isFinite(ratio)
    ? roomTimeConstantSeconds(room, unitsUp) * Math.log(ratio)
    : Number.POSITIVE_INFINITY;
}

/** Seconds from the loss of units at the supply temperature to the emergency stop; Infinity if those that run suffice. */
export function secondsToStop(room: Room, state: RoomState): number {
  return roomSecondsTo(room, state, state.supplyCelsius, room.stopCelsius);
}

/** Seconds at rated load and without cooling for each degree. */
function secondsPerKelvin(room: Room): number {
  return room.rideThroughSeconds / (room.stopCelsius - room.setPointCelsius);
}
