import { describe, expect, it } from 'vitest';
import {
  type Document,
  isAlias,
  isCollection,
  isMap,
  isPair,
  isScalar,
  isSeq,
  Lexer,
  LineCounter,
  type Node,
  parseDocument,
  visit,
} from 'yaml';
import { CATALOG_NAMES } from '../../src/scenario/catalog.ts';
import { fillDefaults } from '../../src/scenario/defaults.ts';
import { scenarioHeader } from '../../src/scenario/header.ts';
import { scenarioSchema } from '../../src/scenario/schema.ts';
import { deleteAt, getAt, setAt, type Tree, type TreePath } from '../../src/scenario/tree.ts';
import { parseQuantity } from '../../src/scenario/units.ts';
import { catalog, shipped, shippedText } from '../support/catalog.ts';

/**
 * The rule. Every number of a scenario has a comment at the end of its line that begins with where the number comes from:
 * - `NAME` or `NAME section 3` (Table, Figure), where an entry of `sources` begins with NAME and a comma, bracket or ` - `;
 * - `assumption`, `judgement` or `rumour`;
 * - `derived: how`;
 * - `catalogue: ROW`, a row of scenarios/catalog that has this number.
 * After it comes nothing, or what there is to say behind a colon, comma or semicolon. Numbers that stand directly in a group of
 * single values may leave it to the comment at the key of the group.
 *
 * Numbers are: all that YAML calls one; text with a digit, but for single words that begin with a letter (rsc-1, bf16); and
 * units that count as one of themselves (hour). Points of `study.sweep` are numbers as any. No comment is needed for
 * - a value, list or group that the schema has as its default;
 * - the rest of `study` (how often and with which luck it is simulated) and `start` (a date): choices, not facts;
 * - names, titles, notes and sources, which are prose.
 * An alias hides what it stands for, so a shipped scenario has none.
 */
const CHOICES: readonly string[] = ['study', 'start'];
const PROSE: readonly unknown[] = ['name', 'title', 'notes', 'note', 'sources', 'source', 'basis'];
const WORD = /^[A-Za-z][\w.-]*$/;
const PLACE = String.raw`(?: (?:sections?|Tables?|Figures?) \d[\w.]*(?: (?:and|to) \d[\w.]*)?)?`;
const END = '(?=$|[:,;])';
const KEYWORDS = ['assumption', 'judgement', 'rumour', 'derived', 'catalogue', 'default'];

/** Lines that break the rule, as they stand there. */
function unsourced(text: string): string[] {
  const counter = new LineCounter();
  const document = parseDocument(text, { lineCounter: counter });
  const tree = document.toJS() as Tree;
  const lines = text.split('\n');
  const comments = commentsOf(text);
  const names = namesIn(getAt(tree, ['sources']));
  const lineOf = (node: Node) => counter.linePos(node.range![0]).line;
  const found = new Set<number>();
  visit(document, (key, node, ancestors) => {
    if (isAlias(node)) found.add(lineOf(node));
    if (!isScalar(node) || key === 'key') return;
    const path = pathOf(document, node, ancestors as readonly Node[]);
    if (isExempt(path) || !isNumber(tree, path, node.value) || isDefault(tree, path)) return;
    const group = keyOfGroup(ancestors as readonly Node[]);
    const comment = comments.get(lineOf(node)) ?? (group && comments.get(lineOf(group))) ?? '';
    if (!isOrigin(comment, names, node.value)) found.add(lineOf(node));
  });
  return [...found].map((line) => lines[line - 1]!.trim());
}

/** Whether a comment begins with where the number `value` comes from. */
function isOrigin(comment: string, names: readonly string[], value: unknown): boolean {
  const row = new RegExp(`^catalogue: ([\\w.-]+)${END}`, 'i').exec(comment)?.[1];
  if (row !== undefined) return CATALOG_NAMES.some((name) => holds(catalog[name][row], value));
  if (/^derived: \S/i.test(comment)) return true;
  const origins = ['assumption', 'judgement', 'rumour', ...names.map((name) => escaped(name) + PLACE)];
  return new RegExp(`^(?:${origins.join('|')})${END}`, 'i').test(comment);
}

function holds(tree: Tree | undefined, value: unknown): boolean {
  if (typeof tree !== 'object' || tree === null) return tree === value;
  return Object.values(tree).some((one: Tree) => holds(one, value));
}

