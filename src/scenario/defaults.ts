import * as z from 'zod';
import { isTreeObject, type Tree, type TreePath } from './tree.ts';

/** Called for each field that the schema filled in. */
export type DefaultNoted = (path: TreePath) => void;

/**
 * The tree with every default of the schema written into it as text, so that what a scenario means can be shown, stored
 * and overridden. Values that are there are not touched, right or wrong.
 */
export function fillDefaults(
  schema: z.core.$ZodType,
  tree: Tree | undefined,
  noted: DefaultNoted,
  path: TreePath = [],
): Tree | undefined {
  if (schema instanceof z.ZodPrefault) {
    const given = tree === undefined ? (schema.def.defaultValue as Tree) : tree;
    if (tree === undefined) noted(path);
    return fillDefaults(schema.def.innerType, given, noted, path);
  }
  if (schema instanceof z.ZodOptional) {
    return tree === undefined ? undefined : fillDefaults(schema.def.innerType, tree, noted, path);
  }
  if (schema instanceof z.ZodObject && isTreeObject(tree)) {
    const filled: Record<string, Tree> = { ...tree };
    for (const [key, field] of Object.entries(schema.shape)) {
      const given = Object.hasOwn(tree, key) ? tree[key] : undefined;
      const value = fillDefaults(field as z.core.$ZodType, given, noted, [...path, key]);
      if (value !== undefined) filled[key] = value;
    }
    return filled;
  }
  if (schema instanceof z.ZodArray && Array.isArray(tree)) {
    return tree.map((item, index) => fillDefaults(schema.def.element, item, noted, [...path, index]) ?? null);
  }
  return tree;
}
