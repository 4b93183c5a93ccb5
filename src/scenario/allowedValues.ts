/** As many as fit on a line. */
const MOST = 16;

/** Allowed values in ascending order, those nearest to the one that was given (by ratio) where there are too many. */
export function allowedText(values: readonly number[], given: number): string {
  if (values.length <= MOST) return values.join(', ');
  const distance = (value: number) => Math.abs(Math.log(value / given));
  const shown = [...values]
    .sort((a, b) => distance(a) - distance(b))
    .slice(0, MOST)
    .sort((a, b) => a - b);
  const before = shown[0] === values[0] ? '' : '..., ';
  const after = shown[MOST - 1] === values[values.length - 1] ? '' : ', ...';
  return `${before}${shown.join(', ')}${after}`;
}
