import { type Home, packageOf, requireSet, versionOf } from '@buildset/core';
import { usageError } from '../cli-error.ts';
import { chosenFormats, type Formats, formatOf, parseVersionRef } from '../formats.ts';
import { parseSetSpec, type SetSpec, splitFormat } from '../set-spec.ts';
import { isSelected, type SelectorFlags, selectorOf } from './selector.ts';

/** Opens the home, which is needed where a digest alone tells the set. */
type OpenHome = () => Promise<Home>;

/** The set that an argument and flags mean: a version and one of the flags, or a set in one word and none of them. */
export async function namedSet(
  { format, spec, ...flags }: SelectorFlags & { readonly spec: string; readonly format?: string | undefined },
  formats: Formats,
  openHome: OpenHome,
): Promise<SetSpec> {
  if (isInOneWord(spec)) {
    refuseFlags(spec, flags);
    return await setInOneWord(spec, formats, format, openHome);
  }
  const { format: named, rest } = splitFormat(spec, formats);
  const adapter = await formatOf(formats, named ?? format);
  return { format: adapter, ref: parseVersionRef(rest, adapter), selector: selectorOf(flags) };
}

/** `[<format>:]<package>==<version>#<build>`, or the digest of a set on record. Throws `usage`, `no-such-set`. */
export async function setInOneWord(
  word: string,
  formats: Formats,
  format: string | undefined,
  openHome: OpenHome,
): Promise<SetSpec> {
  if (!isDigest(word)) return await parseSetSpec(word, formats, format);
  const { records } = await openHome();
  const { digest, ref } = await requireSet(word, records, chosenFormats(formats, format));
  const version = versionOf(packageOf(ref), ref.version);
  return { format: await formats.load(ref.format), ref: version, selector: { by: 'set', digest } };
}

/** Throws `usage` where a flag says as well which build the word means. */
export function refuseFlags(word: string, flags: SelectorFlags): void {
  if (!isSelected(flags) && flags.expect === undefined) return;
  throw usageError('More than one way says which build is meant.', `${word} says it: leave the flag out.`);
}

/** Whether the word says by itself which set is meant. */
export function isInOneWord(word: string): boolean {
  return isDigest(word) || word.includes('#');
}

function isDigest(word: string): boolean {
  return /^(sha256:[0-9a-f]+|[0-9a-f]{64})$/.test(word);
}
