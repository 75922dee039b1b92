import { quoted } from './errors.ts';

const TOKEN = /\s*(\(|\)|[A-Za-z0-9.-]+\+?)/y;
const OPERATORS = ['AND', 'OR', 'WITH'];

/**
 * What is wrong with the form of a `License-Expression` (PEP 639, SPDX annex D), or undefined. Whether each licence is on
 * SPDX's list is left to the index, which has a current one.
 */
export function licenseExpressionProblem(value: string): string | undefined {
  const tokens = tokenize(value);
  return tokens && isExpression(tokens) ? undefined : `${quoted(value)} is not an SPDX licence expression`;
}

/** What is wrong with a `License-File` (PEP 639: a relative path with `/`, no `..`, no patterns), or undefined. */
export function licenseFileProblem(path: string): string | undefined {
  if (path.includes('..')) return `the licence file ${quoted(path)} points outside its directory`;
  if (path.includes('*')) return `the licence file ${quoted(path)} is a pattern`;
  if (/^(?:\/|[A-Za-z]:)/.test(path)) return `the licence file ${quoted(path)} is not a relative path`;
  return path.includes('\\') ? `the licence file ${quoted(path)} has a backslash` : undefined;
}

function tokenize(value: string): string[] | undefined {
  const text = value.trimEnd();
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.length) {
    const match = TOKEN.exec(text);
    if (!match) return undefined;
    tokens.push(match[1] ?? '');
  }
  return tokens;
}

function isExpression(tokens: readonly string[]): boolean {
  let depth = 0;
  let wantsLicense = true;
  let afterWith = false;
  for (const token of tokens) {
    const isOperator = OPERATORS.includes(token.toUpperCase());
    if (token === '(') depth += 1;
    else if (token === ')') depth -= 1;
    const wanted = wantsLicense ? token !== ')' && !isOperator : token === ')' || isOperator;
    if (!wanted || depth < 0 || (afterWith && token === '(')) return false;
    wantsLicense = isOperator || token === '(';
    afterWith = token.toUpperCase() === 'WITH';
  }
  return depth === 0 && !wantsLicense;
}
