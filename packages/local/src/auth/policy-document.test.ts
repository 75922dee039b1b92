import { describe, expect, it } from 'vitest';
import { globMatches } from './glob.ts';
import { evaluatePolicy, parsePolicy } from './policy-document.ts';

const question = {
  principal: 'arn:aws:iam::000000000000:user/ci',
  account: '000000000000',
  action: 'codeartifact:PublishPackageVersion',
  resource: 'arn:aws:codeartifact:us-east-1:000000000000:package/abc/dev/generic/acme/ui',
};

const evaluate = (...statements: readonly Record<string, unknown>[]) =>
  evaluatePolicy(parsePolicy(JSON.stringify({ Version: '2012-10-17', Statement: statements })), question);

const allow = { Effect: 'Allow', Action: '*', Resource: '*' };

describe('evaluatePolicy', () => {
  it.each([
    [{}, 'Allow'],
    [{ Action: 'codeartifact:publish*' }, 'Allow'],
    [{ Action: ['codeartifact:Read*', 'codeartifact:PublishPackageVersion'] }, 'Allow'],
    [{ Action: 'codeartifact:Copy*' }, undefined],
    [{ Action: undefined, NotAction: 'codeartifact:Delete*' }, 'Allow'],
    [{ Resource: 'arn:aws:codeartifact:*:*:package/abc/dev/generic/acme/*' }, 'Allow'],
    [{ Resource: 'arn:aws:codeartifact:*:*:package/abc/prod/*' }, undefined],
    [{ Principal: '*' }, 'Allow'],
    [{ Principal: { AWS: 'arn:aws:iam::000000000000:root' } }, 'Allow'],
    [{ Principal: { AWS: ['arn:aws:iam::000000000000:user/other'] } }, undefined],
    [{ NotPrincipal: { AWS: question.principal } }, undefined],
    [{ Condition: { StringLike: { 'aws:PrincipalArn': '*/ci' } } }, 'Allow'],
    [{ Condition: { StringNotEquals: { 'aws:username': ['ci', 'x'] } } }, undefined],
  ])('of %j is %s', (change, effect) => {
    expect(evaluate({ ...allow, ...change })).toBe(effect);
  });

  it('lets an explicit Deny win', () => {
    expect(evaluate(allow, { ...allow, Effect: 'Deny' })).toBe('Deny');
  });

  it.each([
    [{ ...allow, Condition: { DateLessThan: { 'aws:CurrentTime': 'x' } } }, 'DateLessThan'],
    [{ ...allow, Condition: { StringLike: { 'aws:SourceVpce': 'x' } } }, 'aws:SourceVpce'],
    [{ ...allow, Effect: 'Maybe' }, 'Effect'],
    [{ Effect: 'Allow', Resource: '*' }, 'Action'],
  ])('refuses what it could not evaluate: %j', (statement, named) => {
    expect(() => evaluate(statement)).toThrow(named);
  });
});

describe('globMatches', () => {
  it('comes to an end with pathological patterns', () => {
    expect(globMatches(`${'a*'.repeat(2_000)}b`, 'a'.repeat(7_000))).toBe(false);
    expect(globMatches('a?c*e', 'abcde')).toBe(true);
  });
});
