import { distance } from 'fastest-levenshtein';

/** Shorter beginnings say too little of what was meant. */
const SHORTEST_BEGINNING = 3;

/** The candidate most like `word`, if one is near enough to be what was meant; otherwise the shortest that begins with it. */
export function nearest(word: string, candidates: readonly string[]): string | undefined {
  let best: string | undefined;
  let least = Math.max(2, Math.ceil(word.length * 0.4)) + 1;
  const wanted = word.toLowerCase();
  for (const candidate of candidates) {
    const edits = distance(wanted, candidate.toLowerCase());
    if (edits < least) {
      least = edits;
      best = candidate;
    }
  }
  if (best !== undefined || wanted.length < SHORTEST_BEGINNING) return best;
  return candidates
    .filter((candidate) => candidate.toLowerCase().startsWith(wanted))
    .sort((a, b) => a.length - b.length)[0];
}
