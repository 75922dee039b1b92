import { createHmac, timingSafeEqual } from 'node:crypto';
import { invalid } from '../errors.ts';

/** Makes and reads `nextToken`. A token belongs to one listing (operation and filter) and is refused by any other, or when changed. */
export interface PageTokens {
  seal(listing: readonly unknown[], key: readonly (string | number)[]): string;
  /** Undefined when `token` is. Throws ValidationException. */
  open(listing: readonly unknown[], token: string | undefined): readonly (string | number)[] | undefined;
}

export function pageTokens(secret: string): PageTokens {
  const sign = (listing: readonly unknown[], payload: string): Buffer =>
    createHmac('sha256', secret)
      .update(JSON.stringify(listing.map((part) => part ?? null)))
      .update('\0')
      .update(payload)
      .digest();
  return {
    seal(listing, key) {
      const payload = Buffer.from(JSON.stringify(key)).toString('base64url');
      return `${payload}.${sign(listing, payload).toString('base64url')}`;
    },
    open(listing, token) {
      if (token === undefined) return undefined;
      const [payload = '', signature = ''] = token.split('.');
      const given = Buffer.from(signature, 'base64url');
      const right = sign(listing, payload);
      if (given.length !== right.length || !timingSafeEqual(given, right)) {
        throw invalid('The provided nextToken is not valid for this request', 'OTHER');
      }
      const key: unknown = JSON.parse(Buffer.from(payload, 'base64url').toString());
      return Array.isArray(key) ? key : undefined;
    },
  };
}

/** Cuts one row more than the page off, and says whether it was there. */
export function cutPage<Row>(rows: readonly Row[], limit: number): { page: readonly Row[]; last: Row | undefined } {
  const page = rows.slice(0, limit);
  return { page, last: rows.length > limit ? page.at(-1) : undefined };
}
