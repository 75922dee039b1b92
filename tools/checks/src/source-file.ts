import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { type Node, parseSync, visitorKeys } from 'oxc-parser';

export interface ImportUse {
  /** As written; undefined where it is computed at run time. */
  readonly specifier: string | undefined;
  readonly line: number;
}

export interface NameUse {
  /** For example `Date.now`, `process` or `new Date()`. */
  readonly name: string;
  readonly line: number;
}

export interface SourceFile {
  /** Path from the workspace root, with `/`. */
  readonly path: string;
  readonly program: Node;
  /** 1-based line of a position in the text. */
  readonly lineOf: (position: number) => number;
}

/** Whether the file is a test, or only serves tests. */
export function isTestFile(path: string): boolean {
  return /\.(test|bench)\.[cm]?[jt]s$/.test(path) || /^[^/]+\/[^/]+\/test\//.test(path);
}

/** Says where a file is not valid TypeScript. */
export class UnparsableFile extends Error {
  /** 1-based. */
  readonly line: number;

  constructor(message: string, line: number) {
    super(message);
    this.name = 'UnparsableFile';
    this.line = line;
  }
}

/** Reads and parses one file. Throws UnparsableFile. */
export function readSourceFile(root: string, path: string): SourceFile {
  const text = readFileSync(join(root, path), 'utf8');
  const lineStarts = [0];
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) lineStarts.push(at + 1);
  const lineOf = (position: number): number => lineStarts.findLastIndex((start) => start <= position) + 1;
  const { program, errors } = parseSync(path, text);
  const [error] = errors.filter(({ severity }) => severity === 'Error');
  if (error) throw new UnparsableFile(error.message, lineOf(error.labels[0]?.start ?? 0));
  return { path, program, lineOf };
}

/** Calls `visit` for each node below and including `node`, parents first. */
export function walk(node: Node, visit: (node: Node, parent: Node | undefined) => void, parent?: Node): void {
  visit(node, parent);
  for (const child of childrenOf(node)) walk(child, visit, node);
}

/** Every import of the file: static, re-exported, dynamic, of types, by `require`, `import =` and `import.meta.resolve`. */
export function importsOf({ program, lineOf }: SourceFile): ImportUse[] {
  const uses: ImportUse[] = [];
  walk(program, (node) => {
    const source = importSource(node);
    if (source !== undefined) uses.push({ specifier: stringValue(source), line: lineOf(node.start) });
  });
  return uses;
}

/** The uses of global names that a pure layer must not touch: see `IMPURE_USES`. */
export function impureUsesOf({ program, lineOf }: SourceFile): NameUse[] {
  const uses: NameUse[] = [];
  walk(program, (node, parent) => {
    const name = impureName(node, parent);
    if (name !== undefined) uses.push({ name, line: lineOf(node.start) });
  });
  return uses;
}

/** The text of a string literal, or of a template without expressions. */
export function stringValue(node: Node): string | undefined {
  if (node.type === 'Literal' && typeof node.value === 'string') return node.value;
  if (node.type === 'TemplateLiteral' && node.expressions.length === 0)
    return node.quasis[0]?.value.cooked ?? undefined;
  return undefined;
}

function importSource(node: Node): Node | undefined {
  switch (node.type) {
    case 'ImportDeclaration':
    case 'ExportAllDeclaration':
    case 'ImportExpression':
    case 'TSImportType':
      return node.source;
    case 'ExportNamedDeclaration':
      return node.source ?? undefined;
    case 'TSExternalModuleReference':
      return node.expression;
    case 'CallExpression':
      return isLoader(node.callee) ? node.arguments[0] : undefined;
    default:
      return undefined;
  }
}

const LOADERS = new Set(['require', 'require.resolve', 'import.meta.resolve', 'process.getBuiltinModule']);

const IMPURE_MEMBERS = new Set(['Date.now', 'Math.random', 'performance.now']);

function isLoader(callee: Node): boolean {
  return LOADERS.has(dottedName(callee));
}

function impureName(node: Node, parent: Node | undefined): string | undefined {
  if (node.type === 'NewExpression' && dottedName(node.callee) === 'Date' && node.arguments.length === 0) {
    return 'new Date()';
  }
  if (node.type === 'CallExpression' && dottedName(node.callee) === 'Date') return 'Date()';
  if (node.type === 'MemberExpression') {
    const name = dottedName(node);
    return IMPURE_MEMBERS.has(name) || (name === 'process' && isGlobalThis(node.object)) ? name : undefined;
  }
  return node.type === 'Identifier' && node.name === 'process' && !isOwnName(node, parent) ? 'process' : undefined;
}

/** Whether the identifier only names a member or a property: `x.process`, `{ process: 1 }`. */
function isOwnName(node: Node, parent: Node | undefined): boolean {
  if (parent === undefined) return false;
  if (parent.type === 'MemberExpression') return parent.property === node && !parent.computed;
  return 'key' in parent && parent.key === node;
}

/** `a.b.c` of a chain of plain members, `globalThis.` taken off; the empty string for everything else. */
function dottedName(node: Node): string {
  if (node.type === 'Identifier') return node.name;
  if (node.type === 'MetaProperty') return `${node.meta.name}.${node.property.name}`;
  if (node.type !== 'MemberExpression') return '';
  const owner = dottedName(node.object);
  const member = node.computed ? stringValue(node.property) : dottedName(node.property);
  if (owner === '' || member === undefined || member === '') return '';
  return isGlobalThis(node.object) ? member : `${owner}.${member}`;
}

function isGlobalThis(node: Node): boolean {
  return node.type === 'Identifier' && node.name === 'globalThis';
}

function childrenOf(node: Node): Node[] {
  const children: Node[] = [];
  for (const key of visitorKeys[node.type] ?? []) {
    const value: unknown = Reflect.get(node, key);
    if (isNode(value)) children.push(value);
    else if (Array.isArray(value)) children.push(...value.filter(isNode));
  }
  return children;
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';
}
