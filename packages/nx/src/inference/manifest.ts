import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { parse as parseToml } from 'smol-toml';
import * as v from 'valibot';

/** What a project's own file says of the package that is made of it. */
export interface Manifest {
  readonly format: 'npm' | 'pypi';
  readonly name: string;
  /** Absent where the build computes it (a `dynamic` version of pyproject.toml). */
  readonly version?: string;
}

const packageJson = v.object({
  name: v.string(),
  version: v.string(),
  private: v.optional(v.boolean(), false),
});

const pyproject = v.object({
  project: v.object({ name: v.string(), version: v.optional(v.string()) }),
});

/** The file names that are manifests. */
export const MANIFESTS = ['package.json', 'pyproject.toml'] as const;

/**
 * Reads a package.json or pyproject.toml. Undefined when no package is published from it: it is private, has no name
 * or version, or cannot be read (which is for the tools of its language to tell).
 */
export async function readManifest(file: string): Promise<Manifest | undefined> {
  const content = await readFile(file, 'utf8');
  return basename(file) === 'package.json' ? fromPackageJson(content) : fromPyproject(content);
}

function fromPackageJson(content: string): Manifest | undefined {
  const parsed = v.safeParse(
    packageJson,
    attempt(() => JSON.parse(content.replace(/^\uFEFF/, ''))),
  );
  if (!parsed.success || parsed.output.private) return undefined;
  return { format: 'npm', name: parsed.output.name, version: parsed.output.version };
}

function fromPyproject(content: string): Manifest | undefined {
  const parsed = v.safeParse(
    pyproject,
    attempt(() => parseToml(content)),
  );
  if (!parsed.success) return undefined;
  const { name, version } = parsed.output.project;
  return { format: 'pypi', name, ...(version === undefined ? {} : { version }) };
}

function attempt(parse: () => unknown): unknown {
  try {
    return parse();
  } catch {
    return undefined;
  }
}
