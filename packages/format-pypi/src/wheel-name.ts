import { isBuildTag } from '@buildset/core';

import { pypiError, quoted } from './errors.ts';
import { canonicalName, isPythonName } from './python-name.ts';
import { tryParseVersion } from './version.ts';

/** The parts of a wheel's file name (binary distribution format specification, "File name convention"). */
export interface WheelName {
  /** As spelled. */
  readonly distribution: string;
  /** Canonical. */
  readonly name: string;
  /** As spelled; a valid PEP 440 version. */
  readonly version: string;
  /** As spelled, absent when there is none. */
  readonly buildTag?: string;
  /** Each of the compressed sets in the order of the name, at least one. */
  readonly pythonTags: readonly string[];
  readonly abiTags: readonly string[];
  readonly platformTags: readonly string[];
}

/** A compressed tag set that expands to more than this is refused. Tags. */
const MAX_TAGS = 4096;

const EXTENSION = '.whl';
const TAG_SET = /^[\w]+(?:\.[\w]+)*$/;
const PYTHON_TAG = /^[A-Za-z_]\w*$/;

/** Reads a wheel's file name. Throws `invalid-wheel-name`. */
export function parseWheelName(fileName: string): WheelName {
  const parsed = parse(fileName);
  if (typeof parsed === 'string') {
    throw pypiError(
      'invalid-wheel-name',
      `${quoted(fileName)} is not a wheel's file name: ${parsed}.`,
      'A wheel is called name-version(-build)-python-abi-platform.whl; build it again with a current build tool.',
    );
  }
  return parsed;
}

/** As `parseWheelName`; undefined when the name is not a wheel's. */
export function tryParseWheelName(fileName: string): WheelName | undefined {
  const parsed = parse(fileName);
  return typeof parsed === 'string' ? undefined : parsed;
}

/** The file name of the parts; the inverse of `parseWheelName`. */
export function formatWheelName(wheel: Omit<WheelName, 'name'>): string {
  const build = wheel.buildTag === undefined ? [] : [wheel.buildTag];
  const tags = [wheel.pythonTags, wheel.abiTags, wheel.platformTags].map((set) => set.join('.'));
  return `${[wheel.distribution, wheel.version, ...build, ...tags].join('-')}${EXTENSION}`;
}

/** The tags that a wheel's compressed sets stand for, such as `py3-none-any`, without duplicates (platform tags specification). */
export function wheelTags(wheel: WheelName): readonly string[] {
  const tags = wheel.pythonTags.flatMap((python) =>
    wheel.abiTags.flatMap((abi) => wheel.platformTags.map((platform) => `${python}-${abi}-${platform}`)),
  );
  return [...new Set(tags)];
}

function parse(fileName: string): WheelName | string {
  if (!fileName.endsWith(EXTENSION)) return 'it does not end in .whl';
  const parts = fileName.slice(0, -EXTENSION.length).split('-');
  if (parts.length !== 5 && parts.length !== 6) return `it has ${parts.length} parts instead of 5 or 6`;
  const [distribution = '', version = ''] = parts;
  const buildTag = parts.length === 6 ? parts[2] : undefined;
  const [pythonTags = '', abiTags = '', platformTags = ''] = parts.slice(-3);

  if (!isPythonName(distribution) || distribution.includes('__')) return `${quoted(distribution)} is no escaped name`;
  if (/\s/.test(version) || !tryParseVersion(version)) return `${quoted(version)} is no version`;
  if (buildTag !== undefined && !isBuildTag(buildTag)) return `${quoted(buildTag)} is no build tag`;
  for (const set of [pythonTags, abiTags, platformTags]) {
    if (!TAG_SET.test(set)) return `${quoted(set)} is no set of tags`;
  }
  const sets = [pythonTags, abiTags, platformTags].map((set) => set.split('.'));
  const [python = [], abi = [], platform = []] = sets;
  if (!python.every((tag) => PYTHON_TAG.test(tag))) return `${quoted(pythonTags)} is no set of Python tags`;
  if (sets.reduce((product, set) => product * set.length, 1) > MAX_TAGS) return `it stands for over ${MAX_TAGS} tags`;
  return {
    distribution,
    name: canonicalName(distribution),
    version,
    ...(buildTag !== undefined && { buildTag }),
    pythonTags: python,
    abiTags: abi,
    platformTags: platform,
  };
}
