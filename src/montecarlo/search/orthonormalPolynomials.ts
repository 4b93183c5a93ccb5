/** Polynomials by their coefficients of 1, z, z^2, … */
export type Coefficients = readonly number[];

/**
 * Polynomials of degree 0 to `degree` that are orthonormal over the points: the sum over points of q_i q_j is 1 for i = j, else
 * 0. By Gram-Schmidt on z q_(j-1), done twice against rounding (Forsythe 1957). Needs more different points than `degree`,
 * best within -1 to 1.
 */
export function orthonormalPolynomials(points: readonly number[], degree: number): readonly Coefficients[] {
  const basis: { readonly coefficients: number[]; readonly values: number[] }[] = [];
  for (let power = 0; power <= degree; power++) {
    const before = basis[power - 1];
    let coefficients = before === undefined ? [1] : [0, ...before.coefficients];
    let values = points.map((z, index) => (before === undefined ? 1 : z * before.values[index]!));
    for (let pass = 0; pass < 2; pass++) {
      for (const other of basis) {
        const share = dot(values, other.values);
        values = values.map((value, index) => value - share * other.values[index]!);
        coefficients = coefficients.map((value, index) => value - share * (other.coefficients[index] ?? 0));
      }
    }
    const length = Math.sqrt(dot(values, values));
    basis.push({
      coefficients: coefficients.map((value) => value / length),
      values: values.map((value) => value / length),
    });
  }
  return basis.map(({ coefficients }) => coefficients);
}

/** By Horner's rule. */
export function polynomialAt(coefficients: Coefficients, z: number): number {
  return coefficients.reduceRight((sum, coefficient) => sum * z + coefficient, 0);
}

export function derivative(coefficients: Coefficients): Coefficients {
  return coefficients.slice(1).map((coefficient, index) => (index + 1) * coefficient);
}

function dot(left: readonly number[], right: readonly number[]): number {
  return left.reduce((sum, value, index) => sum + value * right[index]!, 0);
}
