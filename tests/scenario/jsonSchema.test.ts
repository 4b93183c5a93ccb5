import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { CATALOG_REFERENCES } from '../../src/scenario/catalog.ts';
import { scenarioJsonSchema } from '../../src/scenario/jsonSchema.ts';
import { catalog, repository, shipped, shippedText } from '../support/catalog.ts';
import { small } from '../support/scenarioText.ts';

type Schema = Readonly<Record<string, unknown>>;

const schema = scenarioJsonSchema(catalog) as Schema;

/** Keywords that say nothing of validity. */
const SILENT = new Set(['$schema', 'title', 'description', 'default', 'examples', 'quantity', 'format']);

/**
 * What a value does against the schema. It knows the keywords that this one schema uses and refuses any other, so that it
 * cannot pass over something.
 */
function faults(value: unknown, against: Schema, path = '$'): string[] {
  const found: string[] = [];
  for (const [keyword, argument] of Object.entries(against)) {
    const wrong = fault(keyword, argument, value, against, path);
    if (typeof wrong === 'boolean') {
      if (wrong) found.push(`${path}: ${keyword}`);
    } else found.push(...wrong);
  }
  return found;
}

function fault(
  keyword: string,
  argument: unknown,
  value: unknown,
  all: Schema,
  path: string,
): boolean | string[] {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  const entries = isObject ? Object.entries(value) : [];
  const properties = (all['properties'] ?? {}) as Readonly<Record<string, Schema>>;
  switch (keyword) {
    case 'type':
      return ![argument].flat().some((type) => {
        return typeName(value) === type || (type === 'number' && typeName(value) === 'integer');
      });
    case 'enum':
      return !(argument as unknown[]).includes(value);
    case 'const':
      return argument !== value;
    case 'pattern':
      return typeof value === 'string' && !new RegExp(argument as string, 'u').test(value);
    case 'minimum':
      return typeof value === 'number' && value < (argument as number);
    case 'maximum':
      return typeof value === 'number' && value > (argument as number);
    case 'exclusiveMinimum':
      return typeof value === 'number' && value <= (argument as number);
    case 'minItems':
      return Array.isArray(value) && value.length < (argument as number);
    case 'items':
      return Array.isArray(value)
        ? value.flatMap((item, index) => faults(item, argument as Schema, `${path}.${index}`))
        : false;
    case 'properties':
      return entries.flatMap(([key, item]) =>
        properties[key] === undefined ? [] : faults(item, properties[key], `${path}.${key}`),
      );
    case 'required':
      return isObject && (argument as string[]).some((key) => !Object.hasOwn(value, key));
    case 'propertyNames':
      return entries.flatMap(([key]) => faults(key, argument as Schema, `${path}.${key}`));
    case 'additionalProperties':
      return entries
        .filter(([key]) => properties[key] === undefined)
        .flatMap(([key, item]) =>
          argument === false
            ? [`${path}.${key}: unknown`]
            : faults(item, argument as Schema, `${path}.${key}`),
        );
    case 'anyOf': {
      const branches = (argument as Schema[]).map((branch) => faults(value, branch, path));
      return branches.some((branch) => branch.length === 0) ? false : branches.flat();
    }
    default:
      if (SILENT.has(keyword)) return false;
      throw new Error(`the schema uses ${keyword} at ${path}, which this test does not know`);
  }
}

function typeName(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  return Number.isInteger(value) ? 'integer' : typeof value;
}

function at(...path: readonly string[]): Schema {
  return path.reduce<Schema>((current, key) => current[key] as Schema, schema);
}

