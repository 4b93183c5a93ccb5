import { createDistribution } from '../../engine/distributions/createDistribution.ts';
import type { EventLoop } from '../../engine/eventLoop.ts';
import type { RandomStreams } from '../../engine/randomStreams.ts';
import { calendarHour, type RunStart, secondsIntoHour } from '../../model/price/calendar.ts';
import type { HourlySeries } from '../../model/price/hourlySeries.ts';
import { holdsHour } from '../../model/price/tariff.ts';
import { HOUR } from '../../model/price/units.ts';
import { EventKind } from '../eventKind.ts';
import type { Tell } from '../runEvent.ts';
import type { DemandResponseInput, DemandTrigger } from './input.ts';

/**
 * Hours that are looked ahead for the next change; beyond them it is looked again. Prices are worked out as far as they are
 * looked at, the calendar costs nothing.
 */
const LOOK_AHEAD_HOURS = { price: 168, hours: 8784 } as const;

type Timed = Exclude<DemandTrigger, { kind: 'random' }>;

interface Programme {
  readonly input: DemandResponseInput;
  /** Whether it is called now. */
  isCalled: boolean;
  /** When it ends as far as is known (s). */
  until: number;
  /** When it is looked at again (s); Infinity for random ones, which have events of their own. */
  next: number;
}

/** Programmes of demand response: which are called, until when, and what they ask of the job. */
export class DemandResponse {
  /** Seconds for which at least one programme was called. */
  calledSeconds = 0;
  private readonly programmes: readonly Programme[];
  private readonly start: RunStart;
  private readonly price: HourlySeries;
  private readonly loop: EventLoop;
  private readonly tell: Tell | null;
  private readonly draws: readonly { readonly gap: () => number; readonly duration: () => number }[];
  private countedTo = 0;

  constructor(
    inputs: readonly DemandResponseInput[],
    start: RunStart,
    price: HourlySeries,
    streams: RandomStreams,
    loop: EventLoop,
    tell: Tell | null,
  ) {
    this.start = start;
    this.price = price;
    this.loop = loop;
    this.tell = tell;
    this.programmes = inputs.map((input) => ({ input, isCalled: false, until: 0, next: 0 }));
    this.draws = inputs.map(({ name, trigger }) => {
      const luck = streams.stream(`demand response ${name}`);
      if (trigger.kind !== 'random') return { gap: NEVER, duration: NEVER };
      const duration = createDistribution(trigger.duration);
      return {
        gap: () =>
          trigger.perSecond > 0 ? luck.exponential() / trigger.perSecond : Number.POSITIVE_INFINITY,
        duration: () => duration.quantile(luck.uniform()),
      };
    });
  }

  begin(): void {
    this.programmes.forEach((programme, index) => {
      if (programme.input.trigger.kind !== 'random') return;
      programme.next = Number.POSITIVE_INFINITY;
      this.schedule(this.draws[index]!.gap(), index);
    });
    this.look(0);
  }

  /** When a timed programme may change (s). */
  get nextTime(): number {
    return this.programmes.reduce((least, { next }) => Math.min(least, next), Number.POSITIVE_INFINITY);
  }

  /** The job must pause until this time (s); 0 for no pause. */
  get pauseUntil(): number {
    return this.programmes.reduce(
      (latest, { isCalled, until, input }) =>
        isCalled && input.action.kind === 'pause' ? Math.max(latest, until) : latest,
      0,
    );
  }

  /** The facility power that is asked for now (W); Infinity for none. */
  get capWatts(): number {
    return this.programmes.reduce(
      (least, { isCalled, input }) =>
        isCalled && input.action.kind === 'cap' ? Math.min(least, input.action.facilityWatts) : least,
      Number.POSITIVE_INFINITY,
    );
  }

  /** Looks at the timed programmes that are due. */
  look(now: number): void {
    this.count(now);
    for (const programme of this.programmes) {
      const { trigger } = programme.input;
      if (trigger.kind === 'random' || programme.next > now) continue;
      const hour = this.hourAt(now);
      const isCalled = this.holds(trigger, hour);
      let next = hour + 1;
      const ends = trigger.kind === 'price' ? this.price.endHour - 1 : Number.POSITIVE_INFINITY;
      const last = Math.min(hour + LOOK_AHEAD_HOURS[trigger.kind], ends);
      while (next < last && this.holds(trigger, next) === isCalled) next += 1;
      programme.next = next * HOUR - secondsIntoHour(this.start);
      this.change(programme, isCalled, programme.next);
    }
  }

  /** The event of a random programme: it is called, or it ends. */
  happens(now: number, index: number): void {
    this.count(now);
    const programme = this.programmes[index]!;
    if (programme.isCalled) {
      this.change(programme, false, now);
      this.schedule(now + this.draws[index]!.gap(), index);
      return;
    }
    const until = now + this.draws[index]!.duration();
    this.change(programme, true, until);
    this.schedule(until, index);
  }

  /** Books the time up to now. */
  count(now: number): void {
    if (this.programmes.some(({ isCalled }) => isCalled)) this.calledSeconds += now - this.countedTo;
    this.countedTo = now;
  }

  private change(programme: Programme, isCalled: boolean, until: number): void {
    const { input } = programme;
    if (isCalled && !programme.isCalled) {
      this.tell?.('demand response', { what: input.name, expectedSeconds: until - this.loop.now });
    } else if (!isCalled && programme.isCalled) this.tell?.('demand response ends', { what: input.name });
    programme.isCalled = isCalled;
    programme.until = until;
  }

  private schedule(time: number, index: number): void {
    if (time < Number.POSITIVE_INFINITY) this.loop.schedule(time, EventKind.demand, index);
  }

  private hourAt(now: number): number {
    // An event at an hour's boundary belongs to the hour that begins.
    return Math.floor((now + secondsIntoHour(this.start)) / HOUR + 1e-9);
  }

  private holds(trigger: Timed, hour: number): boolean {
    if (trigger.kind === 'price') return this.price.inHour(hour) > trigger.aboveUsdPerJoule;
    return holdsHour(trigger.window, calendarHour(this.start, hour));
  }
}

const NEVER = (): number => Number.POSITIVE_INFINITY;
