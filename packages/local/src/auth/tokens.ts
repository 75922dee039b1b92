import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

export interface TokenClaims {
  readonly domain: string;
  readonly principal: string;
  /** Milliseconds since the epoch. */
  readonly expiresMs: number;
}

export type TokenVerdict =
  | { readonly ok: true; readonly claims: TokenClaims }
  | { readonly ok: false; readonly reason: 'invalid' | 'expired' };

/** Authorization tokens: opaque, in the look of a JWT, signed with the data folder's secret, so that they outlive a restart. */
export interface TokenIssuer {
  issue(claims: TokenClaims): string;
  verify(token: string): TokenVerdict;
}

const header = Buffer.from(JSON.stringify({ ver: 1, typ: 'JWT', alg: 'HS256' })).toString('base64url');

export function tokenIssuer(secret: string, now: () => number): TokenIssuer {
  const sign = (text: string): Buffer => createHmac('sha256', secret).update(text).digest();
  return {
    issue(claims) {
      const payload = {
        sub: claims.principal,
        domain: claims.domain,
        exp: claims.expiresMs / 1000,
        jti: randomBytes(12).toString('hex'),
      };
      const text = `${header}.${Buffer.from(JSON.stringify(payload)).toString('base64url')}`;
      return `${text}.${sign(text).toString('base64url')}`;
    },
    verify(token) {
      const [head = '', payload = '', signature = ''] = token.split('.');
      const given = Buffer.from(signature, 'base64url');
      const right = sign(`${head}.${payload}`);
      if (given.length !== right.length || !timingSafeEqual(given, right)) return { ok: false, reason: 'invalid' };
      const claims = JSON.parse(Buffer.from(payload, 'base64url').toString());
      const expiresMs = claims.exp * 1000;
      if (expiresMs <= now()) return { ok: false, reason: 'expired' };
      return { ok: true, claims: { domain: claims.domain, principal: claims.sub, expiresMs } };
    },
  };
}