describe('the JSON Schema of scenarios', () => {
  it('is the one that is committed', () => {
    const committed = readFileSync(join(repository, 'scenarios', 'scenario.schema.json'), 'utf8');
    expect(JSON.parse(committed)).toEqual(JSON.parse(JSON.stringify(schema)));
  });

  it('is draft-07 and describes a closed object', () => {
    expect(schema['$schema']).toBe('http://json-schema.org/draft-07/schema#');
    expect(schema['type']).toBe('object');
    expect(schema['additionalProperties']).toBe(false);
    expect(schema['title']).toBe('longrun scenario');
  });

  it('asks for what has no default and for nothing else', () => {
    expect([...(schema['required'] as string[])].sort()).toEqual([
      'checkpoint',
      'cluster',
      'name',
      'site',
      'workload',
    ]);
    expect(at('properties', 'cluster')['required']).toEqual(['node', 'nodes']);
  });

  it.each(CATALOG_REFERENCES)(
    'offers the names of the $catalog where one may stand',
    ({ path, catalog: name }) => {
      let place: Schema = schema;
      path.forEach((key) => {
        const branches = place['anyOf'] as Schema[] | undefined;
        const properties = (branches === undefined ? place : branches[1]!)['properties'] as Record<
          string,
          Schema
        >;
        place = properties[String(key)]!;
      });
      const [named, written] = place['anyOf'] as [Schema, Schema];
      expect(named['enum']).toEqual(Object.keys(catalog[name]));
      const from = (written['properties'] as Record<string, Schema>)['from'];
      expect(from?.['enum']).toEqual(Object.keys(catalog[name]));
    },
  );

  it.each(shipped)('accepts %s', (name) => {
    expect(faults(parse(shippedText(name)), schema)).toEqual([]);
  });

  it.each<[string, readonly (readonly [string, string])[]]>([
    ['the small scenario', []],
    ['a row with a key changed', [['site: us-average', 'site: { from: seed-uk, pue: 1.3 }']]],
    [
      'a row written out',
      [
        [
          'site: us-average',
          'site: { pue: 1.3, price: 0.1 USD/kWh, carbon: 0 }'.replace('carbon: 0', 'carbon: 0 gCO2/kWh'),
        ],
      ],
    ],
    [
      'a row with a key changed deep inside',
      [['set: rsc-1', 'set: { from: rsc-1, classes: { any: { transient: 0.5 } } }']],
    ],
    ['tiers', [['interval: 30 min', 'interval: { steps: 500 }\n  tiers: { memory: { stall: 1 s } }']]],
    ['a rule for the interval', [['interval: 30 min', 'interval: exact']]],
    ['a law', [['load: 1 min', 'load: { weibull: { mean: 1 min, shape: 0.7 } }']]],
    [
      'a failure set of its own',
      [
        [
          'set: rsc-1',
          'set: { classes: { any: { mtbf: 1 day, effect: stop, detection: 0 s, transient: 0 } } }',
        ],
      ],
    ],
    ['a number for the seed', [['seed: small', 'seed: 7']]],
  ])('accepts %s', (_, change) => {
    expect(faults(parse(small(...change)), schema)).toEqual([]);
  });

  it.each<[string, readonly (readonly [string, string])[]]>([
    ['an unknown key', [['  stall: 30 s', '  stall: 30 s\n  stal: 3 s']]],
    ['an unknown key at the top', [['site: us-average', 'site: us-average\nsite2: us-average']]],
    ['an unknown name', [['site: us-average', 'site: us-averge']]],
    ['a bare number where a unit is due', [['stall: 30 s', 'stall: 30']]],
    ['a missing field', [['  nodes: 4\n', '']]],
    ['a fraction of a node', [['nodes: 4', 'nodes: 4.5']]],
    ['a utilisation above 1', [['mfu: 0.4', 'mfu: 40']]],
    ['a name that is no folder name', [['name: small', 'name: Small']]],
  ])('refuses %s', (_, change) => {
    expect(faults(parse(small(...change)), schema)).not.toEqual([]);
  });

  it('describes every group and every key of it, for the editor', () => {
    const undescribed: string[] = [];
    for (const [group, value] of Object.entries(at('properties') as Record<string, Schema>)) {
      if (value['description'] === undefined) undescribed.push(group);
      for (const [key, field] of Object.entries((value['properties'] ?? {}) as Record<string, Schema>)) {
        if (field['description'] === undefined) undescribed.push(`${group}.${key}`);
      }
    }
    expect(undescribed.filter((path) => !['name', 'title'].includes(path))).toEqual([]);
  });
});
