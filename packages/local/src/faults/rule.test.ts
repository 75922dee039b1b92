import { describe, expect, it } from 'vitest';
import { parseRule } from './rule.ts';

describe('a fault rule', () => {
  it('has what was given, and the rest as it is meant', () => {
    const rule = parseRule({ operation: 'DescribeDomain', nth: 2, action: { kind: 'error', when: 'after-effect' } });
    expect(rule).toMatchObject({
      operations: ['DescribeDomain'],
      nth: 2,
      times: 1,
      action: { kind: 'error', status: 500, when: 'after-effect' },
    });
  });

  it.each([
    ['a member that there is not', { operations: ['x'], action: { kind: 'hold' } }, 'unknown fields: operations'],
    [
      'a member that the action has not',
      { action: { kind: 'error', code: 503 } },
      'unknown fields: code; there are: status, when',
    ],
    ['a member of an action that takes none', { action: { kind: 'expire-token', ms: 1 } }, 'there are: none'],
    ['an action that there is not', { action: { kind: 'explode' } }, "there is no action 'explode'"],
    [
      'an action by a name that every object has',
      { action: { kind: 'constructor' } },
      "there is no action 'constructor'",
    ],
    ['no action', {}, 'the action is an object'],
    ['a moment that is none', { action: { kind: 'hold', when: 'later' } }, "'later' is not possible"],
    ['a missing number', { action: { kind: 'latency' } }, 'ms is missing'],
    ['a negative number', { action: { kind: 'latency', ms: -1 } }, 'ms is a number that is not negative'],
    ['a broken expression', { path: '(', action: { kind: 'hold' } }, 'path is no regular expression'],
  ])('is refused with %s', (_what, rule, said) => {
    expect(() => parseRule(rule)).toThrow(said);
  });
});
