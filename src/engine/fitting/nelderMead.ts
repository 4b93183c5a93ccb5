interface Vertex {
  readonly point: readonly number[];
  readonly value: number;
}

const FIRST_EDGE = 0.5;
const EVALUATIONS_PER_VERTEX = 100;
const SPREAD = 1e-7;

/** The simplex method of Nelder and Mead (1965), for a maximum. The function may be minus infinity where it is not defined. */
export function nelderMead(f: (point: readonly number[]) => number, start: readonly number[]): Vertex {
  const size = start.length;
  let evaluations = 0;
  const vertex = (point: readonly number[]): Vertex => {
    evaluations += 1;
    return { point, value: f(point) };
  };
  const simplex: Vertex[] = [vertex(start)];
  for (let index = 0; index < size; index++) {
    const moved = [...start];
    moved[index]! += FIRST_EDGE;
    simplex.push(vertex(moved));
  }
  while (evaluations < EVALUATIONS_PER_VERTEX * (size + 1)) {
    simplex.sort((a, b) => b.value - a.value);
    const best = simplex[0]!;
    const worst = simplex[size]!;
    if (best.value - worst.value < SPREAD) break;
    const centre = start.map(
      (_, index) => simplex.slice(0, size).reduce((sum, { point }) => sum + point[index]!, 0) / size,
    );
    const along = (factor: number) =>
      vertex(centre.map((value, index) => value + factor * (value - worst.point[index]!)));
    const reflected = along(1);
    if (reflected.value > best.value) {
      const expanded = along(2);
      simplex[size] = expanded.value > reflected.value ? expanded : reflected;
      continue;
    }
    if (reflected.value > simplex[size - 1]!.value) {
      simplex[size] = reflected;
      continue;
    }
    const contracted = along(reflected.value > worst.value ? 0.5 : -0.5);
    if (contracted.value > Math.max(reflected.value, worst.value)) {
      simplex[size] = contracted;
      continue;
    }
    for (let index = 1; index <= size; index++) {
      const { point } = simplex[index]!;
      simplex[index] = vertex(point.map((value, axis) => 0.5 * (value + best.point[axis]!)));
    }
  }
  simplex.sort((a, b) => b.value - a.value);
  return simplex[0]!;
}
