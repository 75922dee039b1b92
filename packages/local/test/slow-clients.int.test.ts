import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { defaultLimits } from '../src/limits.ts';
import { base, connectRaw, headOf, openRawTarget, type RawConnection, type RawTarget, statusOf } from './raw-client.ts';

const many = 20;
const patienceMs = 20_000;
const limits = { maxHeaderWaitMs: 400, maxBodyWaitMs: 1_000, minBodyBytesPerSecond: 1024, maxLingerMs: 400 };

let target: RawTarget;
beforeAll(async () => {
  target = await openRawTarget({ limits });
});
afterAll(() => target.close());

/** Sends a byte now and then, as long as the connection lasts. */
function drip({ socket }: RawConnection): void {
  const timer = setInterval(() => socket.write('a'), 20);
  socket.once('close', () => clearInterval(timer));
}

const ping = (): Promise<number> => statusOf(target, 'GET', '/npm/d/abc-000000000000/dev/-/ping');
const upload = 'content-type: multipart/form-data; boundary=x';
const part = '--x\r\nContent-Disposition: form-data; name="content"; filename="p-1.0-py3-none-any.whl"\r\n\r\n';

const slow: readonly (readonly [string, () => readonly string[]])[] = [
  ['say nothing', () => []],
  ['never end the request line', () => ['GET /']],
  ['never end the header', () => ['GET / HTTP/1.1\r\nhost: a\r\nx-slow: ']],
  ['never end the body of an operation', () => [headOf(target, 'POST', '/v1/domains', 'content-length: 1000'), '{']],
  ['never end an upload', () => [headOf(target, 'POST', base, 'content-length: 9999', upload), part]],
  ['never end a chunk', () => [headOf(target, 'POST', base, 'transfer-encoding: chunked', upload), 'ff\r\n--x']],
  ['never end an npm publish', () => [headOf(target, 'PUT', '/npm/d/abc-000000000000/dev/p', 'content-length: 99')]],
  ['go on after they were refused', () => [headOf(target, 'POST', '/pypi/d/abc-1/dev/', 'content-length: 99999')]],
];

/** What of the connections is still there after a time that is far longer than any limit. */
async function stillOpen(connections: readonly (readonly [string, RawConnection])[]): Promise<readonly string[]> {
  const open = new Set(connections);
  const all = connections.map((one) => one[1].ended.then(() => open.delete(one)));
  await Promise.race([Promise.all(all), new Promise((done) => setTimeout(done, patienceMs).unref())]);
  return [...open].map(([name]) => name);
}

describe.each([
  ['are silent', () => undefined],
  ['send a byte now and then', drip],
])('clients that %s', (_how, go) => {
  it('are sent away wherever they stop, and others are served meanwhile', async () => {
    const connections = slow.flatMap(([name, texts]) =>
      Array.from({ length: many }, () => [name, connectRaw(target, ...texts())] as const),
    );
    for (const [, connection] of connections) go(connection);
    expect(await ping()).toBe(200);
    expect(await stillOpen(connections)).toEqual([]);
    expect(await ping()).toBe(200);
    expect(target.reported).toEqual([]);
    expect(await readdir(join(target.server.dataDir, 'incoming'))).toEqual([]);
  });
});

describe('a client that is slow, but not that slow', () => {
  it('is served', async () => {
    const body = JSON.stringify({ maxResults: 1, ignored: 'x'.repeat(6000) });
    const head = headOf(target, 'POST', '/v1/domains', `content-length: ${body.length}`);
    const connection = connectRaw(target, head);
    // Longer in all than a silent one may take.
    for (let at = 0; at < body.length; at += 500) {
      connection.socket.write(body.slice(at, at + 500));
      await new Promise((done) => setTimeout(done, 100));
    }
    // The token of an endpoint is no signature: the answer shows that the whole body was waited for.
    expect(await connection.status()).toBe(403);
    connection.socket.destroy();
  });
});

describe('the patience of a server that is started without limits', () => {
  it('is what the documentation says', () => {
    expect(defaultLimits).toMatchObject({
      maxHeaderWaitMs: 20_000,
      maxBodyWaitMs: 60_000,
      minBodyBytesPerSecond: 1024,
      maxLingerMs: 60_000,
      maxSilenceMs: 300_000,
    });
  });
});
