import { createHash } from 'node:crypto';
import { readdir, readlink } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectRaw, headOf, openRawTarget, type RawConnection, type RawTarget } from './raw-client.ts';
import { publishers } from './publish-any.ts';

/** More than sockets and their readers hold, so that the server has to wait for a client that takes nothing. */
const size = 24 * 1024 * 1024;

/** Other text at every place, so that bytes of another part of the file are noticed. */
const text = Array.from({ length: size / 8 }, (_, n) => n.toString(36).padStart(7, '.')).join('\n') + '\n';

const path = '/pypi/d/abc-000000000000/dev/simple/p/1.0.0/p-1.0.0-py3-none-any.whl';

let target: RawTarget;
beforeAll(async () => {
  target = await openRawTarget();
  const { server, token } = target;
  await publishers.pypi.publish({ endpoint: server.endpoint, token, credentials: server }, '1.0.0', text);
});
afterAll(() => target.close());

const sha256 = (bytes: string): string => createHash('sha256').update(bytes, 'latin1').digest('hex');

/** Asks for the file, and takes nothing of the answers until they are resumed. */
function ask(...fields: readonly (readonly string[])[]): RawConnection {
  const connection = connectRaw(target, ...fields.map((more) => headOf(target, 'GET', path, ...more)));
  connection.socket.pause();
  return connection;
}

/** How many files of the store this process, in which the server is, has open. */
async function openBlobs(): Promise<number> {
  const links = await Promise.all(
    (await readdir('/proc/self/fd')).map((fd) => readlink(`/proc/self/fd/${fd}`).catch(() => '')),
  );
  return links.filter((link) => link.startsWith(`${target.server.dataDir}/blobs/`)).length;
}

const bodies = (received: string): readonly string[] =>
  received
    .split(/(?=HTTP\/1\.1 )/u)
    .filter((answer) => answer !== '')
    .map((answer) => answer.slice(answer.indexOf('\r\n\r\n') + 4));

async function untilOpen(files: number): Promise<void> {
  await expect.poll(openBlobs).toBe(files);
}

describe('a client that takes nothing for a while', () => {
  it('gets exactly its bytes later, and others get theirs meanwhile', async () => {
    const slow = ask(['connection: close']);
    const quick = ask(['connection: close']);
    quick.socket.resume();
    await quick.ended;
    slow.socket.resume();
    await slow.ended;
    expect([quick, slow].flatMap((one) => bodies(one.received())).map(sha256)).toEqual([sha256(text), sha256(text)]);
  });
});

describe('a client that asks for a part of a file', () => {
  it('gets exactly its bytes', async () => {
    const connection = ask(['connection: close', `range: bytes=1000001-${size - 1_000_003}`]);
    connection.socket.resume();
    await connection.ended;
    expect(bodies(connection.received()).map(sha256)).toEqual([sha256(text.slice(1_000_001, -1_000_002))]);
  });

  it('gets each of several parts that it asked for at once', async () => {
    const connection = ask(['range: bytes=5-9000000'], [], ['range: bytes=-7', 'connection: close']);
    connection.socket.resume();
    await connection.ended;
    const expected = [text.slice(5, 9_000_001), text, text.slice(-7)];
    expect(bodies(connection.received()).map(sha256)).toEqual(expected.map(sha256));
  });
});

describe.runIf(process.platform === 'linux')('a client that goes away in the middle of', () => {
  it.each([
    ['a file', 1],
    ['the first of several files', 3],
  ])('%s leaves none open', async (_what, count) => {
    const connection = ask(...Array.from({ length: count }, () => []));
    await untilOpen(count);
    connection.socket.destroy();
    await untilOpen(0);
    expect(target.reported).toEqual([]);
  });
});
