import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { Node } from 'oxc-parser';

import { sourcesOf } from './imports.ts';
import { isTestFile, readSourceFile, type SourceFile, stringValue, UnparsableFile, walk } from './source-file.ts';
import type { Violation } from './violation.ts';
import type { Workspace } from './workspace.ts';

interface Place {
  readonly file: string;
  readonly line: number;
}

interface Codes {
  /** Members of the unions that are exported as `…ErrorCode`. */
  readonly declared: ReadonlyMap<string, Place>;
  /** Literals given to `new CodedError(…)`. */
  readonly thrown: ReadonlyMap<string, Place>;
}

const DOCUMENT = 'docs/errors.md';

/**
 * Holds the public error codes together: the unions exported as `…ErrorCode` in packages/*\/src, the literals given to
 * `new CodedError`, and docs/errors.md, whose headings or first table cells are codes in backticks. While no union is
 * exported there is nothing to hold.
 */
export function checkErrorCodes(workspace: Workspace): Violation[] {
  const { declared, thrown } = codesOf(workspace);
  if (declared.size === 0) return [];
  if (!existsSync(join(workspace.root, DOCUMENT))) {
    return [{ file: DOCUMENT, message: `is missing: ${declared.size} error codes are exported` }];
  }
  const documented = documentedCodes(readFileSync(join(workspace.root, DOCUMENT), 'utf8'));
  return [
    ...missing(declared, documented, (code) => `the error code "${code}" is not in ${DOCUMENT}`),
    ...missing(thrown, declared, (code) => `the error code "${code}" is in no exported …ErrorCode union`),
    ...missing(documented, declared, (code) => `"${code}" is in no exported …ErrorCode union`),
  ];
}

/** The codes of a document: headings that start with a code in backticks, and first cells of table rows. */
function documentedCodes(text: string): ReadonlyMap<string, Place> {
  const codes = new Map<string, Place>();
  for (const [index, line] of text.split('\n').entries()) {
    const code = /^(?:#{2,6}\s+|\|\s*)`([a-z][a-z0-9-]*)`/.exec(line)?.[1];
    if (code !== undefined) codes.set(code, { file: DOCUMENT, line: index + 1 });
  }
  return codes;
}

function codesOf(workspace: Workspace): Codes {
  const sources = workspace.projects
    .filter(({ folder }) => folder.startsWith('packages/'))
    .flatMap((project) => sourcesOf(workspace, project))
    .filter((path) => /^packages\/[^/]+\/src\//.test(path) && !isTestFile(path))
    .map((path) => parsed(workspace.root, path))
    .filter((source) => source !== undefined);
  return { declared: firstPlaces(sources, unionMembers), thrown: firstPlaces(sources, thrownCodes) };
}

function firstPlaces(
  sources: readonly SourceFile[],
  literalsIn: (source: SourceFile) => readonly Node[],
): ReadonlyMap<string, Place> {
  const places = new Map<string, Place>();
  for (const source of sources) {
    for (const literal of literalsIn(source)) {
      const code = stringValue(literal);
      if (code === undefined || places.has(code)) continue;
      places.set(code, { file: source.path, line: source.lineOf(literal.start) });
    }
  }
  return places;
}

function parsed(root: string, path: string): SourceFile | undefined {
  try {
    return readSourceFile(root, path);
  } catch (error) {
    if (error instanceof UnparsableFile) return undefined; // told by the check of imports
    throw error;
  }
}

function unionMembers({ program }: SourceFile): Node[] {
  const members: Node[] = [];
  walk(program, (node, parent) => {
    if (node.type !== 'TSTypeAliasDeclaration' || !node.id.name.endsWith('ErrorCode')) return;
    if (parent?.type === 'ExportNamedDeclaration') members.push(...literalsOf(node.typeAnnotation, program));
  });
  return members;
}

/** The string literals of a union type, those of `(typeof CODES)[number]` included. */
function literalsOf(type: Node, program: Node): Node[] {
  const literals: Node[] = [];
  walk(type, (node, parent) => {
    if (node.type === 'Literal' && parent?.type === 'TSLiteralType') literals.push(node);
    if (node.type === 'TSTypeQuery' && node.exprName.type === 'Identifier') {
      literals.push(...elementsOf(node.exprName.name, program));
    }
  });
  return literals;
}

function elementsOf(name: string, program: Node): Node[] {
  const elements: Node[] = [];
  walk(program, (node) => {
    if (node.type !== 'VariableDeclarator' || node.id.type !== 'Identifier' || node.id.name !== name) return;
    if (node.init) {
      walk(node.init, (inner, parent) => {
        if (inner.type === 'Literal' && parent?.type === 'ArrayExpression') elements.push(inner);
      });
    }
  });
  return elements;
}

function thrownCodes({ program }: SourceFile): Node[] {
  const codes: Node[] = [];
  walk(program, (node) => {
    if (node.type !== 'NewExpression' || node.callee.type !== 'Identifier' || node.callee.name !== 'CodedError') return;
    const [first] = node.arguments;
    if (first) codes.push(first);
  });
  return codes;
}

function missing(
  codes: ReadonlyMap<string, Place>,
  from: ReadonlyMap<string, Place>,
  say: (code: string) => string,
): Violation[] {
  return [...codes].filter(([code]) => !from.has(code)).map(([code, place]) => ({ ...place, message: say(code) }));
}
