import { ByteReader, type LocalFile } from '@buildset/core';

import { quoted } from '../errors.ts';
import { MAX_ENTRIES } from '../limits.ts';
import { corrupt, untrusted } from './archive-error.ts';
import { gunzipped } from './gunzipped.ts';
import { memberPath } from './member-path.ts';
import { nextMember, readPadding, type TarMember } from './tar-blocks.ts';
import { paddingAfter } from './tar-header.ts';

/** A member that passed every check. Whoever gets it may read its content once, before the next is asked for. */
export interface PackageMember extends TarMember {
  /** Inside the root folder, `package.json` for the manifest; empty for the root folder itself. */
  readonly inside: string;
  readonly isDirectory: boolean;
  /** The content, in memory. The caller has looked at `size`. Throws `archive-corrupt` when it is cut off. */
  content(): Promise<Uint8Array>;
  /** The content and then its padding, as they come. */
  rest(): AsyncGenerator<Uint8Array>;
}

/**
 * The members of an npm tarball in order, each checked: one root folder, safe paths, files and folders only, nothing
 * twice. The archive is read to its end, so its checksum counts. `source` stands for the file's bytes. Throws `archive-*`.
 */
export async function* packageMembers(
  file: LocalFile,
  source?: AsyncIterable<Uint8Array>,
): AsyncGenerator<PackageMember> {
  const reader = new ByteReader(gunzipped(file, source));
  const checks = new MemberChecks(file.name);
  try {
    for (let member = await nextMember(reader, file.name); member; member = await nextMember(reader, file.name)) {
      const checked = { ...member, ...checks.check(member) };
      const body = new MemberBody(reader, member.size, file.name);
      yield { ...checked, content: () => body.content(), rest: () => body.rest() };
      await body.skip();
    }
    await readPadding(reader, file.name);
  } finally {
    await reader.close();
  }
}

class MemberBody {
  readonly #reader: ByteReader;
  readonly #file: string;
  readonly #size: number;
  #left: number;

  constructor(reader: ByteReader, size: number, file: string) {
    this.#reader = reader;
    this.#file = file;
    this.#size = size;
    this.#left = size + paddingAfter(size);
  }

  async content(): Promise<Uint8Array> {
    const content = await this.#reader.take(this.#size);
    if (content.length < this.#size) throw corrupt(this.#file, 'its last entry is cut off');
    this.#left -= this.#size;
    return content;
  }

  async skip(): Promise<void> {
    while (this.#left > 0) await this.#next();
  }

  async *rest(): AsyncGenerator<Uint8Array> {
    while (this.#left > 0) yield await this.#next();
  }

  async #next(): Promise<Uint8Array> {
    const part = await this.#reader.next(this.#left);
    if (part === undefined) throw corrupt(this.#file, 'its last entry is cut off');
    this.#left -= part.length;
    return part;
  }
}

class MemberChecks {
  readonly #file: string;
  readonly #files = new Set<string>();
  readonly #folders = new Set<string>();
  #root: string | undefined;
  #count = 0;

  constructor(file: string) {
    this.#file = file;
  }

  check(member: TarMember): { inside: string; isDirectory: boolean } {
    this.#checkCount(++this.#count);
    const isDirectory = this.#isDirectory(member);
    const path = memberPath(member.path, this.#file);
    const [root = '', ...parts] = path.split('/');
    const inside = parts.join('/');
    if (!isDirectory && inside === '') {
      throw untrusted('archive-many-roots', this.#file, `has a file ${quoted(path)} beside its folder`);
    }
    this.#checkRoot(root, path);
    this.#checkPlace(inside, isDirectory);
    return { inside, isDirectory };
  }

  // node-tar takes a file whose name ends in "/" for a folder and gives folders no content; others read on.
  #isDirectory({ type, path, size }: TarMember): boolean {
    if (type === '1' || type === '2') {
      throw untrusted('archive-link', this.#file, `has a link ${quoted(path)}`);
    }
    if (type !== '0' && type !== '5') {
      throw untrusted('archive-unsupported', this.#file, `has an entry ${quoted(path)} that is no file or folder`);
    }
    const isDirectory = type === '5' || path.endsWith('/');
    if (isDirectory && size > 0) {
      throw untrusted('archive-unsupported', this.#file, `has a folder ${quoted(path)} with content`);
    }
    return isDirectory;
  }

  #checkRoot(root: string, path: string): void {
    if (root === '') return;
    this.#root ??= root;
    if (root !== this.#root) {
      const what = `has entries under ${quoted(this.#root)} and ${quoted(path)}, not under one folder`;
      throw untrusted('archive-many-roots', this.#file, what);
    }
  }

  #checkPlace(inside: string, isDirectory: boolean): void {
    const key = placeKey(inside);
    const isTaken = this.#files.has(key) || (!isDirectory && this.#folders.has(key));
    if (isTaken || !this.#addFolders(parentOf(key))) {
      throw untrusted('archive-duplicate-entry', this.#file, `has two entries ${quoted(inside)}`);
    }
    if (isDirectory) this.#folders.add(key);
    else this.#files.add(key);
    this.#checkCount(this.#files.size + this.#folders.size);
  }

  // Upwards to the first that is known, whose own folders are known too. False when one of them is a file.
  #addFolders(start: string): boolean {
    for (let at = start; at !== '' && !this.#folders.has(at); at = parentOf(at)) {
      if (this.#files.has(at)) return false;
      this.#folders.add(at);
    }
    return true;
  }

  #checkCount(count: number): void {
    if (count <= MAX_ENTRIES) return;
    throw untrusted('archive-too-large', this.#file, `has over ${MAX_ENTRIES} files and folders`);
  }
}

// The manifest counts in any case and normal form: on many disks `Package.json` overwrites `package.json`.
function placeKey(inside: string): string {
  const folded = inside.normalize('NFKC').toLowerCase();
  return folded === 'package.json' ? folded : inside;
}

function parentOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}
