import { distance } from 'fastest-levenshtein';

/** Of so short a word two wrong letters leave nothing of what was meant. */
const SHORT_WORD = 3;

/** Shorter beginnings say too little of what was meant. */
const SHORTEST_BEGINNING = 3;

/** The candidate most like `word`, if one is near enough to be what was meant; otherwise the shortest that begins with it. */
export function nearest(word: string, candidates: readonly string[]): string | undefined {
  let best: string | undefined;
  let least = (word.length <= SHORT_WORD ? 1 : Math.max(2, Math.ceil(word.length * 0.4))) + 1;
  const wanted = word.toLowerCase();
  for (const candidate of candidates) {
    const edits = editsBetween(wanted, candidate.toLowerCase());
    if (edits < least) {
      least = edits;
      best = candidate;
    }
  }
  if (best !== undefined || wanted.length < SHORTEST_BEGINNING) return best;
  return candidates
    .filter((candidate) => lettersOf(candidate).startsWith(lettersOf(wanted)))
    .sort((a, b) => a.length - b.length)[0];
}

/** Levenshtein's distance, where two letters that have changed places are one mistake. */
function editsBetween(one: string, other: string): number {
  const edits = distance(one, other);
  return edits === 2 && one.length === other.length && sorted(one) === sorted(other) ? 1 : edits;
}

function sorted(word: string): string {
  return [...word].sort().join('');
}

/** Without what parts words: usa begins us-average. */
function lettersOf(word: string): string {
  return word.toLowerCase().replace(/[^a-z0-9]/g, '');
}
