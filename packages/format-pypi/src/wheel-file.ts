import { isBuildTag, parseBuildTag } from '@buildset/core';

import { pypiError, quoted } from './errors.ts';
import { fieldValues, type HeaderMessage, parseHeaderMessage } from './header-fields.ts';
import { formatWheelName, type WheelName } from './wheel-name.ts';

/** A wheel's `WHEEL` file; one character for each byte, so that what is not UTF-8 survives a rewrite. */
export type WheelFile = HeaderMessage;

/** Reads a `WHEEL` file. Throws `invalid-wheel-file` when it has no Wheel-Version that is known (1.x). */
export function parseWheelFile(bytes: Uint8Array, wheel: string): WheelFile {
  const file = parseHeaderMessage(Buffer.from(bytes).toString('latin1'));
  const [version = ''] = fieldValues(file, 'Wheel-Version');
  if (!/^1\.\d+\s*$/.test(version)) {
    throw pypiError(
      'invalid-wheel-file',
      `The WHEEL file of ${wheel} has the Wheel-Version ${quoted(version)}; 1.x is what is known.`,
      'Build the wheel again with a current build tool.',
    );
  }
  return file;
}

/**
 * Checks that tags and build tag are those of the file name, as `wheel tags` does before it rewrites.
 * Throws `wheel-tags-disagree` and `build-tag-disagrees`.
 */
export function checkWheelFile(file: WheelFile, name: WheelName, wheel: string): void {
  const tags = fieldValues(file, 'Tag').map((tag) => tag.trim().split('-'));
  for (const [i, named] of [name.pythonTags, name.abiTags, name.platformTags].entries()) {
    const inside = new Set(tags.map((tag) => tag[i] ?? ''));
    if (inside.size !== new Set(named).size || !named.every((tag) => inside.has(tag))) {
      throw pypiError(
        'wheel-tags-disagree',
        `${wheel} is named for ${quoted(named.join('.'))}, its WHEEL file says ${quoted([...inside].join('.'))}.`,
        'Do not rename wheels by hand; build the wheel again, or set its tags with "wheel tags".',
      );
    }
  }
  const [build] = fieldValues(file, 'Build');
  if (build !== name.buildTag) throw buildTagDisagrees(build, name, wheel);
}

/**
 * Checks that the build tag is that of the file name; `023` and `23` are the same. Throws `build-tag-disagrees`, which
 * says what to call the wheel and how to tag it.
 */
export function checkBuildTag(file: WheelFile, name: WheelName, wheel: string): void {
  const build = fieldValues(file, 'Build')[0]?.trim();
  if (canonical(build) !== canonical(name.buildTag)) throw buildTagDisagrees(build, name, wheel);
}

function canonical(tag: string | undefined): string | undefined {
  return tag !== undefined && isBuildTag(tag) ? parseBuildTag(tag) : tag;
}

function buildTagDisagrees(build: string | undefined, name: WheelName, wheel: string): Error {
  const [named, inside] = [name.buildTag, build].map((tag) => (tag === undefined ? 'no build tag' : quoted(tag)));
  const { buildTag: wanted, ...untagged } = name;
  const isTag = build === undefined || isBuildTag(build);
  const honest = isTag ? formatWheelName({ ...untagged, ...(build !== undefined && { buildTag: build }) }) : undefined;
  return pypiError(
    'build-tag-disagrees',
    `${wheel} has ${named} in its name and ${inside} in its WHEEL file.`,
    honest === undefined
      ? 'Do not rename wheels by hand; build the wheel again.'
      : `Give it its own name back (${honest}), then: codeartifact-twine tag --build ${wanted ?? '""'} ${honest}`,
  );
}

/**
 * The `WHEEL` file for another name: other fields first and as they were, then a Tag for each combination of the name's
 * tags, then Build. As `wheel tags` of wheel 0.48 writes it, but that long lines are not folded (which splits a tag).
 */
export function rewriteWheelFile(file: WheelFile, name: Omit<WheelName, 'name'>): Uint8Array {
  const kept = file.fields.filter(([field]) => !['tag', 'build'].includes(field.toLowerCase()));
  const tags = name.pythonTags.flatMap((python) =>
    name.abiTags.flatMap((abi) =>
      name.platformTags.map((platform) => ['Tag', `${python}-${abi}-${platform}`] as const),
    ),
  );
  const build = name.buildTag === undefined ? [] : [['Build', name.buildTag] as const];
  const lines = [...kept, ...tags, ...build].map(([field, value]) => `${field}: ${value}\n`);
  return Buffer.from(`${lines.join('')}\n${file.body}`.replaceAll('\r\n', '\n'), 'latin1');
}
