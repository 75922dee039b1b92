import * as fc from 'fast-check';
import { expect, it } from 'vitest';

import { compareBuildTags, parseBuildTag } from '@buildset/core';

import { compareVersions } from '../src/compare-versions.ts';
import { contentTypeProblem } from '../src/content-type.ts';
import { bestVersion } from '../src/dependencies.ts';
import { evaluateMarker } from '../src/evaluate-marker.ts';
import { parseMarker } from '../src/marker.ts';
import { canonicalName, isPythonName } from '../src/python-name.ts';
import { parseRequirement } from '../src/requirement.ts';
import { tryParseSdistName } from '../src/sdist-name.ts';
import { parseSpecifiers, satisfies } from '../src/specifier.ts';
import { parseEnvironment } from '../src/target-environment.ts';
import { normalizeVersion, tryParseVersion } from '../src/version.ts';
import { wheelFits } from '../src/wheel-fits.ts';
import { parseWheelName, tryParseWheelName, wheelTags } from '../src/wheel-name.ts';
import { codeOf } from './code-of.ts';
import { LINUX, WINDOWS } from './environments.ts';
import { describeWithPython, python } from './python.ts';

const SEED = 20260131;
const sample = <T>(arbitrary: fc.Arbitrary<T>, count: number): T[] =>
  fc.sample(arbitrary, { numRuns: count, seed: SEED });

const number = fc.constantFrom('0', '1', '2', '10', '01', '9007199254740993');
const optional = (...texts: string[]): fc.Arbitrary<string> => fc.constantFrom('', '', ...texts);
const version = fc
  .tuple(
    optional('v', '1!', '0!', ' '),
    fc.array(number, { minLength: 1, maxLength: 3 }),
    optional('a1', 'b', '-rc.2', '_alpha', 'c3', '.preview-1', 'A1', 'rc2'),
    optional('.post1', '-1', 'post', '.r2', '_rev3', '-post4', '.post2'),
    optional('.dev1', 'dev', '-dev2', '_dev.3'),
    optional('+abc', '+1.abc', '+A-1_b', '+1e5', '+0x10', '+', '.x', ' '),
  )
  .map(([prefix, release, ...rest]) => prefix + release.join('.') + rest.join(''));

const clause = fc
  .tuple(fc.constantFrom('==', '!=', '<', '<=', '>', '>=', '~=', '==='), version, optional('.*'))
  .map((parts) => parts.join(''));

const noisy = (texts: readonly string[]): fc.Arbitrary<string> =>
  fc.array(fc.constantFrom(...texts), { minLength: 1, maxLength: 10 }).map((parts) => parts.join(''));

/** The same version, however it is spelled: the first of equal ones is the best. */
function sameVersion(a: unknown, b: unknown): boolean {
  if (typeof a !== 'string' || typeof b !== 'string') return a === b;
  return compareVersions(a, b) === 0;
}

