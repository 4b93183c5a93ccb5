import type { RandomStream } from '../engine/randomStream.ts';
import type { RandomStreams } from '../engine/randomStreams.ts';
import type { SimulationInput } from './input.ts';
import type { Progress } from './progress.ts';

/** What training more tokens brings: loss spikes and fatal divergence, memoryless in tokens trained, redone ones too. */
export class TokenHazard {
  readonly isActive: boolean;
  private readonly tokensPerNominalSecond: Float64Array;
  private readonly spikeTokens: number;
  private readonly luck: RandomStream;
  private spikeAt = Number.POSITIVE_INFINITY;
  private divergenceAt = Number.POSITIVE_INFINITY;

  constructor({ job, spikes, divergencePerToken }: SimulationInput, streams: RandomStreams) {
    this.tokensPerNominalSecond = Float64Array.from(
      job.phases,
      ({ tokens, nominalSeconds }) => tokens / nominalSeconds,
    );
    this.spikeTokens = spikes === null ? Number.POSITIVE_INFINITY : 1 / spikes.perToken;
    this.luck = streams.stream('loss spike');
    this.isActive = spikes !== null || divergencePerToken > 0;
    if (spikes !== null) this.spikeAt = this.spikeTokens * this.luck.exponential();
    if (divergencePerToken > 0) {
      this.divergenceAt = streams.stream('divergence').exponential() / divergencePerToken;
    }
  }

  /** When it comes if the present segment of training goes on (s). */
  nextTime(progress: Progress): number {
    const { tokensPerNominalSecond } = this;
    let executed = 0;
    for (let phase = 0; phase < tokensPerNominalSecond.length; phase++) {
      executed += progress.executed[phase]! * tokensPerNominalSecond[phase]!;
    }
    const tokens = Math.min(this.spikeAt, this.divergenceAt) - executed;
    if (tokens === Number.POSITIVE_INFINITY) return tokens;
    return progress.instantWhenExecuted(Math.max(0, tokens) / tokensPerNominalSecond[progress.phase]!);
  }

  /** What `nextTime` announced happens. */
  strike(): 'divergence' | 'spike' {
    if (this.divergenceAt <= this.spikeAt) return 'divergence';
    this.spikeAt += this.spikeTokens * this.luck.exponential();
    return 'spike';
  }
}
