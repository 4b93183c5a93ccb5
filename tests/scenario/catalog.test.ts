import { describe, expect, it } from 'vitest';
import {
  CATALOG_NAMES,
  CATALOG_SCHEMAS,
  type CatalogName,
  parseCatalog,
} from '../../src/scenario/catalog.ts';
import { wording } from '../../src/scenario/issues.ts';
import { ScenarioError } from '../../src/scenario/problems.ts';
import { getAt, isTreeObject, type TreeObject } from '../../src/scenario/tree.ts';
import { catalog } from '../support/catalog.ts';
import { compile, SMALL } from '../support/scenarioText.ts';

/** A validated row of the models. */
interface Model {
  readonly layers?: number;
  readonly hidden?: number;
  readonly heads?: number;
  readonly kv_heads?: number;
  readonly head_dim?: number;
  readonly ffn?: number;
  readonly mlp?: 'gated' | 'plain';
  readonly norm?: 'ln' | 'rms';
  readonly bias?: boolean;
  readonly positions?: 'learned' | 'rope' | 'alibi' | 'relative';
  readonly tied_embeddings?: boolean;
  readonly vocabulary?: number;
  readonly sequence_length?: number;
  readonly experts?: { readonly total: number; readonly active: number };
  readonly mla?: object;
  readonly confidence?: string;
  readonly parameters: number;
  readonly active_parameters: number;
}

function rowsOf(name: CatalogName): readonly (readonly [string, TreeObject])[] {
  return Object.entries(catalog[name]).map(([id, row]) => {
    if (!isTreeObject(row)) throw new Error(`${name}: ${id} is no row`);
    return [id, row];
  });
}

/** The row with the accelerator it names put in its place. */
function complete(name: CatalogName, row: TreeObject): TreeObject {
  if (name !== 'nodes') return row;
  return { ...row, accelerator: getAt(catalog.accelerators, [String(row['accelerator'])]) ?? null };
}

const everyRow = CATALOG_NAMES.flatMap((name) => rowsOf(name).map(([id, row]) => [name, id, row] as const));

describe('every row of the catalogues', () => {
  it.each(everyRow)('%s: %s fits its schema', (name, _, row) => {
    const result = CATALOG_SCHEMAS[name].safeParse(complete(name, row), { error: wording });
    expect(result.error?.issues ?? []).toEqual([]);
  });

  it('has a name, a source and a confidence', () => {
    for (const [name, id, row] of everyRow) {
      if (id === 'none') continue;
      for (const key of ['name', 'source', 'confidence']) {
        expect(row[key], `${name}: ${id}: ${key}`).toBeTypeOf('string');
        expect(row[key]).not.toBe('');
      }
    }
  });

  it('has an id that can be typed: lower-case letters, digits, dots and dashes', () => {
    for (const [, id] of everyRow) expect(id).toMatch(/^[a-z0-9][a-z0-9.-]*$/);
  });
});

describe('the catalogue of nodes', () => {
  it.each(rowsOf('nodes'))('%s names an accelerator that exists', (_, row) => {
    expect(Object.keys(catalog.accelerators)).toContain(row['accelerator']);
  });
});

describe('the catalogue of failures', () => {
  it('the Llama 3 counts add to the 419 that Meta published', () => {
    const classes = getAt(catalog.failures, ['llama3-2024', 'classes']) as TreeObject;
    const counts = Object.values(classes).map((row) => Number(getAt(row, ['count'])));
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(419);
    expect(counts).toHaveLength(18);
  });

  it.each(rowsOf('failures'))('%s has one basis throughout, and shares that add to one', (id, row) => {
    const classes = Object.values(row['classes'] as TreeObject);
    const shares = classes.map((one) => getAt(one, ['share'])).filter((share) => share !== undefined);
    const counts = classes.map((one) => getAt(one, ['count'])).filter((count) => count !== undefined);
    expect(shares.length === 0 || counts.length === 0).toBe(true);
    const own = classes.filter((one) => getAt(one, ['rate']) !== undefined);
    expect(shares.length + counts.length + own.length).toBe(classes.length);
    if (shares.length > 0) {
      const sum = shares.reduce<number>((total, share) => total + Number(share), 0);
      expect(Math.abs(sum - 1)).toBeLessThan(1e-9);
    }
    if (id !== 'none') expect(classes.length).toBeGreaterThan(0);
    expect(row['rate']).toBeTypeOf('string');
  });

  it.each(Object.keys(catalog.failures))('%s can be compiled', (id) => {
    const { faults } = compile(SMALL, 'failures.rate=null', `failures.set=${id}`);
    expect(faults.classes.map(({ name }) => name)).toEqual(
      Object.keys(getAt(catalog.failures, [id, 'classes']) as TreeObject),
    );
  });

  it('llama3-2024-full keeps the published counts and tells the silent ones as such', () => {
    const classes = getAt(catalog.failures, ['llama3-2024-full', 'classes']) as TreeObject;
    const counts = Object.values(classes).map((row) => Number(getAt(row, ['count']) ?? 0));
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(419);
    const { faults } = compile(SMALL, 'failures.rate=null', 'failures.set=llama3-2024-full');
    const effects = Object.fromEntries(faults.classes.map(({ name, effect }) => [name, effect.kind]));
    expect(effects).toMatchObject({
      'silent-data-corruption': 'silent',
      'leaf-switch': 'stop',
      'slow-machine': 'slow',
    });
  });

  it('knows a run in which nothing fails', () => {
    expect(catalog.failures['none']).toMatchObject({ rate: '0 / (node day)', classes: {} });
  });
});