describeWithPython('packaging', '26.0', 'against the packaging module', () => {
  it('reads, writes and orders versions alike', () => {
    const texts = sample(version, 3000);
    const pairs = texts.map((text, i) => [text, texts[(i * 7 + 1) % texts.length] ?? ''] as const);
    const ours = pairs.map(([a, b]) => {
      if (!tryParseVersion(a)) return null;
      return [normalizeVersion(a), tryParseVersion(b) ? Math.sign(compareVersions(a, b)) : null];
    });
    const theirs = python(
      `
import json, sys
from packaging.version import Version, InvalidVersion
def parse(text):
    try: return Version(text)
    except InvalidVersion: return None
def answer(pair):
    a, b = map(parse, pair)
    if a is None: return None
    return [str(a), None if b is None else (a > b) - (a < b)]
print(json.dumps([answer(pair) for pair in json.load(sys.stdin)]))`,
      pairs,
    );
    expect(ours).toEqual(theirs);
  });

  it('admits the same versions', () => {
    const cases = sample(fc.tuple(version, clause), 6000).filter(([text]) => tryParseVersion(text));
    const ours = cases.map(([text, specifier]) => {
      const code = codeOf(() => parseSpecifiers(specifier));
      if (code !== undefined) return null;
      const parsed = parseSpecifiers(specifier);
      return [satisfies(text, parsed, { prereleases: true }), satisfies(text, parsed, { prereleases: false })];
    });
    const theirs = python(
      `
import json, sys
from packaging.specifiers import SpecifierSet, InvalidSpecifier
def answer(case):
    version, text = case
    try: SpecifierSet(text)
    except InvalidSpecifier: return None
    return [SpecifierSet(text, prereleases=flag).contains(version) for flag in (True, False)]
print(json.dumps([answer(case) for case in json.load(sys.stdin)]))`,
      cases,
    );
    const wrong = cases.filter((_, i) => JSON.stringify(ours[i]) !== JSON.stringify((theirs as unknown[])[i]));
    expect(wrong).toEqual([]);
  });

  it('chooses the same version of those that an index offers', () => {
    const plain = fc
      .tuple(
        fc.array(fc.constantFrom('0', '1', '2', '10'), { minLength: 1, maxLength: 3 }),
        optional('a1', 'rc2', '.dev1', '.post1'),
      )
      .map(([release, more]) => release.join('.') + more);
    const offers = fc.tuple(
      fc.array(plain, { minLength: 1, maxLength: 6 }),
      fc.array(fc.tuple(fc.constantFrom('==', '!=', '<', '<=', '>', '>=', '~='), plain), { maxLength: 2 }),
    );
    const cases = sample(offers, 3000)
      .map(([versions, clauses]) => [versions, clauses.map((parts) => parts.join('')).join(',')] as const)
      .filter(([, text]) => codeOf(() => parseSpecifiers(text)) === undefined);
    const ours = cases.map(([versions, text]) => {
      const requirement = parseRequirement(`pyabc${text}`);
      const best = bestVersion(
        requirement,
        versions.map((one) => ({ version: one })),
        parseEnvironment('3.12-linux'),
      );
      return best === undefined ? null : normalizeVersion(best);
    });
    const theirs = python(
      `
import json, sys
from packaging.specifiers import SpecifierSet
from packaging.version import Version
def answer(case):
    versions, text = case
    found = list(SpecifierSet(text).filter([Version(one) for one in versions]))
    return str(max(found)) if found else None
print(json.dumps([answer(case) for case in json.load(sys.stdin)]))`,
      cases,
    );
    const wrong = cases.filter((_, i) => !sameVersion(ours[i], (theirs as unknown[])[i]));
    expect(wrong).toEqual([]);
  });

  it('installs the same wheels on the same platforms', () => {
    const pythons = ['py2', 'py3', 'py39', 'py312', 'py313', 'cp3', 'cp39', 'cp312', 'cp313', 'pp310'];
    const abis = ['none', 'abi3', 'cp39', 'cp312', 'cp313', 'cp313t', 'pypy310_pp73'];
    const platforms = [
      'any linux_x86_64 linux_aarch64 manylinux1_x86_64 manylinux2014_x86_64 manylinux_2_28_x86_64 manylinux_2_28_aarch64',
      'musllinux_1_2_x86_64 win32 win_amd64 win_arm64 macosx_10_9_x86_64 macosx_10_9_intel macosx_10_9_universal2',
      'macosx_11_0_arm64 macosx_11_0_universal2 macosx_14_0_arm64 macosx_10_6_fat64 macosx_10_6_fat3',
    ].flatMap((line) => line.split(' '));
    const tags = pythons.flatMap((one) => abis.flatMap((abi) => platforms.map((last) => `${one}-${abi}-${last}`)));
    const places = ['linux', 'linux-aarch64', 'macos', 'macos-x86_64', 'windows', 'windows-arm64', 'windows-x86'];
    const environments = ['3.9', '3.12', '3.13'].flatMap((one) => places.map((place) => `${one}-${place}`));
    const ours = environments.map((environment) => {
      const target = parseEnvironment(environment);
      return tags.filter((tag) => wheelFits(parseWheelName(`pyabc-1.0-${tag}.whl`), target));
    });
    const theirs = python(
      `
import json, sys
from packaging.tags import compatible_tags, cpython_tags, mac_platforms
environments, tags = json.load(sys.stdin)
linux = lambda arch: [f"manylinux_2_{n}_{arch}" for n in range(60, 4, -1)] + [f"manylinux2014_{arch}", f"manylinux1_{arch}", f"linux_{arch}"]
places = {
    "linux": linux("x86_64"), "linux-aarch64": linux("aarch64"),
    "macos": list(mac_platforms((26, 0), "arm64")), "macos-x86_64": list(mac_platforms((26, 0), "x86_64")),
    "windows": ["win_amd64"], "windows-arm64": ["win_arm64"], "windows-x86": ["win32"],
}
def answer(environment):
    python, place = environment.split("-", 1)
    version = tuple(int(part) for part in python.split("."))
    name = "cp%d%d" % version
    known = {str(tag) for tag in cpython_tags(version, abis=[name], platforms=places[place])}
    known |= {str(tag) for tag in compatible_tags(version, interpreter=name, platforms=places[place])}
    return [tag for tag in tags if tag in known]
print(json.dumps([answer(one) for one in environments]))`,
      [environments, tags],
    );
    expect(Object.fromEntries(environments.map((one, i) => [one, ours[i]]))).toEqual(
      Object.fromEntries(environments.map((one, i) => [one, (theirs as unknown[])[i]])),
    );
  });

  it('orders build tags alike', () => {
    const tags = sample(
      fc
        .tuple(
          fc.constantFrom('0', '1', '2', '10', '023', '9007199254740993'),
          optional('', 'a', 'rc1', '.1', '_x', 'B', '1a'),
        )
        .map((parts) => parts.join('')),
      800,
    );
    const pairs = tags.map((tag, i) => [tag, tags[(i * 13 + 5) % tags.length] ?? '0'] as const);
    const ours = pairs.map(([a, b]) => Math.sign(compareBuildTags(parseBuildTag(a), parseBuildTag(b))));
    const theirs = python(
      `
import json, sys
from packaging.utils import parse_wheel_filename
def key(tag): return parse_wheel_filename(f"a-1-{tag}-py3-none-any.whl")[2]
print(json.dumps([(key(a) > key(b)) - (key(a) < key(b)) for a, b in json.load(sys.stdin)]))`,
      pairs,
    );
    const wrong = pairs.filter((_, i) => ours[i] !== (theirs as unknown[])[i]);
    expect(wrong).toEqual([]);
  });

  it('reads the same file names', () => {
    const parts = [
      'pyabc',
      'Py_Abc',
      '-',
      '-',
      '-',
      '1.0',
      '1.0+a',
      'py3',
      'py2.py3',
      'none',
      'any',
      '23',
      '023.rc',
      'x',
      '_',
      '.whl',
    ];
    const wheel = fc
      .tuple(
        fc.constantFrom('pyabc', 'Py_Abc', 'a.b', 'a__b', ''),
        fc.constantFrom('1.0', '1.0+a.1', '1_0', '1!2', 'x'),
        optional('-23', '-023', '-1.rc', '-x', '-'),
        fc.constantFrom(
          'py3-none-any',
          'py2.py3-none-any',
          'cp311-abi3-a.b',
          'py3-none',
          '3-none-any',
          'py3.-none-any',
        ),
        fc.constantFrom('.whl', '.whl', '.WHL', ''),
      )
      .map(([name, text, build, tags, end]) => `${name}-${text}${build}-${tags}${end}`);
    const sdist = fc.tuple(noisy(parts), fc.constantFrom('.tar.gz', '.zip', '.tgz')).map((texts) => texts.join(''));
    const names = [...sample(wheel, 1500), ...sample(noisy(parts), 1500), ...sample(sdist, 1500)];
    const ours = names.map((name) => {
      const parsed = tryParseWheelName(name);
      if (parsed)
        return [parsed.name, normalizeVersion(parsed.version), parsed.buildTag ?? '', wheelTags(parsed).toSorted()];
      const source = tryParseSdistName(name);
      return source ? [source.name, normalizeVersion(source.version)] : null;
    });
    const theirs = python(
      `
import json, re, sys
from packaging.utils import *
def answer(name):
    try:
        project, version, build, tags = parse_wheel_filename(name)
        return [project, str(version), name.split("-")[2] if build else "", sorted(map(str, tags))]
    except InvalidWheelFilename: pass
    try:
        project, version = parse_sdist_filename(name)
    except InvalidSdistFilename: return None
    # packaging does not check the project's name here.
    stem = re.sub(r"(\\.tar\\.gz|\\.zip)$", "", name).rpartition("-")[0]
    return [project, str(version)] if re.fullmatch(r"[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?", stem) else None
print(json.dumps([answer(name) for name in json.load(sys.stdin)]))`,
      names,
    );
    const wrong = names.filter((_, i) => JSON.stringify(ours[i]) !== JSON.stringify((theirs as unknown[])[i]));
    expect(wrong).toEqual([]);
  });

  it('normalises the same names', () => {
    const names = sample(noisy(['a', 'B', '0', '-', '_', '.', ' ', 'ä']), 2000);
    const ours = names.map((name) => (isPythonName(name) ? canonicalName(name) : null));
    const theirs = python(
      `
import json, sys
from packaging.utils import canonicalize_name, InvalidName
def answer(name):
    try: return canonicalize_name(name, validate=True)
    except InvalidName: return None
print(json.dumps([answer(name) for name in json.load(sys.stdin)]))`,
      names,
    );
    expect(ours).toEqual(theirs);
  });

  it('accepts the same content types', () => {
    const values = [
      'text/plain',
      'text/x-rst',
      'TEXT/Markdown',
      'text/markdown; charset=UTF-8',
      'text/markdown;variant=GFM',
      'text/html',
      '',
      'text/markdown; variant=CommonMark; charset="utf-8"',
      'text/markdown; variant=Own',
      'text/plain; charset=latin-1',
      'markdown',
    ];
    const ours = values.map((value) => contentTypeProblem(value) === undefined);
    const theirs = python(
      `
import json, sys
from packaging.metadata import Metadata
def answer(value):
    try: Metadata.from_raw({"metadata_version": "2.1", "name": "a", "version": "1", "description_content_type": value})
    except ExceptionGroup: return False
    return True
print(json.dumps([answer(value) for value in json.load(sys.stdin)]))`,
      values,
    );
    expect(ours).toEqual(theirs);
  });
});

