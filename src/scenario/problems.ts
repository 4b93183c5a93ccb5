/** One thing wrong with a scenario, told so that it can be mended. */
export interface Problem {
  /** Dotted path of the field; empty for the whole document. */
  readonly path: string;
  readonly message: string;
  /** File, or the option that gave the value. */
  readonly file: string;
  /** From 1; absent when the value does not stand in a file. */
  readonly line?: number;
  readonly column?: number;
}

/** A scenario that cannot be used, with all its problems at once. */
export class ScenarioError extends Error {
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    super(problems.map(formatProblem).join('\n'));
    this.name = 'ScenarioError';
    this.problems = problems;
  }
}

/** `file:line:column: path: message`, as editors understand it. */
export function formatProblem(problem: Problem): string {
  const position = problem.line === undefined ? '' : `:${problem.line}:${problem.column ?? 1}`;
  const path = problem.path === '' ? '' : `${problem.path}: `;
  return `${problem.file}${position}: ${path}${problem.message}`;
}
