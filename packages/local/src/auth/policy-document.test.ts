import { describe, expect, it } from 'vitest';
import { globMatches } from './glob.ts';
import { evaluatePolicy, parsePolicy } from './policy-document.ts';

const question = {
  principal: 'arn:aws:iam::000000000000:user/ci',
  account: '000000000000',
  action: 'codeartifact:PublishPackageVersion',
  resource: 'arn:aws:codeartifact:us-east-1:000000000000:package/abc/dev/generic/acme/ui',
  sourceIp: '::ffff:10.1.2.3',
  now: Date.parse('2026-06-01T12:00:00Z'),
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
    [{ Principal: { AWS: question.principal } }, 'Allow'],
    [{ Principal: { AWS: ['arn:aws:iam::000000000000:user/other'] } }, undefined],
    [{ NotPrincipal: { AWS: question.principal } }, undefined],
    [{ Condition: { StringLike: { 'aws:PrincipalArn': '*/ci' } } }, 'Allow'],
    [{ Condition: { StringNotEquals: { 'aws:username': ['ci', 'x'] } } }, undefined],
  ])('of %j is %s', (change, effect) => {
    expect(evaluate({ ...allow, ...change })).toBe(effect);
  });

  it.each([
    [{ IpAddress: { 'aws:SourceIp': ['192.168.0.0/16', '10.0.0.0/8'] } }, true],
    [{ IpAddress: { 'aws:SourceIp': '10.1.2.3' } }, true],
    [{ NotIpAddress: { 'aws:SourceIp': '10.0.0.0/8' } }, false],
    [{ IpAddress: { 'aws:SourceIp': '2001:db8::/32' } }, false],
    [{ Bool: { 'aws:SecureTransport': false } }, true],
    [{ Bool: { 'aws:SecureTransport': 'true' } }, false],
    [{ DateLessThan: { 'aws:CurrentTime': '2026-06-01T12:00:01Z' } }, true],
    [{ DateGreaterThanEquals: { 'aws:CurrentTime': '2026-06-01T12:00:01Z' } }, false],
    [{ NumericGreaterThan: { 'aws:EpochTime': 1_000_000_000 } }, true],
    [{ DateNotEquals: { 'aws:EpochTime': '2026-06-01T12:00:00Z' } }, false],
    [{ StringEquals: { 'aws:RequestedRegion': 'us-east-1' }, Null: { 'aws:PrincipalOrgID': 'true' } }, true],
    [{ StringEquals: { 'aws:PrincipalOrgID': 'o-1' } }, false],
    [{ StringEqualsIfExists: { 'aws:PrincipalOrgID': 'o-1' } }, true],
    [{ StringNotEquals: { 'aws:PrincipalOrgID': 'o-1' } }, true],
    [{ StringNotEqualsIgnoreCase: { 'aws:username': 'CI' } }, false],
    [{ Null: { 'aws:SourceVpce': false } }, false],
    [{ ArnNotLike: { 'aws:PrincipalArn': '*/ci' } }, false],
  ])('holds with the condition %j: %s', (Condition, isMet) => {
    expect(evaluate({ ...allow, Condition })).toBe(isMet ? 'Allow' : undefined);
  });

  it.each(['000000000000', 'arn:aws:iam::000000000000:root'])('leaves an Allow for the account %s to itself', (AWS) => {
    expect(evaluate({ ...allow, Principal: { AWS } })).toBeUndefined();
    expect(evaluate({ ...allow, Effect: 'Deny', Principal: { AWS } })).toBe('Deny');
    expect(evaluate({ ...allow, Effect: 'Deny', NotPrincipal: { AWS } })).toBeUndefined();
  });

  it('lets an explicit Deny win', () => {
    expect(evaluate(allow, { ...allow, Effect: 'Deny' })).toBe('Deny');
  });

  it.each([
    [{ ...allow, Condition: { DateLessThan: { 'aws:CurrentTime': 'x' } } }, 'DateLessThan'],
    [{ ...allow, Condition: { IpAddress: { 'aws:SourceIp': '10.0.0.0/33' } } }, '10.0.0.0/33'],
    [{ ...allow, Condition: { 'ForAllValues:StringEquals': { 'aws:TagKeys': 'x' } } }, 'ForAllValues:StringEquals'],
    [{ ...allow, Condition: { StringLike: { 'aws:ResourceTag/team': 'x' } } }, 'aws:ResourceTag/team'],
    [{ ...allow, Condition: { constructor: { 'aws:username': 'x' } } }, 'constructor'],
    [{ ...allow, Conditions: {} }, 'Conditions'],
    [{ ...allow, Effect: 'Maybe' }, 'Effect'],
    [{ Effect: 'Allow', Resource: '*' }, 'Action'],
  ])('refuses what it could not evaluate: %j', (statement, named) => {
    expect(() => evaluate(statement)).toThrow(named);
  });
});

describe('parsePolicy', () => {
  it('refuses a version that IAM does not know', () => {
    expect(() => parsePolicy(JSON.stringify({ Version: '2026-01-01', Statement: [allow] }))).toThrow('Version is');
  });
});

describe('globMatches', () => {
  it('comes to an end with pathological patterns', () => {
    expect(globMatches(`${'a*'.repeat(2_000)}b`, 'a'.repeat(7_000))).toBe(false);
    expect(globMatches('a?c*e', 'abcde')).toBe(true);
  });
});
