/** Exposed part of `seconds` of traffic under `window` seconds of work; the hidden part costs `contention` of itself. */
export function exposed(seconds: number, window: number, contention: number): number {
  const hidden = Math.min(seconds, window);
  return seconds - hidden + contention * hidden;
}
