/** One way to do a piece of work. Every contender brings its own loop, so that none makes another's call sites polymorphic. */
export interface Contender {
  readonly name: string;
  readonly run: (operations: number) => void | Promise<void>;
}

export interface Effort {
  readonly rounds: number;
  /** How long one contender runs in one round. */
  readonly milliseconds: number;
}

export interface Timing {
  readonly name: string;
  /** How many operations one round had. */
  readonly operations: number;
  /** Median over the rounds of the time of one operation (ns). */
  readonly nanoseconds: number;
  /** Median over the rounds of this time over the first contender's in the same round. */
  readonly ratio: number;
  /** Median over the rounds of the processor time of one operation in all threads together (ns). */
  readonly cpuNanoseconds: number;
}

const WARM_UP_ROUNDS = 3;
const TRIALS = 3;

/**
 * Times contenders round by round, A B C then C B A, and takes medians. What else the machine does hits all of a round
 * alike, so the ratios hold where the times drift; to and fro, because what one leaves in the caches and to the garbage
 * collector is paid by the next, which should be its neighbour and not always the same.
 */
export async function measureInterleaved(
  contenders: readonly Contender[],
  { rounds, milliseconds }: Effort,
): Promise<Timing[]> {
  const counts: number[] = [];
  for (const contender of contenders) counts.push(await operationsFor(contender, milliseconds));
  const samples = contenders.map(() => [] as Sample[]);
  for (let round = -WARM_UP_ROUNDS; round < rounds; round++) {
    for (let turn = 0; turn < contenders.length; turn++) {
      const index = round % 2 === 0 ? turn : contenders.length - 1 - turn;
      const sample = await timeOf(contenders[index]!, counts[index]!);
      if (round >= 0) samples[index]!.push(sample);
    }
  }
  const each = samples.map((list, index) => list.map(({ wall }) => wall / counts[index]!));
  return contenders.map(({ name }, index) => ({
    name,
    operations: counts[index]!,
    nanoseconds: median(each[index]!),
    ratio: median(each[index]!.map((time, round) => time / each[0]![round]!)),
    cpuNanoseconds: median(samples[index]!.map(({ cpu }) => cpu / counts[index]!)),
  }));
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : 0.5 * (sorted[middle - 1]! + sorted[middle]!);
}

/**
 * How many operations take about that long, found by doubling, which also warms up the compiler. The shortest of three
 * times counts: one that was held up would end the search too early.
 */
async function operationsFor(contender: Contender, milliseconds: number): Promise<number> {
  const wanted = milliseconds * 1e6;
  for (let operations = 1; ; operations *= 2) {
    let shortest = Number.POSITIVE_INFINITY;
    for (let trial = 0; trial < TRIALS && shortest >= 0.5 * wanted; trial++) {
      shortest = Math.min(shortest, (await timeOf(contender, operations)).wall);
    }
    if (shortest >= 0.5 * wanted) return Math.max(1, Math.round((operations * wanted) / shortest));
  }
}

/** Nanoseconds of one contender in one round. */
interface Sample {
  readonly wall: number;
  readonly cpu: number;
}

async function timeOf(contender: Contender, operations: number): Promise<Sample> {
  const before = process.cpuUsage();
  const start = performance.now();
  const result = contender.run(operations);
  // Awaiting only what is a promise keeps the microtask queue out of the others' times.
  if (result !== undefined) await result;
  const wall = (performance.now() - start) * 1e6;
  const { user, system } = process.cpuUsage(before);
  return { wall, cpu: (user + system) * 1000 };
}
