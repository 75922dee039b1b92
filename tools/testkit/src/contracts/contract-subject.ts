import { type Domain, type FormField, type Publication, sha256Of, type VersionRef } from '@buildset/core';

/** What a contract suite runs over. */
export interface ContractSubject {
  readonly domain: Domain;
  /** Stops what `open` started. */
  close?(): Promise<void>;
}

/** Opens a domain in which the suite may do what it likes; called once a suite. */
export type OpenSubject = () => Promise<ContractSubject>;

let serial = 0;

/** A name that no other test of this process uses, so that tests need not clean up. */
export function fresh(prefix: string): string {
  serial += 1;
  return `${prefix}${serial}`;
}

export function genericRef(version = '1.0.0'): VersionRef {
  return { format: 'generic', namespace: 'contract', name: fresh('tool-'), version };
}

export function pypiRef(version = '1.0.0'): VersionRef {
  return { format: 'pypi', name: fresh('pyabc'), version };
}

export function wheelName(ref: VersionRef, build: number): string {
  return `${ref.name}-${ref.version}-${build}-py3-none-any.whl`;
}

/** A publication of bytes in memory; a wheel's carries the form's fields. */
export function publication(name: string, content: string, extra: Partial<Publication> = {}): Publication {
  const bytes = Buffer.from(content);
  return {
    asset: { name, size: bytes.length, sha256: sha256Of(bytes) },
    open: async () => pieces(bytes),
    ...extra,
  };
}

export function wheel(ref: VersionRef, build: number, content = `wheel ${build}`): Publication {
  const fields: readonly FormField[] = [
    [':action', 'file_upload'],
    ['protocol_version', '1'],
    ['metadata_version', '2.1'],
    ['name', ref.name],
    ['version', ref.version],
    ['filetype', 'bdist_wheel'],
    ['pyversion', 'py3'],
  ];
  return publication(wheelName(ref, build), content, { fields });
}

export async function textOf(stream: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

async function* pieces(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  const half = Math.ceil(bytes.length / 2);
  if (bytes.length > 0) yield bytes.subarray(0, half);
  if (half < bytes.length) yield bytes.subarray(half);
}
