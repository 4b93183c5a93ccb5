import { readdirSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';

const SOURCE = fileURLToPath(new URL('../src', import.meta.url));

/** Each folder may import those before it and itself. */
const ORDER = [
  'engine',
  'model',
  'simulation',
  'scenario',
  'montecarlo',
  'report',
  'runtime',
  'cli',
] as const;
/** Folders that run in a browser worker too. */
const PURE = ['engine', 'model', 'simulation', 'scenario', 'montecarlo'];
const LONGEST_FILE = 350;

interface Import {
  readonly from: string;
  readonly typeOnly: boolean;
}
interface SourceFile {
  /** Like `engine/eventLoop.ts`. */
  readonly name: string;
  readonly folder: string;
  readonly text: string;
  readonly tree: ts.SourceFile;
  readonly imports: readonly Import[];
}

const files: readonly SourceFile[] = readdirSync(SOURCE, { recursive: true, encoding: 'utf8' })
  .filter((path) => /\.(ts|mjs)$/.test(path))
  .map((path) => {
    const text = readFileSync(join(SOURCE, path), 'utf8');
    const tree = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
    const name = path.split(sep).join('/');
    return { name, folder: name.split('/')[0]!, text, tree, imports: importsOf(tree) };
  });

function walk(node: ts.Node, visit: (node: ts.Node) => void): void {
  visit(node);
  ts.forEachChild(node, (child) => walk(child, visit));
}

function importsOf(tree: ts.SourceFile): Import[] {
  const found: Import[] = [];
  walk(tree, (node) => {
    if (
      (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) &&
      node.moduleSpecifier !== undefined
    ) {
      const typeOnly = ts.isImportDeclaration(node) ? isTypeOnly(node) : node.isTypeOnly;
      found.push({ from: (node.moduleSpecifier as ts.StringLiteral).text, typeOnly });
    }
    if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      const [argument] = node.arguments;
      found.push({
        from: argument !== undefined && ts.isStringLiteral(argument) ? argument.text : '?',
        typeOnly: false,
      });
    }
  });
  return found;
}

function isTypeOnly({ importClause: clause }: ts.ImportDeclaration): boolean {
  if (clause === undefined) return false;
  if (clause.phaseModifier === ts.SyntaxKind.TypeKeyword) return true;
  const named = clause.namedBindings;
  return (
    clause.name === undefined &&
    named !== undefined &&
    ts.isNamedImports(named) &&
    named.elements.every((one) => one.isTypeOnly)
  );
}

/** The file of src/ that an import names, or undefined for a package. */
function target(file: SourceFile, from: string): string | undefined {
  if (!from.startsWith('.')) return undefined;
  return relative(SOURCE, resolve(SOURCE, dirname(file.name), from))
    .split(sep)
    .join('/');
}

function packageOf(from: string): string {
  const [first = '', second] = from.split('/');
  return first.startsWith('@') ? `${first}/${second}` : first;
}

/** Every place where `rule` holds, as `file:line: what`. */
function places(folders: readonly string[], rule: (node: ts.Node) => string | undefined): string[] {
  const found: string[] = [];
  for (const file of files.filter(({ folder }) => folders.includes(folder))) {
    walk(file.tree, (node) => {
      const what = rule(node);
      if (what === undefined) return;
      const { line } = file.tree.getLineAndCharacterOfPosition(node.getStart());
      found.push(`${file.name}:${line + 1}: ${what}`);
    });
  }
  return found;
}

/** A name used as a value, and not as a property, a key or a type. */
function isFreeName(node: ts.Node): node is ts.Identifier {
  if (!ts.isIdentifier(node)) return false;
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent) && parent.name === node) return false;
  if (ts.isTypeReferenceNode(parent) || ts.isQualifiedName(parent)) return false;
  return !(
    (ts.isPropertyAssignment(parent) || ts.isPropertySignature(parent) || ts.isPropertyDeclaration(parent)) &&
    parent.name === node
  );
}

