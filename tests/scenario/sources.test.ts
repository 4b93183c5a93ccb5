import { describe, expect, it } from 'vitest';
import { type Document, isScalar, LineCounter, type Node, type Pair, parseDocument, visit } from 'yaml';
import { fillDefaults } from '../../src/scenario/defaults.ts';
import { scenarioHeader } from '../../src/scenario/header.ts';
import { scenarioSchema } from '../../src/scenario/schema.ts';
import { deleteAt, getAt, type Tree, type TreePath } from '../../src/scenario/tree.ts';
import { shipped, shippedText } from '../support/catalog.ts';

/**
 * The rule. Every number of a scenario says where it comes from, in a comment at the end of its line or of the line of a group
 * that holds it: "assumption" (or "judgement", or "rumour"), "derived" with how, the catalogue, the essay, the paper, an arXiv
 * number, a Table or section, a name that stands in `sources`, or one of the runs and fleets that many scenarios lean on. A
 * number is a value that begins with a digit or a sign: quantities, ranges and multiples are numbers, names like rsc-1 are
 * none. Without a comment may stand
 * - a value that the schema has as its default;
 * - `study` (how often and with which luck it is simulated, and at which points) and `start` (a date): choices, not facts;
 * - names, titles, notes and sources, which are prose.
 */
const EXEMPT: readonly string[] = ['name', 'title', 'notes', 'sources', 'study', 'start'];
const NUMBER = /^[-+.]?\d/;
const KNOWN =
  /assumption|judgement|rumour|derived|catalogue|essay|paper|arXiv:|\bTables? \d|\bsections? \d|model card|default|Llama 3|GPT-3|RSC|MegaScale|ByteRobust/;

interface Unsourced {
  readonly line: number;
  readonly text: string;
}

/** Lines with a number that does not say where it comes from. */
function unsourced(text: string): Unsourced[] {
  const lines = text.split('\n');
  const counter = new LineCounter();
  const document = parseDocument(text, { lineCounter: counter });
  const tree = document.toJS() as Tree;
  const names = namesIn(getAt(tree, ['sources']));
  const lineOf = (node: Node) => counter.linePos(node.range![0]).line;
  const found = new Map<number, string>();
  visit(document, {
    Scalar(key, node, ancestors) {
      if (key === 'key' || !NUMBER.test(String(node.value))) return;
      const path = pathOf(document, node, ancestors);
      if (EXEMPT.includes(String(path[0])) || isDefault(tree, path)) return;
      const groups = ancestors.flatMap((ancestor) => {
        const { key: name } = ancestor as Pair;
        return isScalar(name) ? [lineOf(name)] : [];
      });
      const line = lineOf(node);
      const sourced = [line, ...groups].some((at) => {
        const comment = commentOf(lines[at - 1]!);
        return KNOWN.test(comment) || names.some((name) => comment.includes(name));
      });
      if (!sourced) found.set(line, lines[line - 1]!.trim());
    },
  });
  return [...found].map(([line, of]) => ({ line, text: of }));
}

/** What stands after the last `#` that begins a comment. */
function commentOf(line: string): string {
  return /(?:^|\s)#\s(.*)$/.exec(line.replace(/"[^"]*"|'[^']*'(?=\s*[,}\]]|\s*$)/g, ''))?.[1] ?? '';
}

/** Names that stand in the sources: Osinto, ByteRobust, RSC-1, OPT; and DeepSeek for DeepSeek-V3. */
function namesIn(sources: Tree | undefined): string[] {
  const words = JSON.stringify(sources ?? []).match(/[A-Za-z][\w-]*/g) ?? [];
  const names = words.filter((word) => /^[A-Z]\w{3}|[A-Z].*[A-Z]|^(bigscience|metaseq)$/.test(word));
  return [...new Set(names.flatMap((name) => [name, name.replace(/-.*/, '')]))].filter(
    (name) => name.length > 2 && !/^(arXiv|Tables?|Figures?|Models?|Hardware|Scale)$/.test(name),
  );
}

function pathOf(document: Document, node: Node, ancestors: readonly unknown[]): TreePath {
  const path: (string | number)[] = [];
  const chain = [...ancestors, node];
  chain.forEach((ancestor, index) => {
    if (ancestor === document) return;
    const next = chain[index + 1];
    const { items, key } = ancestor as { items?: readonly unknown[]; key?: unknown };
    if (isScalar(key)) path.push(String(key.value));
    else if (items !== undefined && isSequence(ancestor)) path.push(items.indexOf(next));
  });
  return path;
}

function isSequence(node: unknown): boolean {
  return (node as { constructor: { name: string } }).constructor.name === 'YAMLSeq';
}

/** Whether the scenario would have this value, or the list that it stands in, without its line. */
function isDefault(tree: Tree, path: TreePath): boolean {
  const whole = typeof path.at(-1) === 'number' ? path.slice(0, -1) : path;
  const value = getAt(fillDefaults(scenarioSchema, deleteAt(tree, whole)), whole);
  return value !== undefined && JSON.stringify(value) === JSON.stringify(getAt(tree, whole));
}

describe.each(shipped)('%s', (name) => {
  const text = shippedText(name);

  it('says in its header what it is and what it teaches', () => {
    const { about, teaches } = scenarioHeader(text);
    expect(about.length).toBeGreaterThan(30);
    expect(teaches.length).toBeGreaterThan(30);
    expect(teaches).toMatch(/[^.]\.$/);
  });

  it('has a title and its sources', () => {
    const { title, sources } = parseDocument(text).toJS() as { title?: string; sources?: string[] };
    expect(title).toMatch(/^.{10,100}$/);
    expect(sources?.length ?? 0).toBeGreaterThan(0);
  });

  it('has a source or an assumption for every number', () => {
    expect(unsourced(text)).toEqual([]);
  });
});

describe('the rule', () => {
  const found = (...lines: readonly string[]) =>
    unsourced(['name: a-1', 'sources:', '  - Osinto 2024', '  - OPT', ...lines].join('\n')).map(
      ({ text }) => text,
    );

  it('finds a number without a word on it, or with a word that is no source', () => {
    expect(found('cluster:', '  nodes: 12', '  spares: { hot: 3 } # a few')).toEqual([
      'nodes: 12',
      'spares: { hot: 3 } # a few',
    ]);
    expect(found('uncertainty:', '  failures.rate: 0.5x..2x', '  site.price: [0.1 USD/kWh]')).toHaveLength(2);
    expect(found('site:', '  note: "5 # assumption"')).toHaveLength(1);
  });

  it('takes a source of the line, or of the group', () => {
    expect(found('cluster:', '  nodes: 12 # Osinto', '  spares: # assumption', '    hot: 3')).toEqual([]);
    expect(found('workload:', '  phases:', '    - mfu: 0.4 # OPT', '      step_time: 3 s # Table 4')).toEqual(
      [],
    );
  });

  it('leaves out defaults, names, prose, the study and the start', () => {
    expect(
      found(
        'title: 7 things',
        'study: { replications: 5 }',
        'start: 2024-01-01',
        'embodied:',
        '  lifetime: 5 yr',
      ),
    ).toEqual([]);
    expect(found('failures:', '  set: rsc-1')).toEqual([]);
  });
});
