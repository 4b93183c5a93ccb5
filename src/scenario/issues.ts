import type * as z from 'zod';
import { nearest } from './nearest.ts';
import type { TreePath } from './tree.ts';

/** A problem at a path, before it is known where that path stands. */
export interface Finding {
  readonly path: TreePath;
  readonly message: string;
}

type Issue = z.core.$ZodIssue;

const MISSING = 'is missing';
const NO_GROUP = 'must be a group of keys';

/** Wording of the schema's own checks: what was wrong, what is allowed, the nearest right name. */
export const wording: z.core.$ZodErrorMap = (issue) => {
  switch (issue.code) {
    case 'invalid_type':
      if (issue.input === undefined) return MISSING;
      if (typeof issue.input === 'number' && !Number.isFinite(issue.input)) {
        return `is ${issue.input}; allowed is a finite number`;
      }
      return `${issue.expected === 'object' ? NO_GROUP : `must be of type ${issue.expected}`}, not ${describe(issue.input)}`;
    case 'invalid_value': {
      const allowed = issue.values.map(String);
      if (issue.input === undefined) return `${MISSING}; allowed: ${allowed.join(', ')}`;
      return `${describe(issue.input)} is not known; allowed: ${allowed.join(', ')}${didYouMean(issue.input, allowed)}`;
    }
    case 'too_small':
      return `${tooFar(issue.input, 'small')}; allowed is ${issue.inclusive ? 'at least' : 'more than'} ${issue.minimum}`;
    case 'too_big':
      return `${tooFar(issue.input, 'large')}; allowed is ${issue.inclusive ? 'at most' : 'less than'} ${issue.maximum}`;
    case 'unrecognized_keys':
      return allowedKeys(issue.inst).join(', ');
    default:
      return undefined;
  }
};

/** Zod's issues as findings: unions reduced to the branch that was meant, one finding per unknown key. */
export function findingsOf(issues: readonly Issue[], prefix: TreePath = []): Finding[] {
  return issues.flatMap((issue): Finding[] => {
    const path = [...prefix, ...(issue.path as (string | number)[])];
    if (issue.code === 'unrecognized_keys') {
      // The message of this issue is the list of what is allowed, see `wording`.
      const allowed = issue.message.split(', ');
      return issue.keys.map((key) => ({
        path: [...path, key],
        message: `is not a known key${didYouMean(key, allowed)}; allowed here: ${issue.message}`,
      }));
    }
    if (issue.code === 'invalid_key') return findingsOf(issue.issues, path);
    if (issue.code !== 'invalid_union') return [{ path, message: issue.message }];
    const branches = issue.errors.map((branch) => findingsOf(branch, path));
    if (branches.length === 0) return [{ path, message: issue.message }];
    const atRoot = (branch: readonly Finding[]) =>
      branch.filter((finding) => finding.path.length <= path.length + 1).length;
    const deepest = (branch: readonly Finding[]) =>
      branch.some((finding) => finding.path.length > path.length);
    const specific = branches.filter(deepest).sort((a, b) => atRoot(a) - atRoot(b));
    if (specific[0] !== undefined) return specific[0];
    return [{ path, message: alternatives(branches.flat().map((finding) => finding.message)) }];
  });
}

/** What the branches of a union say of one value as one sentence: what it is not is no news, and missing it is once. */
function alternatives(messages: readonly string[]): string {
  const told = [...new Set(messages)];
  const wanted = told.filter((message) => !message.startsWith(NO_GROUP));
  const kept = wanted.length === 0 ? told : wanted;
  if (!kept.every((message) => message.startsWith(MISSING))) return kept.join('; or: ');
  const written = kept.map((message) => message.slice(MISSING.length).replace(/^; /, ''));
  return [MISSING, written.filter((text) => text !== '').join('; or: ')]
    .filter((text) => text !== '')
    .join('; ');
}

function tooFar(input: unknown, where: string): string {
  return typeof input === 'number' ? `is ${input}, which is too ${where}` : `is too ${where}`;
}

function allowedKeys(schema: unknown): readonly string[] {
  const shape = (schema as { _zod?: { def?: { shape?: object } } } | undefined)?._zod?.def?.shape;
  return shape === undefined ? [] : Object.keys(shape);
}

function didYouMean(input: unknown, allowed: readonly string[]): string {
  const near = typeof input === 'string' ? nearest(input, allowed) : undefined;
  return near === undefined ? '' : `; did you mean "${near}"?`;
}

function describe(input: unknown): string {
  if (input === null) return 'nothing';
  if (Array.isArray(input)) return 'a list';
  if (typeof input === 'object') return 'a group of keys';
  return typeof input === 'string' ? `"${input}"` : String(input);
}