function isWholeLiteral(node: ts.Expression): boolean {
  const inner = ts.isPrefixUnaryExpression(node) ? node.operand : node;
  return ts.isNumericLiteral(inner) && Number.isInteger(Number(inner.text));
}

describe('imports', () => {
  it('are found at all', () => {
    expect(files.length).toBeGreaterThan(60);
    expect(new Set(files.map(({ folder }) => folder))).toEqual(new Set(ORDER));
    for (const { name, imports } of files) for (const { from } of imports) expect(from, name).not.toBe('?');
  });

  it('name files that exist', () => {
    const names = new Set(files.map(({ name }) => name));
    for (const file of files) {
      for (const { from } of file.imports) {
        const to = target(file, from);
        if (to !== undefined) expect(names, `${file.name} imports ${from}`).toContain(to);
      }
    }
  });

  it('run one way: engine <- model <- simulation <- scenario <- montecarlo <- runtime <- cli', () => {
    const wrong = files.flatMap((file) =>
      file.imports.flatMap(({ from }) => {
        const folder = target(file, from)?.split('/')[0];
        if (folder === undefined) return [];
        const allowed = ORDER.indexOf(folder as never) <= ORDER.indexOf(file.folder as never);
        return allowed ? [] : [`${file.name} imports ${from}`];
      }),
    );
    expect(wrong).toEqual([]);
  });

  it('of report are of the column table, types of montecarlo and simulation, and itself', () => {
    const wrong = files
      .filter(({ folder }) => folder === 'report')
      .flatMap((file) =>
        file.imports.flatMap(({ from, typeOnly }) => {
          const folder = target(file, from)?.split('/')[0];
          if (folder === undefined || folder === 'report' || folder === 'montecarlo') return [];
          return folder === 'simulation' && typeOnly ? [] : [`${file.name} imports ${from}`];
        }),
      );
    expect(wrong).toEqual([]);
  });

  it('go nowhere in a circle', () => {
    const byName = new Map(files.map((file) => [file.name, file]));
    const done = new Set<string>();
    const circles: string[] = [];
    const follow = (name: string, way: readonly string[]) => {
      if (way.includes(name)) {
        circles.push([...way.slice(way.indexOf(name)), name].join(' -> '));
        return;
      }
      const file = byName.get(name);
      if (done.has(name) || file === undefined) return;
      for (const { from } of file.imports) {
        const to = target(file, from);
        if (to !== undefined) follow(to, [...way, name]);
      }
      done.add(name);
    };
    for (const { name } of files) follow(name, []);
    expect(circles).toEqual([]);
  });

  it('of a folder that runs in a browser are nothing of Node', () => {
    const builtin = new Set(builtinModules);
    const wrong = files
      .filter(({ folder }) => [...PURE, 'report'].includes(folder))
      .flatMap(({ name, imports }) =>
        imports
          .filter(({ from }) => from.startsWith('node:') || builtin.has(packageOf(from)))
          .map(({ from }) => `${name} imports ${from}`),
      );
    expect(wrong).toEqual([]);
  });

  it('of engine are of no third party but the seed hash; model and simulation have none', () => {
    const third = files
      .filter(({ folder }) => ['engine', 'model', 'simulation'].includes(folder))
      .flatMap((file) =>
        file.imports
          .filter(({ from }) => target(file, from) === undefined)
          .map(({ from }) => `${file.folder} imports ${packageOf(from)}`),
      );
    expect(new Set(third)).toEqual(new Set(['engine imports seedrandom']));
  });

  it('are of packages that package.json lists as dependencies', () => {
    const { dependencies } = JSON.parse(readFileSync(join(SOURCE, '..', 'package.json'), 'utf8')) as {
      dependencies: Record<string, string>;
    };
    for (const file of files.filter(({ name }) => name !== 'runtime/workerBoot.mjs')) {
      for (const { from } of file.imports) {
        if (target(file, from) !== undefined || from.startsWith('node:')) continue;
        expect(Object.keys(dependencies), `${file.name} imports ${from}`).toContain(packageOf(from));
      }
    }
  });
});