describeWithPython('packaging', '26.0', 'markers against the packaging module', () => {
  it('reads and evaluates them alike', () => {
    const operand = fc.constantFrom(
      'python_version',
      'python_full_version',
      'os_name',
      'sys_platform',
      'platform_release',
      'extra',
      'implementation_name',
      '"3.9"',
      '"3.12"',
      '"3.12.4"',
      "'posix'",
      '"linux win32"',
      '"cpython"',
      '"Net_X"',
      '"10"',
      '"6.1"',
    );
    const comparison = fc
      .tuple(operand, fc.constantFrom('==', '!=', '<', '<=', '>', '>=', 'in', 'not in', '~='), operand)
      .filter(([left, , right]) => /^["']/.test(left) !== /^["']/.test(right))
      .map((parts) => parts.join(' '));
    const marker = fc.oneof(
      comparison,
      fc.tuple(comparison, fc.constantFrom('and', 'or'), comparison).map((parts) => parts.join(' ')),
      fc
        .tuple(comparison, fc.constantFrom('and', 'or'), comparison, fc.constantFrom('and', 'or'), comparison)
        .map(([a, x, b, y, c]) => `(${a} ${x} ${b}) ${y} ${c}`),
    );
    const texts = sample(marker, 3000);
    const ours = texts.map((text) =>
      [LINUX, WINDOWS].map((environment) => {
        const code = codeOf(() => evaluateMarker(parseMarker(text), environment, 'net-x'));
        return code === undefined ? evaluateMarker(parseMarker(text), environment, 'net-x') : null;
      }),
    );
    const theirs = python(
      `
import json, sys
from packaging.markers import Marker, UndefinedComparison
given = json.load(sys.stdin)
def answer(text, environment):
    try: return Marker(text).evaluate({**environment, "extra": "net-x"})
    except UndefinedComparison: return None
print(json.dumps([[answer(text, one) for one in given["environments"]] for text in given["texts"]]))`,
      { texts, environments: [LINUX, WINDOWS] },
    );
    // packaging fails on an undefined comparison even where the other side decides.
    const isDecided = (i: number): boolean =>
      !/ (and|or) /.test(texts[i] ?? '') || !JSON.stringify((theirs as unknown[])[i]).includes('null');
    const wrong = texts.filter(
      (_, i) => isDecided(i) && JSON.stringify(ours[i]) !== JSON.stringify((theirs as unknown[])[i]),
    );
    expect(wrong).toEqual([]);
  });

  it('reads the same requirements', () => {
    const parts = [
      'a',
      'B-1',
      '[',
      'x',
      ']',
      '(',
      ')',
      '>=1',
      '==1.*',
      '~=1.0',
      ',',
      ';',
      ' @ https://a.example/',
      ' ',
      'os_name',
      '==',
      '"x"',
      ' and ',
    ];
    const shaped = fc
      .tuple(
        fc.constantFrom('a', 'B_1.c', 'a-', ''),
        optional('[x]', '[x, y]', '[x,]', '[]', '[ x ]', '[x y]'),
        optional(
          '>=1',
          ' >=1, <2',
          '(>=1)',
          ' ( )',
          '>=1,',
          '==1.*',
          '>=1.*',
          '(>=1',
          '1.0',
          ' @ https://a.example/x',
          '@file:a',
        ),
        optional(' ; os_name == "x"', ';os_name == "x"', '; os_name', ';', ' ; extra=="a" or (os_name in "b")'),
      )
      .map((texts) => texts.join(''));
    const texts = [...sample(shaped, 2000), ...sample(noisy(parts), 2000)];
    const ours = texts.map((text) => {
      if (codeOf(() => parseRequirement(text)) !== undefined) return null;
      const { name, extras, url, marker } = parseRequirement(text);
      return [name, [...new Set(extras)].toSorted(), url ?? null, marker !== undefined];
    });
    const theirs = python(
      `
import json, sys
from packaging.requirements import Requirement, InvalidRequirement
from packaging.utils import canonicalize_name
def answer(text):
    try: found = Requirement(text)
    except InvalidRequirement: return None
    extras = sorted({canonicalize_name(extra) for extra in found.extras})
    return [canonicalize_name(found.name), extras, found.url, found.marker is not None]
print(json.dumps([answer(text) for text in json.load(sys.stdin)]))`,
      texts,
    );
    const wrong = texts.filter((_, i) => JSON.stringify(ours[i]) !== JSON.stringify((theirs as unknown[])[i]));
    expect(wrong).toEqual([]);
  });
});
