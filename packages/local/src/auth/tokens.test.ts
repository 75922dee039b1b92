import { describe, expect, it } from 'vitest';
import { tokenIssuer } from './tokens.ts';

const claims = { domain: 'abc', principal: 'arn:aws:iam::000000000000:user/a', expiresMs: 10_000 };

describe('tokenIssuer', () => {
  it('reads what it issued', () => {
    const issuer = tokenIssuer('secret', () => 5_000);
    expect(issuer.verify(issuer.issue(claims))).toEqual({ ok: true, claims });
  });

  it('tells an expired token from one that is not its own', () => {
    const token = tokenIssuer('secret', () => 0).issue(claims);
    expect(tokenIssuer('secret', () => 10_000).verify(token)).toEqual({ ok: false, reason: 'expired' });
    expect(tokenIssuer('other', () => 0).verify(token)).toEqual({ ok: false, reason: 'invalid' });
    expect(tokenIssuer('secret', () => 0).verify('')).toEqual({ ok: false, reason: 'invalid' });
  });
});