describe('in engine, model, simulation, scenario and montecarlo', () => {
  it('nothing reads the process, the clock or the console', () => {
    const banned = [
      'process',
      'Date',
      'console',
      'performance',
      'Buffer',
      'require',
      'setTimeout',
      'setInterval',
      'setImmediate',
      'globalThis',
      'crypto',
      'Intl',
    ];
    const rule = (node: ts.Node) => (isFreeName(node) && banned.includes(node.text) ? node.text : undefined);
    expect(places(PURE, rule)).toEqual([]);
  });

  it('nothing is random but the streams, and nothing depends on pow or the locale', () => {
    const rule = (node: ts.Node) => {
      if (!ts.isPropertyAccessExpression(node)) return undefined;
      const { name, expression } = node;
      if (expression.getText() === 'Math' && ['random', 'pow'].includes(name.text))
        return `Math.${name.text}`;
      return /^toLocale|^localeCompare$/.test(name.text) ? name.text : undefined;
    };
    expect(places(PURE, rule)).toEqual([]);
  });

  it('** has a whole literal power', () => {
    const rule = (node: ts.Node) => {
      if (!ts.isBinaryExpression(node)) return undefined;
      const power = [ts.SyntaxKind.AsteriskAsteriskToken, ts.SyntaxKind.AsteriskAsteriskEqualsToken];
      return power.includes(node.operatorToken.kind) && !isWholeLiteral(node.right)
        ? node.getText()
        : undefined;
    };
    expect(places(PURE, rule)).toEqual([]);
  });

  it('Math is not taken apart, where these rules would not see it', () => {
    const rule = (node: ts.Node) =>
      isFreeName(node) && node.text === 'Math' && !ts.isPropertyAccessExpression(node.parent)
        ? node.parent.getText()
        : undefined;
    expect(places(PURE, rule)).toEqual([]);
  });
});

describe('in all of src', () => {
  it('nothing is any, an enum, a namespace or a default export', () => {
    const rule = (node: ts.Node) => {
      if (node.kind === ts.SyntaxKind.AnyKeyword) return 'any';
      if (ts.isEnumDeclaration(node)) return 'enum';
      if (ts.isModuleDeclaration(node)) return 'namespace';
      if (ts.isExportAssignment(node) || node.kind === ts.SyntaxKind.DefaultKeyword) {
        return ts.isDefaultClause(node.parent) ? undefined : 'default export';
      }
      if (ts.isExportSpecifier(node) && node.name.text === 'default') return 'default export';
      return undefined;
    };
    expect(places(ORDER, rule)).toEqual([]);
  });

  it('no comment silences the compiler or the linter', () => {
    for (const { name, text } of files)
      expect(text, name).not.toMatch(/@ts-(ignore|expect-error|nocheck)|biome-ignore/);
  });

  it.each(files.map(({ name, text }) => [name, text.trimEnd().split('\n').length] as const))(
    `%s is at most ${LONGEST_FILE} lines long`,
    (_, lines) => {
      expect(lines).toBeLessThanOrEqual(LONGEST_FILE);
    },
  );

  it('only cli and the worker threads read argv, print or end the process', () => {
    const rule = (node: ts.Node) => {
      if (!ts.isPropertyAccessExpression(node) || node.expression.getText() !== 'process') return undefined;
      return ['argv', 'stdout', 'stderr', 'exit', 'exitCode'].includes(node.name.text)
        ? node.getText()
        : undefined;
    };
    expect(
      places(
        ORDER.filter((folder) => folder !== 'cli'),
        rule,
      ),
    ).toEqual([]);
  });
});
