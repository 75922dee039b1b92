import { compareVersions } from './compare-versions.ts';
import { parseContentType } from './content-type.ts';
import type { Distribution } from './inspect.ts';
import { canonicalName } from './python-name.ts';
import { buildTagOf, slotsOf } from './slots.ts';

/** Something that a check found. */
export interface Finding {
  /** `error`: an upload would go wrong. `warning`: refused by `--strict`. `unchecked`: this program cannot tell. */
  readonly level: 'error' | 'warning' | 'unchecked';
  readonly code:
    | 'content-type-missing'
    | 'description-missing'
    | 'markup-invalid'
    | 'markup-unchecked'
    | 'several-builds'
    | 'several-projects'
    | 'several-versions'
    | 'slot-taken-twice';
  readonly message: string;
}

/** A file and what it says of itself. */
export interface CheckedFile {
  readonly name: string;
  readonly distribution: Distribution;
}

/**
 * What `twine check` says of one file's description: missing, or without a content type. Markdown and plain text always
 * render; reStructuredText is not rendered here (`rstOf` tells which is to be). Empty when all is well.
 */
export function checkDescription({ name, distribution: { metadata } }: CheckedFile): readonly Finding[] {
  const contentType = metadata.single.get('description-content-type');
  const description = metadata.single.get('description')?.trim() ?? '';
  const isMissing = description === '' || description === 'UNKNOWN';
  const findings: (Finding | false)[] = [
    contentType === undefined && {
      level: 'warning',
      code: 'content-type-missing',
      message: `${name} does not say what its description is written in; indexes take it for reStructuredText.`,
    },
    isMissing && { level: 'warning', code: 'description-missing', message: `${name} has no description.` },
  ];
  return findings.filter((finding) => finding !== false);
}

/** The description that indexes will render as reStructuredText; undefined where it is none, or there is none. */
export function rstOf({ distribution: { metadata } }: CheckedFile): string | undefined {
  const contentType = metadata.single.get('description-content-type');
  const description = metadata.single.get('description')?.trim() ?? '';
  const type = contentType === undefined ? 'text/x-rst' : parseContentType(contentType)?.type;
  return type === 'text/x-rst' && description !== '' && description !== 'UNKNOWN' ? description : undefined;
}

/**
 * Whether files can be one build set: one project, one version, one build tag for its wheels, and no two files that
 * installers would have to choose between. Empty when they can.
 */
export function checkSet(files: readonly CheckedFile[]): readonly Finding[] {
  return [...severalProjects(files), ...severalVersions(files), ...severalBuilds(files), ...takenSlots(files)];
}

function severalProjects(files: readonly CheckedFile[]): readonly Finding[] {
  const names = new Set(files.map(({ distribution }) => canonicalName(distribution.metadata.name)));
  if (names.size < 2) return [];
  return [error('several-projects', `The files are of several projects: ${[...names].join(', ')}.`)];
}

function severalVersions(files: readonly CheckedFile[]): readonly Finding[] {
  const versions = [...new Set(files.map(({ distribution }) => distribution.metadata.version))];
  if (versions.length < 2) return [];
  const isSame = versions.every((version) => compareVersions(version, versions[0] ?? version) === 0);
  const how = isSame ? 'spell their version differently' : 'are of several versions';
  return [error('several-versions', `The files ${how}: ${versions.join(', ')}.`)];
}

function severalBuilds(files: readonly CheckedFile[]): readonly Finding[] {
  const wheels = files.filter(({ distribution }) => distribution.kind.filetype === 'bdist_wheel');
  const builds = [...new Set(wheels.map(({ name }) => buildTagOf(name) ?? 'none'))];
  return builds.length < 2
    ? []
    : [error('several-builds', `The wheels have several build tags: ${builds.join(', ')}.`)];
}

function takenSlots(files: readonly CheckedFile[]): readonly Finding[] {
  const taken = new Map<string, string>();
  const findings = new Map<string, Finding>();
  for (const { name } of files) {
    for (const slot of slotsOf(name)) {
      const other = taken.get(slot) ?? name;
      if (other !== name)
        findings.set(`${other} ${name}`, error('slot-taken-twice', `${other} and ${name} are both for ${slot}.`));
      taken.set(slot, other);
    }
  }
  return [...findings.values()];
}

function error(code: Finding['code'], message: string): Finding {
  return { level: 'error', code, message };
}
