import { normalisePypiName } from '../../model/names.ts';

/** What is wrong with a distribution's file name, given the form's name and version; AWS's own rule is not documented. */
export function fileNameProblem(file: string, name: string, version: string): string | undefined {
  if (!/^[^\p{C}#/\\\s]{1,255}$/u.test(file)) return `'${file}' is no file name`;
  const parts = distributionParts(file);
  if (!parts) return `'${file}' is neither a wheel nor a source distribution`;
  const project = normalisePypiName(name);
  const right = parts.some(
    (part) => normalisePypiName(part.name) === project && looseVersion(part.version) === looseVersion(version),
  );
  return right ? undefined : `the file ${file} is not of ${name} ${version}`;
}

interface NameParts {
  readonly name: string;
  readonly version: string;
}

/** Name and version as a distribution's file name may be read; undefined when it is none. */
export function distributionParts(file: string): readonly NameParts[] | undefined {
  if (file.endsWith('.whl')) {
    const fields = file.slice(0, -'.whl'.length).split('-');
    const [name, version] = fields;
    return name && version && (fields.length === 5 || fields.length === 6) ? [{ name, version }] : undefined;
  }
  const stem = /^(.+)\.(?:tar\.gz|zip|tar\.bz2|tar\.xz|tgz|egg|exe|msi|rpm)$/u.exec(file)?.[1];
  if (stem === undefined) return undefined;
  // Old source distributions have hyphens in their names and versions: any split may be meant.
  return [...stem.matchAll(/-/gu)].map(({ index }) => ({ name: stem.slice(0, index), version: stem.slice(index + 1) }));
}

/** Equal for versions that PEP 440 calls equal in spelling; it need not tell all others apart. */
function looseVersion(version: string): string {
  return version
    .toLowerCase()
    .replace(/^v/u, '')
    .replaceAll(/alpha/gu, 'a')
    .replaceAll(/beta/gu, 'b')
    .replaceAll(/(?:pre|preview|c)(?=[\d._-])/gu, 'rc')
    .replaceAll('rrc', 'rc')
    .replaceAll(/[-_.+]/gu, '')
    .replaceAll(/(?<![0-9])0+(?=\d)/gu, '');
}
