import type { EventLoop } from '../engine/eventLoop.ts';
import type { Conditions } from './conditions.ts';
import { EventKind } from './eventKind.ts';
import type { SimulationInput } from './input.ts';
import { nextMaintenance } from './maintenanceCalendar.ts';
import type { Procedures } from './procedures.ts';
import type { Tell } from './runEvent.ts';

/** Why a job that trains saves its state and stops as planned. */
export type PlannedSave =
  | 'save for maintenance'
  | 'save for demand response'
  | 'save to replace'
  | 'save to grow';

/** Planned stops: maintenance that is due and not done, and pauses that demand response asks for. */
export class PlannedWork {
  private readonly input: SimulationInput;
  private readonly loop: EventLoop;
  private readonly procedures: Procedures;
  private readonly tell: Tell | null;
  private readonly due: number[] = [];
  private readonly conditions: Pick<Conditions, 'demand' | 'start'>;
  /** When the last pause for demand response ends (s). */
  private pausedUntil = Number.NEGATIVE_INFINITY;

  constructor(
    input: SimulationInput,
    loop: EventLoop,
    procedures: Procedures,
    conditions: Pick<Conditions, 'demand' | 'start'>,
    tell: Tell | null,
  ) {
    this.input = input;
    this.loop = loop;
    this.procedures = procedures;
    this.conditions = conditions;
    this.tell = tell;
  }

  start(): void {
    for (let index = 0; index < this.input.maintenance.length; index++) this.plan(index);
  }

  get isDue(): boolean {
    return this.due.length > 0 || this.mustPause;
  }

  /** Whether demand response wants the job to stand still. */
  get mustPause(): boolean {
    const { loop } = this;
    const { demand } = this.conditions;
    if (demand === null) return false;
    // A stage that ends with a call may end before the call is looked at: the next call may begin at the same instant.
    if (demand.nextTime <= loop.now) demand.look(loop.now);
    return demand.pauseUntil > loop.now;
  }

  /** Maintenance falls due, and its next time is planned. False when it still waits for the last time. */
  fallsDue(index: number): boolean {
    this.plan(index);
    if (this.due.includes(index)) return false;
    this.due.push(index);
    return true;
  }

  /** Begins all that is due, side by side: how many there are, and how long the longest takes (s). */
  begin(): { readonly count: number; readonly seconds: number } {
    const { mustPause } = this;
    let seconds = mustPause ? this.conditions.demand!.pauseUntil - this.loop.now : 0;
    for (const index of this.due) {
      const duration = this.procedures.maintenance[index]!.drawDuration();
      this.tell?.('maintenance', { what: this.input.maintenance[index]!.name, expectedSeconds: duration });
      seconds = Math.max(seconds, duration);
    }
    // A call that goes on longer than was known is one pause.
    const isNew = mustPause && this.pausedUntil !== this.loop.now;
    if (mustPause) this.pausedUntil = this.loop.now + seconds;
    const count = this.due.length + Number(isNew);
    this.due.length = 0;
    return { count, seconds };
  }

  private plan(index: number): void {
    const { loop, input, procedures, conditions } = this;
    const procedure = procedures.maintenance[index]!;
    const next = nextMaintenance(input.maintenance[index]!, procedure, loop.now, conditions.start);
    if (next < Number.POSITIVE_INFINITY) loop.schedule(next, EventKind.maintenance, index);
  }
}
