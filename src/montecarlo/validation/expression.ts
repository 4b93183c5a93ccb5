/** Arithmetic of a published figure: numbers, names, + - * / ( ) and functions, as `gpu_hours * 2` or `daly(24, 0.1, 1, 2, 120)`. */
export type Expression =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'call'; readonly name: string; readonly parts: readonly Expression[] }
  | {
      readonly kind: 'operation';
      readonly operator: Operator;
      readonly left: Expression;
      readonly right: Expression;
    };

type Operator = '+' | '-' | '*' | '/';

/** What names and functions stand for. */
export interface Meanings {
  readonly valueOf: (name: string) => number;
  readonly call: (name: string, values: readonly number[]) => number;
}

const TOKEN = /\s*(?:(\d+(?:\.\d+)?(?:e[+-]?\d+)?)|([a-z_][\w.]*)|([-+*/(),]))/iy;

/** @throws RangeError that says what is wrong, and where */
export function parseExpression(text: string): Expression {
  const tokens = tokensOf(text);
  let next = 0;
  const failed = (expected: string): never => {
    const found = tokens[next] === undefined ? 'it ends' : `there is "${tokens[next]}"`;
    throw new RangeError(`"${text}" is no arithmetic: ${found} where ${expected} should be`);
  };
  const take = (token: string): boolean => {
    if (tokens[next] !== token) return false;
    next += 1;
    return true;
  };
  const chain = (operators: readonly Operator[], operand: () => Expression): Expression => {
    let left = operand();
    for (;;) {
      const operator = operators.find(take);
      if (operator === undefined) return left;
      left = { kind: 'operation', operator, left, right: operand() };
    }
  };
  const sum = (): Expression => chain(['+', '-'], product);
  const product = (): Expression => chain(['*', '/'], single);
  const single = (): Expression => {
    if (take('-'))
      return { kind: 'operation', operator: '-', left: { kind: 'number', value: 0 }, right: single() };
    if (take('(')) {
      const inner = sum();
      return take(')') ? inner : failed('")"');
    }
    const token = tokens[next];
    if (token === undefined || !/^[\w.]+$/.test(token)) return failed('a number or a name');
    next += 1;
    if (/^\d/.test(token)) return { kind: 'number', value: Number(token) };
    if (!take('(')) return { kind: 'name', name: token };
    const parts = [sum()];
    while (take(',')) parts.push(sum());
    return take(')') ? { kind: 'call', name: token, parts } : failed('"," or ")"');
  };
  const whole = sum();
  return next === tokens.length ? whole : failed('the end');
}

/** Longer is a mistake, and deep enough to exhaust the stack. */
const LONGEST = 1000;

function tokensOf(text: string): string[] {
  if (text.length > LONGEST)
    throw new RangeError(`"${text.slice(0, 40)}..." is longer than ${LONGEST} characters`);
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  while (text.slice(TOKEN.lastIndex).trim() !== '') {
    const at = TOKEN.lastIndex;
    const match = TOKEN.exec(text);
    if (match === null) throw new RangeError(`"${text}" is no arithmetic from "${text.slice(at).trim()}" on`);
    tokens.push((match[1] ?? match[2] ?? match[3])!);
  }
  return tokens;
}

/** Every name that is not of a function, once, in the order in which they stand. */
export function namesIn(expression: Expression): readonly string[] {
  switch (expression.kind) {
    case 'number':
      return [];
    case 'name':
      return [expression.name];
    case 'call':
      return [...new Set(expression.parts.flatMap(namesIn))];
    case 'operation':
      return [...new Set([...namesIn(expression.left), ...namesIn(expression.right)])];
    default:
      return expression satisfies never;
  }
}

export function evaluate(expression: Expression, meanings: Meanings): number {
  switch (expression.kind) {
    case 'number':
      return expression.value;
    case 'name':
      return meanings.valueOf(expression.name);
    case 'call':
      return meanings.call(
        expression.name,
        expression.parts.map((part) => evaluate(part, meanings)),
      );
    case 'operation':
      return OPERATIONS[expression.operator](
        evaluate(expression.left, meanings),
        evaluate(expression.right, meanings),
      );
    default:
      return expression satisfies never;
  }
}

const OPERATIONS: Readonly<Record<Operator, (left: number, right: number) => number>> = {
  '+': (left, right) => left + right,
  '-': (left, right) => left - right,
  '*': (left, right) => left * right,
  '/': (left, right) => left / right,
};