/**
 * Parameters of a decoder transformer by its shape (reference step-time.md, section 3), or undefined if the row does
 * not say enough. Attention h a d + 2 h g d + a d h; MLP n_m h f with n_m matrices; norms 2 h (RMS) or 4 h (LN);
 * biases (a + 2 g) d + h of attention and (n_m - 1) f + h of the MLP; embedding V h, twice if untied; learned positions
 * s h; relative positions (Transformer-XL) h a d per layer; one more norm at the end.
 */
function countParameters(model: Model): number | undefined {
  const { layers, hidden, heads, kv_heads: kvHeads, head_dim: headDimension, ffn, vocabulary } = model;
  if (
    layers === undefined ||
    hidden === undefined ||
    heads === undefined ||
    kvHeads === undefined ||
    headDimension === undefined ||
    ffn === undefined ||
    vocabulary === undefined ||
    model.mlp === undefined ||
    model.norm === undefined ||
    model.tied_embeddings === undefined
  ) {
    return undefined;
  }
  const matrices = model.mlp === 'gated' ? 3 : 2;
  const attention = 2 * hidden * heads * headDimension + 2 * hidden * kvHeads * headDimension;
  const mlp = matrices * hidden * ffn;
  const perNorm = model.norm === 'rms' ? hidden : 2 * hidden;
  const biases =
    model.bias === true ? (heads + 2 * kvHeads) * headDimension + hidden + (matrices - 1) * ffn + hidden : 0;
  const relative = model.positions === 'relative' ? hidden * heads * headDimension : 0;
  const positions = model.positions === 'learned' ? (model.sequence_length ?? 0) * hidden : 0;
  const embedding = vocabulary * hidden * (model.tied_embeddings ? 1 : 2);
  return layers * (attention + mlp + 2 * perNorm + biases + relative) + embedding + positions + perNorm;
}

/** Rows whose published number of parameters is itself off, and why. */
const OFF: Readonly<Record<string, string>> = {
  'gpt-3-medium': 'the paper rounds 356 million to "350M"',
  'gpt-3-2.7b': 'the paper rounds 2.65 billion to "2.7B"',
  'megatron-1.7b': 'the paper rounds 1.65 billion to "1.7"',
};

describe('the catalogue of models', () => {
  const models = rowsOf('models').map(
    ([id, row]) => [id, CATALOG_SCHEMAS.models.parse(row) as Model] as const,
  );
  const dense = models.filter(
    ([, model]) =>
      model.experts === undefined && model.mla === undefined && countParameters(model) !== undefined,
  );

  it('describes enough dense transformers to be checked', () => {
    expect(dense.length).toBeGreaterThan(30);
  });

  it.each(dense)('%s has the parameters that its shape gives', (id, model) => {
    const error = Math.abs(countParameters(model)! / model.parameters - 1);
    if (Object.hasOwn(OFF, id)) expect(error, 'no longer an exception').toBeGreaterThan(0.015);
    else expect(error).toBeLessThan(0.015);
  });

  it.each(models)('%s does not use more parameters than it has', (_, model) => {
    expect(model.active_parameters).toBeLessThanOrEqual(model.parameters);
    if (model.experts !== undefined) expect(model.active_parameters).toBeLessThan(model.parameters);
    else if (model.confidence !== 'rumour') expect(model.active_parameters).toBe(model.parameters);
  });

  it.each(models)('%s has a shape that fits together', (_, { heads, kv_heads: kvHeads, experts }) => {
    if (heads !== undefined && kvHeads !== undefined) expect(heads % kvHeads).toBe(0);
    if (experts !== undefined) expect(experts.active).toBeLessThanOrEqual(experts.total);
  });
});

describe('a catalogue file that is no YAML', () => {
  it('is refused with its name', () => {
    const texts = Object.fromEntries(CATALOG_NAMES.map((name) => [name, ''])) as Record<CatalogName, string>;
    try {
      parseCatalog({ ...texts, sites: 'a: [\n' });
    } catch (error) {
      expect(error).toBeInstanceOf(ScenarioError);
      expect((error as ScenarioError).problems[0]?.file).toBe('catalog/sites.yaml');
      return;
    }
    throw new Error('the catalogue was accepted');
  });
});