function escaped(name: string): string {
  return name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

/** What the sources are called in comments: what stands before the first comma, bracket or dash between blanks. */
function namesIn(sources: Tree | undefined): string[] {
  const entries = Array.isArray(sources) ? sources.map(String) : [];
  return entries.flatMap((entry) => /^(.+?)(?:,| \(| - )/.exec(entry)?.[1] ?? []);
}

/** Comments by line, without their `#`. */
function commentsOf(text: string): ReadonlyMap<number, string> {
  const comments = new Map<number, string>();
  let line = 1;
  for (const token of new Lexer().lex(text)) {
    if (token.startsWith('#')) comments.set(line, token.slice(1).trim());
    line += token.split('\n').length - 1;
  }
  return comments;
}

/** The key of the group or list that a value stands in directly, if that holds single values only. */
function keyOfGroup(ancestors: readonly Node[]): Node | undefined {
  const at = ancestors.findLastIndex((ancestor) => isCollection(ancestor));
  const group = ancestors[at];
  const pair: unknown = ancestors[at - 1];
  if (!isCollection(group) || !isPair(pair)) return undefined;
  const values = group.items.map((item) => (isPair(item) ? item.value : item));
  return values.every((value) => value === null || isScalar(value)) ? (pair.key as Node) : undefined;
}

function pathOf(document: Document, node: Node, ancestors: readonly Node[]): TreePath {
  const chain = [...ancestors, node];
  return chain.flatMap((ancestor: unknown, index): (string | number)[] => {
    if (ancestor === document || isMap(ancestor)) return [];
    if (isPair(ancestor)) return [String((ancestor.key as { value: unknown }).value)];
    return isSeq(ancestor) ? [ancestor.items.indexOf(chain[index + 1])] : [];
  });
}

/** The paths that a value is for: of a point of a sweep or an uncertain value those that it sets. */
function meant(path: TreePath): readonly TreePath[] {
  const [first, second] = path;
  if (first !== 'uncertainty' && !(first === 'study' && second === 'sweep')) return [path];
  const key = path[first === 'uncertainty' ? 1 : 2];
  return String(key)
    .split(',')
    .map((one) => one.trim().split('.'));
}

function isExempt(path: TreePath): boolean {
  if (path.some((key) => PROSE.includes(key))) return true;
  return meant(path).every(([first]) => CHOICES.includes(String(first)));
}

function isNumber(tree: Tree, path: TreePath, value: unknown): boolean {
  if (typeof value === 'number') return true;
  if (typeof value !== 'string') return false;
  if (value.includes('..') || (/\d/.test(value) && !WORD.test(value))) return true;
  return parseQuantity(value).ok && meant(path).some((one) => takesQuantity(tree, one, value));
}

/** Whether the schema takes one of this unit at the path: of an hour yes, of the node that a copy is lost with no. */
function takesQuantity(tree: Tree, path: TreePath, unit: string): boolean {
  const { error } = scenarioSchema.safeParse(setAt(tree, path, `1 ${unit.replace(/^[+-]/, '')}`));
  const at = path.map(String);
  const refused = error?.issues.some(
    (issue) => issue.path.length > 0 && issue.path.every((key, depth) => String(key) === at[depth]),
  );
  return refused !== true;
}

/** Whether the scenario would have this value, or the list or group that it stands in, without writing it. */
function isDefault(tree: Tree, path: TreePath): boolean {
  return path.some((key, index) => {
    if (typeof key === 'number') return false;
    const whole = path.slice(0, index + 1);
    const value = getAt(fillDefaults(scenarioSchema, deleteAt(tree, whole)), whole);
    return value !== undefined && JSON.stringify(value) === JSON.stringify(getAt(tree, whole));
  });
}

/** Entries of `sources` that comments cannot name, or that are a name and nothing to find them by. */
function badSources(sources: readonly string[]): string[] {
  return sources.filter((entry) => {
    const name = namesIn([entry])[0]?.toLowerCase() ?? '';
    const alike = namesIn([...sources]).filter((other) => other.toLowerCase() === name);
    return !/^[a-z].{1,39}$/.test(name) || KEYWORDS.includes(name) || alike.length > 1;
  });
}

/** Of `known` names of sources those that a comment behind a value has, but the scenario's own sources have not. */
function unlisted(text: string, known: readonly string[]): string[] {
  const lines = text.split('\n');
  const behindValues = [...commentsOf(text)].filter(([line]) => !/^\s*#/.test(lines[line - 1]!));
  const listed = JSON.stringify(sourcesOf(text)).toLowerCase();
  return [...new Set(known)].filter((name) => {
    const mention = new RegExp(`(?<![\\w-])${escaped(name)}(?![\\w-])`, 'i');
    return !listed.includes(name.toLowerCase()) && behindValues.some(([, comment]) => mention.test(comment));
  });
}

function sourcesOf(text: string): string[] {
  const { sources } = parseDocument(text).toJS() as { sources?: string[] };
  return sources ?? [];
}

const allNames: readonly string[] = shipped.flatMap((name) => namesIn(sourcesOf(shippedText(name))));

describe.each(shipped)('%s', (name) => {
  const text = shippedText(name);

  it('says in its header what it is and what it teaches', () => {
    const { about, teaches } = scenarioHeader(text);
    expect(about.length).toBeGreaterThan(30);
    expect(teaches.length).toBeGreaterThan(30);
    expect(teaches).toMatch(/[^.]\.$/);
  });

  it('has a title and sources that comments can name', () => {
    const { title } = parseDocument(text).toJS() as { title?: string };
    expect(title).toMatch(/^.{10,100}$/);
    expect(sourcesOf(text).length).toBeGreaterThan(0);
    expect(badSources(sourcesOf(text))).toEqual([]);
  });

  it('has a source or an assumption for every number, and no alias', () => {
    expect(unsourced(text)).toEqual([]);
  });

  it('lists every source that its comments mention', () => {
    expect(unlisted(text, allNames)).toEqual([]);
  });
});

describe('the rule', () => {
  const head = [
    'name: a-1',
    'sources:',
    '  - Essay - Osinto, "Scale is all you need", 2024, on a GPU',
    '  - OPT, arXiv:2205.01068',
    '  - Brown et al. (GPT-3), 2020',
    '  - A survey without a name to it',
  ];
  const found = (...lines: readonly string[]) => unsourced([...head, ...lines].join('\n'));
  const passes = (comment: string) => found('cluster:', `  nodes: 12 # ${comment}`).length === 0;

  it.each([
    'OPT',
    'OPT section 2.4',
    'OPT Table 4: 124 nodes',
    'OPT Tables 4 and 5; read off',
    'OPT, Figure 3, read off',
    'essay: 12 nodes',
    'Brown et al.: twelve',
    'assumption',
    'assumption: a few',
    'assumption, after OPT',
    'judgement',
    'rumour: twelve',
    'derived: two racks of six',
    'catalogue: gpt-2-small',
    'catalogue: gpt-2-small, its layers',
  ])('takes "%s"', (comment) => {
    expect(passes(comment)).toBe(true);
  });

  it.each([
    'a few',
    'not the default',
    'the default',
    'no assumption is made',
    'an assumption',
    'assumptions differ',
    'assumption-free',
    'derived',
    'derived:',
    'on paper',
    'the paper',
    'model card',
    'Table 99',
    'see section 12',
    'arXiv:2205.01068',
    'more than OPT',
    'unlike OPT',
    'OPT has other numbers',
    'OPT-IML: 12',
    'OPTIONAL: 12',
    'Essays: 12',
    'Osinto',
    'GPU',
    'GPT-3',
    'Llama 3',
    'Brown et alii',
    'A survey without a name to it',
    'catalogue',
    'the catalogue',
    'catalogue: no-such-row',
    'catalogue: gpt-2-medium',
    'catalogue: on demand',
  ])('does not take "%s"', (comment) => {
    expect(passes(comment)).toBe(false);
  });

  it('reads the comment of the line, and nothing that looks like one', () => {
    expect(found('cluster:', '  nodes: 12')).toEqual(['nodes: 12']);
    expect(found('cluster:', '  # OPT', '  nodes: 12')).toHaveLength(1);
    expect(found('site:', '  price: "5 USD/kWh # assumption"')).toHaveLength(1);
    expect(found('site:', "  price: '5 USD/kWh # OPT' # dear")).toHaveLength(1);
    expect(found('cluster:', '  spares: { hot: 1, cold: 2 } # OPT')).toEqual([]);
  });

  it('takes the comment of the nearest group if it holds single values only, and of lines without one', () => {
    expect(found('cluster:', '  spares: # OPT', '    hot: 3', '    cold: 4')).toEqual([]);
    expect(found('heat:', '  fans: # OPT', '    - 3', '    - 4')).toEqual([]);
    expect(found('cluster: # OPT', '  nodes: 12', '  spares: { hot: 3 }')).toEqual([
      'nodes: 12',
      'spares: { hot: 3 }',
    ]);
    expect(found('cluster: # OPT', '  spares:', '    hot: 3')).toHaveLength(1);
    expect(found('cluster: # OPT', '  nodes: 12', '  spares: null')).toEqual([]);
    expect(found('cluster:', '  spares: # OPT', '    hot: 3 # unlike OPT')).toHaveLength(1);
    expect(found('workload:', '  phases: # OPT', '    - mfu: 0.4', '      step_time: 3 s')).toHaveLength(2);
    expect(
      found('workload:', '  phases:', '    - mfu: 0.4 # OPT', '      step_time: 3 s # OPT Table 4'),
    ).toEqual([]);
  });

  it('sees numbers in every form', () => {
    expect(found('failures:', '  rate: "(3.79) / (1000 node day)"')).toHaveLength(1);
    expect(
      found('workload:', '  phases:', '    - mfu: .inf', '    - mfu: .nan', '    - mfu: -.5'),
    ).toHaveLength(3);
    expect(found('recovery:', '  startup: about 12 min')).toHaveLength(1);
    expect(found('recovery:', '  startup: hour', '  restart: "hour / 2"')).toHaveLength(2);
    expect(found('heat:', '  design_outdoor: -degC')).toHaveLength(1);
    const growth = ['growth:', '  reference: node', '  exponent: 0.25 # OPT'].map((line) => `    ${line}`);
    expect(found('recovery:', '  restart:', '    time: hour', ...growth)).toEqual([
      'time: hour',
      'reference: node',
    ]);
    expect(found('maintenance:', '  firmware:', '    window: { from: "01:00" }')).toHaveLength(1);
    expect(found('uncertainty:', '  failures.rate: 0.5x..2x', '  checkpoint.stall: min..hour')).toHaveLength(
      2,
    );
    expect(found('uncertainty:', '  site.price: [0.1 USD/kWh]', '  checkpoint.stall: hour')).toHaveLength(2);
  });

  it('refuses an alias', () => {
    expect(found('cluster:', '  nodes: &n 12 # OPT', '  spares: { hot: *n } # OPT')).toEqual([
      'spares: { hot: *n } # OPT',
    ]);
  });

  it('wants a source for the points of a sweep, not for the rest of the study', () => {
    const sweep = (...lines: readonly string[]) => found('study:', '  replications: 5', '  sweep:', ...lines);
    expect(sweep('    cluster.nodes: [127, 254]')).toEqual(['cluster.nodes: [127, 254]']);
    expect(sweep('    checkpoint.interval: 10 min..4 h log 6')).toHaveLength(1);
    expect(sweep('    "start,cluster.nodes": ["2024-01-01", "7"]')).toHaveLength(1);
    expect(sweep('    cluster.nodes: [127, 254] # derived: doubled')).toEqual([]);
    expect(sweep('    start: ["2024-01-01"]', '    failures.set: [rsc-1, rsc-2]')).toEqual([]);
  });

  it('leaves out defaults, names, prose, the study and the start', () => {
    expect(
      found(
        'title: 7 things',
        'study: { replications: 5, seed: 7 }',
        'start: 2024-01-01',
        'embodied:',
        '  lifetime: 5 yr',
        'repair:',
        '  time: { lognormal: { median: 54 min, mean: 355 min } }',
      ),
    ).toEqual([]);
    expect(found('failures:', '  set: rsc-1', 'workload:', '  precision: bf16')).toEqual([]);
    expect(found('workload:', '  model:', '    name: A model of 7 layers')).toEqual([]);
    expect(found('checkpoint:', '  tiers:', '    memory: { lost_with: node }')).toEqual([]);
    expect(found('repair:', '  time: { lognormal: { median: 54 min, mean: 356 min } }')).toHaveLength(1);
  });

  it('finds sources that comments cannot name', () => {
    expect(badSources(['OPT, arXiv:2205.01068', 'PaLM (loss spikes)'])).toEqual([]);
    const wrong = [
      'A survey without a name to it',
      'Assumption, 2024',
      '7 things, 2024',
      'OPT, 2022',
      'OPT - again',
    ];
    expect(badSources(['PaLM (loss spikes)', ...wrong])).toEqual(wrong);
  });

  it('finds sources that comments mention but the scenario does not list', () => {
    const text = [
      ...head,
      '# PaLM is told of here',
      'cluster:',
      '  nodes: 12 # assumption, after MegaScale',
    ].join('\n');
    expect(unlisted(text, ['MegaScale', 'Mega', 'PaLM', 'OPT'])).toEqual(['MegaScale']);
  });
});
