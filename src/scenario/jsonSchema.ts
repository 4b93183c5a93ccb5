import * as z from 'zod';
import { CATALOG_REFERENCES, type Catalog } from './catalog.ts';
import { scenarioSchema } from './schema.ts';

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
type JsonObject = { [key: string]: Json };

/**
 * The scenario format as JSON Schema draft-07, for editors: the schema of what a user writes, with the names of the
 * catalogues where a row can be named instead of written out.
 */
export function scenarioJsonSchema(catalog: Catalog): JsonObject {
  const schema = z.toJSONSchema(scenarioSchema, {
    io: 'input',
    target: 'draft-07',
    unrepresentable: 'any',
  }) as JsonObject;
  for (const { path, catalog: name } of CATALOG_REFERENCES) {
    const parent = path
      .slice(0, -1)
      .reduce<JsonObject>((at, key) => rowOf(child(at, 'properties', String(key))), schema);
    const key = String(path[path.length - 1]);
    const properties = parent['properties'] as JsonObject;
    const row = properties[key] as JsonObject;
    const { description, ...rest } = row;
    const { properties: own, ...others } = withoutRequired(rest);
    const changed = {
      ...others,
      properties: { from: { enum: Object.keys(catalog[name]) }, ...(own as JsonObject) },
    };
    properties[key] = {
      ...(description === undefined ? {} : { description }),
      anyOf: [{ enum: Object.keys(catalog[name]) }, changed],
    };
  }
  return { ...schema, title: 'longrun scenario' };
}

function child(at: JsonObject, ...keys: string[]): JsonObject {
  return keys.reduce<JsonObject>((object, key) => object[key] as JsonObject, at);
}

/** Of a row that may be changed in part, the groups in it too. */
function withoutRequired({ required: _, ...schema }: JsonObject): JsonObject {
  const group = (value: Json | undefined) => value as JsonObject;
  const { properties, additionalProperties } = schema;
  return {
    ...schema,
    ...(properties === undefined
      ? {}
      : {
          properties: Object.fromEntries(
            Object.entries(group(properties)).map(([key, value]) => [key, withoutRequired(group(value))]),
          ),
        }),
    ...(typeof additionalProperties === 'object'
      ? { additionalProperties: withoutRequired(group(additionalProperties)) }
      : {}),
  };
}

/** The written-out row of a property that may also be a catalogue name. */
function rowOf(schema: JsonObject): JsonObject {
  const branches = schema['anyOf'];
  return Array.isArray(branches) ? (branches[1] as JsonObject) : schema;
}
