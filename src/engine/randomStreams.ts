import seedrandom from 'seedrandom';
import { RandomStream } from './randomStream.ts';

/** Part of every hash. Bump it when a stream's numbers change: results of other versions then differ openly. */
export const STREAMS_VERSION = 'longrun-streams/1';

interface NamedStream {
  readonly stream: RandomStream;
  /** Four 32-bit words from the hash of (streams version, master seed, name). */
  readonly base: Int32Array;
}

/**
 * The named random streams of a study. A stream's state is a hash of (streams version, master seed, stream
 * name, replication). The point of a sweep is not in the hash: replication r of every point has the same luck.
 *
 * `seedrandom`, always given a string (a number would name another stream), hashes the text once per name;
 * the replication is mixed in by integer hashing, so that a replication costs tens of nanoseconds a stream.
 */
export class RandomStreams {
  readonly masterSeed: string;
  private replicationIndex = 0;
  private readonly streams = new Map<string, NamedStream>();

  constructor(masterSeed: string) {
    this.masterSeed = masterSeed;
  }

  get replication(): number {
    return this.replicationIndex;
  }

  /** Puts every stream, also those already handed out, at the start of the given replication (0 to 2^31 - 1). */
  startReplication(replication: number): void {
    this.replicationIndex = replication;
    for (const named of this.streams.values()) seedForReplication(named, replication);
  }

  /** The stream of that name; the same object each time. */
  stream(name: string): RandomStream {
    let named = this.streams.get(name);
    if (named === undefined) {
      const hash = seedrandom(`${STREAMS_VERSION}/${JSON.stringify([this.masterSeed, name])}`);
      named = {
        stream: new RandomStream(),
        base: Int32Array.of(hash.int32(), hash.int32(), hash.int32(), hash.int32()),
      };
      seedForReplication(named, this.replicationIndex);
      this.streams.set(name, named);
    }
    return named.stream;
  }
}

function seedForReplication({ stream, base }: NamedStream, replication: number): void {
  stream.setState(
    mix(base[0]!, base[1]!, replication, 0x9e3779b1),
    mix(base[1]!, base[2]!, replication, 0x85ebca77),
    mix(base[2]!, base[3]!, replication, 0xc2b2ae3d),
    mix(base[3]!, base[0]!, replication, 0x27d4eb2f),
  );
}

/** A bijection of the replication for each word (odd multiplier, MurmurHash3 finaliser twice): no two replications share a state. */
function mix(word: number, nextWord: number, replication: number, oddMultiplier: number): number {
  return finalise(finalise((word + Math.imul(replication, oddMultiplier)) | 0) ^ nextWord);
}

/** The 32-bit finaliser of MurmurHash3 (Appleby). */
function finalise(value: number): number {
  let hash = value;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}
