/** Plain data as YAML gives it. */
export type Tree = null | boolean | number | string | readonly Tree[] | TreeObject;
export interface TreeObject {
  readonly [key: string]: Tree;
}

export type TreePath = readonly (string | number)[];

export function isTreeObject(tree: unknown): tree is TreeObject {
  return typeof tree === 'object' && tree !== null && !Array.isArray(tree);
}

export function getAt(tree: Tree | undefined, path: TreePath): Tree | undefined {
  let current: Tree | undefined = tree;
  for (const key of path) {
    if (Array.isArray(current)) current = current[Number(key)];
    else if (isTreeObject(current)) current = Object.hasOwn(current, key) ? current[key] : undefined;
    else return undefined;
  }
  return current;
}

/** A copy of `tree` with `value` at `path`; missing objects on the way are made, scalars on the way replaced. */
export function setAt(tree: Tree | undefined, path: TreePath, value: Tree): Tree {
  const [key, ...rest] = path;
  if (key === undefined) return value;
  if (Array.isArray(tree)) {
    const copy = [...tree];
    copy[Number(key)] = setAt(copy[Number(key)], rest, value);
    return copy;
  }
  const object = isTreeObject(tree) ? tree : {};
  return { ...object, [key]: setAt(Object.hasOwn(object, key) ? object[key] : undefined, rest, value) };
}

export function pathText(path: TreePath): string {
  return path.join('.');
}
