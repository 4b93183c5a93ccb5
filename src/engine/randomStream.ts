/**
 * One stream of random numbers: xoshiro128** 1.1 (Blackman and Vigna, "Scrambled linear pseudorandom
 * number generators", ACM TOMS 2021), 128 bits of state, period 2^128 - 1. A few nanoseconds a draw.
 * States come from `RandomStreams`, never from small or consecutive integers.
 */
export class RandomStream {
  private a = 1;
  private b = 2;
  private c = 3;
  private d = 4;

  /** Sets the state to four 32-bit words, not all zero. */
  setState(a: number, b: number, c: number, d: number): void {
    this.a = a | 0;
    this.b = b | 0;
    this.c = c | 0;
    this.d = d | 0;
    if ((this.a | this.b | this.c | this.d) === 0) this.a = 1;
  }

  /** A signed 32-bit integer. */
  nextInt32(): number {
    const { a, b, c, d } = this;
    const product = Math.imul(b, 5);
    const result = Math.imul((product << 7) | (product >>> 25), 9);
    const c2 = c ^ a;
    const d2 = d ^ b;
    this.b = b ^ c2;
    this.a = a ^ d2;
    this.c = c2 ^ (b << 9);
    this.d = (d2 << 11) | (d2 >>> 21);
    return result;
  }

  /** Uniform on the open interval (0, 1), 52 bits: both its logarithm and that of its complement are finite. */
  uniform(): number {
    const high = this.nextInt32() >>> 6;
    const low = this.nextInt32() >>> 6;
    return (high * 67108864 + low + 0.5) / 4503599627370496;
  }

  /** Unit exponential by inversion: one uniform, so common random numbers stay in step. */
  exponential(): number {
    return -Math.log(this.uniform());
  }

  /** Uniform integer in [0, bound). */
  integerBelow(bound: number): number {
    return Math.floor(this.uniform() * bound);
  }

  /** True with the given probability; always consumes one uniform. */
  chance(probability: number): boolean {
    return this.uniform() < probability;
  }
}
