/**
 * Nested uniform scrambling in base 2 (Owen, "Randomly permuted (t,m,s)-nets and (t,s)-sequences", 1995) of a 32-bit
 * fraction. Each bit is flipped by a hash of the seed and of all higher bits, so that no tree of random bits is stored
 * (as Burley, "Practical hash-based Owen scrambling", JCGT 9, 2020). Points keep what balances them, and each becomes uniform.
 */
export function owenScramble(fraction: number, seed: number): number {
  let scrambled = 0;
  for (let bit = 31; bit >= 0; bit--) {
    // The prefix of the highest bit is empty; a shift by 32 would leave all bits.
    const prefix = bit === 31 ? 0 : fraction >>> (bit + 1);
    const flip = hash(seed, prefix, bit) & 1;
    scrambled |= (((fraction >>> bit) & 1) ^ flip) << bit;
  }
  return scrambled >>> 0;
}

/** Three words into one by the finaliser of MurmurHash3 (Appleby). */
function hash(seed: number, prefix: number, bit: number): number {
  return finalise(finalise((seed + Math.imul(bit + 1, 0x9e3779b1)) | 0) ^ Math.imul(prefix, 0x85ebca77));
}

function finalise(value: number): number {
  let mixed = value;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
}
