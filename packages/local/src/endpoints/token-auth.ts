import type { TokenIssuer } from '../auth/tokens.ts';
import type { Request } from '../http/request.ts';

export type TokenCheck =
  | { readonly ok: true; readonly principal: string }
  | { readonly ok: false; readonly status: 401 | 403; readonly message: string };

/** Accepts a token as Bearer, or as the password of Basic with the user `aws`. A token is good in its own domain only. */
export function checkToken(tokens: TokenIssuer, request: Request, domain: string): TokenCheck {
  const token = tokenOf(request.header('authorization'));
  if (token === undefined) return { ok: false, status: 401, message: 'An authorization token is required' };
  const verdict = tokens.verify(token);
  if (!verdict.ok) return { ok: false, status: 401, message: `The authorization token is ${verdict.reason}` };
  if (verdict.claims.domain !== domain) {
    return { ok: false, status: 403, message: 'The authorization token is for another domain' };
  }
  return { ok: true, principal: verdict.claims.principal };
}

function tokenOf(authorization: string | undefined): string | undefined {
  const [scheme = '', value = ''] = (authorization ?? '').trim().split(/\s+/u);
  if (scheme.toLowerCase() === 'bearer') return value;
  if (scheme.toLowerCase() !== 'basic') return undefined;
  const text = Buffer.from(value, 'base64').toString('utf8');
  const at = text.indexOf(':');
  return text.slice(0, at) === 'aws' ? text.slice(at + 1) : undefined;
}
