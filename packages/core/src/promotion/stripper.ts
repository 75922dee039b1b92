import { type BuildSet, createBuildSet, setDigest, type SetEntry } from '../build-set.ts';
import { CodedError } from '../coded-error.ts';
import { formatVersion, type VersionRef } from '../coordinates.ts';
import type { Home } from '../home/home.ts';
import type { BuildStripper, FormatAdapter, StrippedFile } from '../ports/format-adapter.ts';
import type { FormField } from '../ports/registry.ts';
import type { Spool, SpooledFile } from '../ports/spool.ts';
import type { SetDigest } from '../set-digest.ts';
import { sha256OfStream } from '../sha256.ts';
import type { Candidate } from './candidates.ts';
import type { SetContent } from './content.ts';
import { retrying } from './retry.ts';

/** A set that was made of another one by taking its build out. */
export interface StrippedSet {
  readonly set: BuildSet;
  readonly digest: SetDigest;
  /** The bytes of the new files. */
  readonly content: SetContent;
  /** The bytes of the original's, which are on this machine now. */
  readonly original: SetContent;
  /** pypi: the upload form's fields of each asset. */
  readonly fields: ReadonlyMap<string, readonly FormField[]>;
}

interface Part {
  readonly entry: SetEntry;
  readonly original: SetEntry;
  readonly spooled: SpooledFile;
  readonly file: Pick<StrippedFile, 'ref' | 'fields' | 'stream'>;
}

/** Makes stripped sets, each at most once; what lies on the disk for them goes when it is disposed of. */
export class Stripper {
  readonly #ports: { readonly format: FormatAdapter; readonly home: Home; readonly spool: Spool };
  readonly #made = new Map<SetDigest, Promise<StrippedSet>>();
  readonly #spooled: SpooledFile[] = [];

  constructor(ports: { readonly format: FormatAdapter; readonly home: Home; readonly spool: Spool }) {
    this.#ports = ports;
  }

  /** Which rewriting this is. Throws `strip-not-supported`. */
  get recipe(): string {
    return this.#stripper.recipe;
  }

  /** The set without its build; its digest is the original's where no file names one. Throws what the format throws. */
  strip(original: Candidate, content: SetContent): Promise<StrippedSet> {
    const present = this.#made.get(original.digest);
    if (present) return present;
    const made = this.#make(original, content);
    this.#made.set(original.digest, made);
    made.catch(() => this.#made.delete(original.digest));
    return made;
  }

  async dispose(): Promise<void> {
    await Promise.allSettled(this.#made.values());
    await Promise.all(this.#spooled.splice(0).map((file) => file.dispose()));
    this.#made.clear();
  }

  get #stripper(): BuildStripper {
    const { format, stripper } = this.#ports.format;
    if (stripper) return stripper;
    throw new CodedError(
      'strip-not-supported',
      `The files of a ${format} package name no build that could be stripped.`,
      {
        next: 'Promote it without --strip-build, and without stripBuild in the stage.',
      },
    );
  }

  async #make({ set }: Candidate, content: SetContent): Promise<StrippedSet> {
    const parts: Part[] = [];
    // One after the other: a build's files are read once, and memory and disk are not asked for more than one's share.
    for (const entry of set.entries) parts.push(await this.#part(entry, set.ref, content));
    const stripped = createBuildSet(
      refOf(parts, set.ref),
      parts.map(({ entry }) => entry),
    );
    return {
      set: stripped,
      digest: setDigest(stripped),
      content: contentOf(new Map(parts.map(({ entry, file }) => [entry.name, () => file.stream()]))),
      original: contentOf(new Map(parts.map(({ original, spooled }) => [original.name, () => spooled.stream()]))),
      fields: new Map(parts.flatMap(({ entry, file }) => (file.fields ? [[entry.name, file.fields]] : []))),
    };
  }

  async #part(original: SetEntry, ref: VersionRef, content: SetContent): Promise<Part> {
    const { home, spool } = this.#ports;
    const spooled = await retrying(home.timer, async () => spool.spool(original, await content.open(original)));
    this.#spooled.push(spooled);
    const file = await this.#stripper.strip(spooled);
    if (!file) return { entry: original, original, spooled, file: { ref, stream: () => spooled.stream() } };
    const { sha256, size } = await sha256OfStream(file.stream());
    return { entry: { name: file.assetName, size, sha256 }, original, spooled, file };
  }
}

/** The version of all files: an asset without a build says nothing of it. */
function refOf(parts: readonly Part[], ref: VersionRef): VersionRef {
  const rewritten = parts.filter(({ entry, original }) => entry !== original).map(({ file }) => file.ref);
  const [first = ref] = rewritten;
  if (rewritten.every(({ version }) => version === first.version)) return first;
  const versions = [...new Set(rewritten.map(({ version }) => version))].join(', ');
  throw new CodedError('strip-not-supported', `The files of ${formatVersion(ref)} would be of versions ${versions}.`, {
    next: 'Give all files of a build the same version.',
  });
}

function contentOf(files: ReadonlyMap<string, () => AsyncIterable<Uint8Array>>): SetContent {
  return {
    async open({ name }) {
      const open = files.get(name);
      if (open) return open();
      throw new CodedError('content-missing', `${name} is no file of the set.`, { side: 'local' });
    },
  };
}
