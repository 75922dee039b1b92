import { createHash } from 'node:crypto';

import type { Server } from './server.ts';
import { type Request, sign } from './sign.ts';

export interface CallInput {
  /** Default POST. */
  readonly method?: Request['method'];
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** One call of the service's API, answered as JSON; throws for any status but 200. */
export async function callService<Answer>(server: Server, input: CallInput): Promise<Answer> {
  const { method = 'POST', path, query = {} } = input;
  const body = input.body === undefined ? '' : JSON.stringify(input.body);
  const sha256 = createHash('sha256').update(body).digest('hex');
  const { headers, url } = sign(server, { method, path, query, sha256 });
  const type: Record<string, string> = body === '' ? {} : { 'content-type': 'application/json' };
  const response = await fetch(url, { method, headers: { ...headers, ...type }, ...(body === '' ? {} : { body }) });
  const text = await response.text();
  if (response.status !== 200) throw new Error(`${method} ${path}: ${response.status} ${text.slice(0, 500)}`);
  const answer: Answer = JSON.parse(text);
  return answer;
}
