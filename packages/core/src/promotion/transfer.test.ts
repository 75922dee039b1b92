import { describe, expect, it } from 'vitest';

import { REF, testFormat, world } from '../../test/support.ts';
import { versionOf } from '../coordinates.ts';
import { recordPackage } from '../home/key.ts';
import { MemoryFile, MemorySpool } from '../memory/memory-file.ts';
import type { Publication, PublishOutcome } from '../ports/registry.ts';
import { Transfer } from './transfer.ts';

const wheel = new MemoryFile('pyabc-1.0.0-23-any.whl', 'some bytes');
const entry = wheel.asset;
const record = versionOf(recordPackage(REF), '1.0.0+23');

/** A transfer from a source that logs, into a home that publishes as it is told. */
function transferring(publish: (publication: Publication) => Promise<PublishOutcome>, broken = 0) {
  const { home } = world();
  const seen: string[] = [];
  let opened = 0;
  const open = async () => {
    opened += 1;
    const attempt = opened;
    return (async function* stream() {
      seen.push(`download ${attempt}`);
      yield wheel.content.subarray(0, 4);
      if (attempt <= broken) throw new Error('it broke');
      seen.push(`rest of ${attempt}`);
      yield wheel.content.subarray(4);
    })();
  };
  const records = Object.create(home.records, {
    publishAsset: { value: (_: unknown, publication: Publication) => publish(publication) },
  }) as typeof home.records;
  const ports = { format: testFormat, home: { ...home, records }, spool: new MemorySpool() };
  return { seen, home, transfer: new Transfer(ports, { open }, new Map(), () => undefined) };
}

async function textOf(stream: AsyncIterable<Uint8Array>, onPiece?: (piece: string) => unknown): Promise<string> {
  let text = '';
  for await (const piece of stream) {
    const read = Buffer.from(piece).toString();
    onPiece?.(read);
    text += read;
  }
  return text;
}

describe('keeping an asset in the home', () => {
  it('uploads it while it is downloaded, and the upload that follows downloads nothing', async () => {
    const { home, seen, transfer } = transferring(async ({ open }) => {
      await textOf(await open(), (piece) => seen.push(`home gets ${piece}`));
      return { outcome: 'published' };
    });
    await transfer.keep(entry, record);
    expect(seen).toEqual(['download 1', 'home gets some', 'rest of 1', 'home gets  bytes']);
    await transfer.send(entry, home.transit, REF);
    expect((await home.transit.listAssets(REF))?.assets).toEqual([entry]);
    expect(seen).toHaveLength(4);
  });

  it('downloads it again when the download breaks', async () => {
    const { home, seen, transfer } = transferring(async ({ open }) => {
      await expect(textOf(await open())).rejects.toThrow('it broke');
      expect(await textOf(await open())).toBe('some bytes');
      return { outcome: 'published' };
    }, 1);
    await transfer.keep(entry, record);
    await transfer.send(entry, home.transit, REF);
    expect(seen).toEqual(['download 1', 'download 2', 'rest of 2']);
  });

  it('uploads what it has when only the upload is repeated', async () => {
    const { seen, transfer } = transferring(async ({ open }) => {
      expect([await textOf(await open()), await textOf(await open())]).toEqual(['some bytes', 'some bytes']);
      return { outcome: 'published' };
    });
    await transfer.keep(entry, record);
    expect(seen).toEqual(['download 1', 'rest of 1']);
  });

  it('downloads it for the upload that follows when the home did not read it to its end', async () => {
    const { home, seen, transfer } = transferring(async ({ open }) => {
      for await (const piece of await open()) if (piece.length > 0) break;
      return { outcome: 'published' };
    });
    await transfer.keep(entry, record);
    await transfer.send(entry, home.transit, REF);
    expect((await home.transit.listAssets(REF))?.assets).toEqual([entry]);
    expect(seen).toEqual(['download 1', 'download 2', 'rest of 2']);
  });
});
