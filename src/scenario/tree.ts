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

/** A copy of `tree` without what stands at `path`. */
export function deleteAt(tree: Tree, path: TreePath): Tree {
  const parent = getAt(tree, path.slice(0, -1));
  const last = String(path[path.length - 1]);
  if (!isTreeObject(parent)) return tree;
  const { [last]: _removed, ...kept } = parent;
  return setAt(tree, path.slice(0, -1), kept);
}

export function pathText(path: TreePath): string {
  return path.join('.');
}
