import { nelderMead } from './nelderMead.ts';

export interface Maximum {
  readonly point: readonly number[];
  readonly value: number;
  /** Inverse of the observed information at the maximum. */
  readonly covariance: readonly (readonly number[])[];
}

export interface Box {
  readonly low: readonly number[];
  readonly high: readonly number[];
}

const STEP = 1e-4;
/** Half the Newton decrement: how much higher than here the quadratic's top is. */
const CLOSE_ENOUGH = 1e-9;
const ITERATIONS = 60;
/** Nelder-Mead is asked this often where the function is not curved like a hilltop. */
const RESCUES = 4;

/**
 * Maximum of a smooth function inside a box, from `start`: Newton's method with a numeric Hessian and halved steps, and
 * Nelder and Mead's simplex where the Hessian is not that of a hilltop. Null if there is no maximum inside the box.
 */
export function maximise(
  f: (point: readonly number[]) => number,
  start: readonly number[],
  box: Box,
  rescuesAtMost = RESCUES,
): Maximum | null {
  const inside = (point: readonly number[]) =>
    point.every((value, index) => value >= box.low[index]! && value <= box.high[index]!);
  const bounded = (point: readonly number[]) => {
    if (!inside(point)) return Number.NEGATIVE_INFINITY;
    const value = f(point);
    return Number.isNaN(value) ? Number.NEGATIVE_INFINITY : value;
  };
  let point = start;
  let value = bounded(point);
  let rescues = 0;
  const rescue = (): boolean => {
    rescues += 1;
    if (rescues > rescuesAtMost) return false;
    const found = nelderMead(bounded, point);
    ({ point, value } = found);
    return Number.isFinite(value);
  };
  if (!Number.isFinite(value) && !rescue()) return null;
  for (let iteration = 0; iteration < ITERATIONS; iteration++) {
    const { gradient, information } = derivatives(bounded, point, value);
    const covariance = invertPositiveDefinite(information);
    if (covariance === null) {
      if (!rescue()) return null;
      continue;
    }
    const step = covariance.map((row) => dot(row, gradient));
    const gain = 0.5 * dot(step, gradient);
    // The last step is not tried out: so near the top it is exact, and rounding would hide what it gains.
    if (gain < CLOSE_ENOUGH) return { point: add(point, step, 1), value: value + gain, covariance };
    let fraction = 1;
    let next = add(point, step, fraction);
    let nextValue = bounded(next);
    while (!(nextValue > value) && fraction > 1e-6) {
      fraction /= 2;
      next = add(point, step, fraction);
      nextValue = bounded(next);
    }
    if (!(nextValue > value)) {
      if (!rescue()) return null;
      continue;
    }
    point = next;
    value = nextValue;
  }
  return null;
}

/** Gradient and minus the Hessian by central differences. */
function derivatives(
  f: (point: readonly number[]) => number,
  point: readonly number[],
  value: number,
): { readonly gradient: number[]; readonly information: number[][] } {
  const size = point.length;
  const at = (first: number, firstSign: number, second: number, secondSign: number) => {
    const moved = [...point];
    moved[first]! += firstSign * STEP;
    moved[second]! += secondSign * STEP;
    return f(moved);
  };
  const gradient: number[] = [];
  const information = point.map(() => new Array<number>(size).fill(0));
  for (let row = 0; row < size; row++) {
    const up = at(row, 1, row, 0);
    const down = at(row, -1, row, 0);
    gradient.push((up - down) / (2 * STEP));
    information[row]![row] = (2 * value - up - down) / (STEP * STEP);
    for (let column = 0; column < row; column++) {
      const mixed =
        at(row, 1, column, 1) - at(row, 1, column, -1) - at(row, -1, column, 1) + at(row, -1, column, -1);
      information[row]![column] = -mixed / (4 * STEP * STEP);
      information[column]![row] = information[row]![column]!;
    }
  }
  return { gradient, information };
}

/** Inverse by Cholesky's factor; null if the matrix is not positive definite. */
function invertPositiveDefinite(matrix: readonly (readonly number[])[]): number[][] | null {
  const size = matrix.length;
  const factor = matrix.map(() => new Array<number>(size).fill(0));
  for (let row = 0; row < size; row++) {
    for (let column = 0; column <= row; column++) {
      let sum = matrix[row]![column]!;
      for (let k = 0; k < column; k++) sum -= factor[row]![k]! * factor[column]![k]!;
      if (row === column) {
        if (!(sum > 0 && Number.isFinite(sum))) return null;
        factor[row]![row] = Math.sqrt(sum);
      } else {
        factor[row]![column] = sum / factor[column]![column]!;
      }
    }
  }
  return matrix.map((_, unit) => {
    const solution = new Array<number>(size).fill(0);
    for (let row = 0; row < size; row++) {
      let sum = row === unit ? 1 : 0;
      for (let k = 0; k < row; k++) sum -= factor[row]![k]! * solution[k]!;
      solution[row] = sum / factor[row]![row]!;
    }
    for (let row = size - 1; row >= 0; row--) {
      let sum = solution[row]!;
      for (let k = row + 1; k < size; k++) sum -= factor[k]![row]! * solution[k]!;
      solution[row] = sum / factor[row]![row]!;
    }
    return solution;
  });
}

function dot(left: readonly number[], right: readonly number[]): number {
  return left.reduce((sum, value, index) => sum + value * right[index]!, 0);
}

function add(point: readonly number[], step: readonly number[], fraction: number): number[] {
  return point.map((value, index) => value + fraction * step[index]!);
}
