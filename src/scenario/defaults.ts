import * as z from 'zod';
import { isTreeObject, type Tree } from './tree.ts';

/**
 * The tree with every default of the schema written into it as text, so that what a scenario means can be shown, stored
 * and overridden. Values that are there are not touched, right or wrong.
 */
export function fillDefaults(schema: z.core.$ZodType, tree: Tree | undefined): Tree | undefined {
  if (schema instanceof z.ZodPrefault) {
    return fillDefaults(schema.def.innerType, tree === undefined ? (schema.def.defaultValue as Tree) : tree);
  }
  if (schema instanceof z.ZodOptional) {
    return tree === undefined ? undefined : fillDefaults(schema.def.innerType, tree);
  }
  if (schema instanceof z.ZodObject && isTreeObject(tree)) {
    const filled: Record<string, Tree> = { ...tree };
    for (const [key, field] of Object.entries(schema.shape)) {
      const given = Object.hasOwn(tree, key) ? tree[key] : undefined;
      const value = fillDefaults(field as z.core.$ZodType, given);
      if (value !== undefined) filled[key] = value;
    }
    return filled;
  }
  if (schema instanceof z.ZodArray && Array.isArray(tree)) {
    return tree.map((item) => fillDefaults(schema.def.element, item) ?? null);
  }
  if (schema instanceof z.ZodRecord && isTreeObject(tree)) {
    const entries = Object.entries(tree);
    return Object.fromEntries(
      entries.map(([key, value]) => [key, fillDefaults(schema.def.valueType, value) ?? null]),
    );
  }
  if (schema instanceof z.ZodUnion && isTreeObject(tree)) {
    const groups = schema.def.options.filter((option) => option instanceof z.ZodObject);
    // Where several groups of keys are possible it is not known which is meant.
    return groups.length === 1 ? fillDefaults(groups[0]!, tree) : tree;
  }
  return tree;
}
