/**
 * Keys of the scenario format as dotted paths: `*` for a name or a place in a list, `path=value` for each value of an
 * enumeration. Times that may vary count once, as `<time>`, wherever they stand.
 */

type Schema = Readonly<Record<string, unknown>>;

const TIME = 'a time or a distribution of times';

export function schemaKeys(schema: Schema): readonly string[] {
  const keys = new Set<string>();
  walk(schema, '', (key) => keys.add(key));
  return [...keys].sort();
}

/** Adds the keys that a scenario holds. */
export function collectDrawn(value: unknown, schema: Schema, into: Set<string>): void {
  walkValue(value, schema, '', (key) => into.add(key));
}

function walk(schema: Schema, path: string, visit: (key: string) => void): void {
  const at = schema['quantity'] === TIME ? '<time>' : path;
  for (const value of valuesOf(schema)) visit(`${at}=${String(value)}`);
  for (const [name, child] of childrenOf(schema)) {
    visit(join(at, name));
    walk(child, join(at, name), visit);
  }
  for (const branch of branchesOf(schema)) walk(branch, at, visit);
}

function walkValue(value: unknown, schema: Schema, path: string, visit: (key: string) => void): void {
  const at = schema['quantity'] === TIME ? '<time>' : path;
  if (valuesOf(schema).includes(value)) visit(`${at}=${String(value)}`);
  if (typeof value === 'object' && value !== null) {
    const children = new Map(childrenOf(schema));
    for (const [key, item] of Object.entries(value)) {
      const name = children.has(key) && !Array.isArray(value) ? key : '*';
      const child = children.get(name);
      if (child === undefined) continue;
      visit(join(at, name));
      walkValue(item, child, join(at, name), visit);
    }
  }
  for (const branch of branchesOf(schema)) walkValue(value, branch, at, visit);
}

function join(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`;
}

function valuesOf(schema: Schema): readonly unknown[] {
  return (
    (schema['enum'] as unknown[] | undefined) ?? (Object.hasOwn(schema, 'const') ? [schema['const']] : [])
  );
}

function branchesOf(schema: Schema): readonly Schema[] {
  return (schema['anyOf'] as Schema[] | undefined) ?? [];
}

function childrenOf(schema: Schema): [string, Schema][] {
  const named = Object.entries((schema['properties'] ?? {}) as Record<string, Schema>);
  const others = [schema['additionalProperties'], schema['items']].filter(
    (other): other is Schema => typeof other === 'object' && other !== null,
  );
  return [...named, ...others.map((other): [string, Schema] => ['*', other])];
}
