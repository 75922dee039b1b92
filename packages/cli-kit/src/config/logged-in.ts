import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { defined } from '../defined.ts';
import { type Environment, firstSet } from '../environment.ts';
import { isRedirected } from './address-flags.ts';
import { type CodeArtifactAddress, parseCodeArtifactUrl } from './codeartifact-url.ts';

/** A domain that a package manager is logged in to, and the file that says so. */
export interface LoggedIn extends Pick<CodeArtifactAddress, 'domain' | 'domainOwner' | 'region' | 'endpoint'> {
  readonly from: string;
}

const REPOSITORY = /^\s*repository\s*[:=]\s*(\S+)\s*$/gim;
const REGISTRY = /^\s*(?:@[^:\s]+:)?registry\s*=\s*["']?([^\s"']+)["']?\s*$/gm;

/**
 * The domains that `.pypirc` and `.npmrc` name, as `aws codeartifact login` wrote them: the project's `.npmrc` (the
 * nearest, upwards), then the user's files. Each domain once. Files that are not there, or say nothing of CodeArtifact,
 * are passed over; no login is read from them.
 */
export async function loggedIn(folder: string, environment: Environment): Promise<LoggedIn[]> {
  const user = firstSet(environment, 'HOME', 'USERPROFILE');
  const files = [
    ...(await nearestNpmrc(folder)),
    ...(user === undefined
      ? []
      : [
          { path: join(user, '.pypirc'), format: 'pypi', pattern: REPOSITORY } as const,
          {
            path: firstSet(environment, 'NPM_CONFIG_USERCONFIG', 'npm_config_userconfig') ?? join(user, '.npmrc'),
            format: 'npm',
            pattern: REGISTRY,
          } as const,
        ]),
  ];
  const found = new Map<string, LoggedIn>();
  for (const { format, path, pattern } of files) {
    const text = (await readIfThere(path)) ?? '';
    for (const [, url = ''] of text.matchAll(pattern)) {
      const address = parseCodeArtifactUrl(url, format);
      if (!address) continue;
      const { domain, domainOwner, endpoint, region } = address;
      const key = [domain, domainOwner, region ?? endpoint].join(' ');
      const where = defined({ region, endpoint: isRedirected(environment) ? undefined : endpoint });
      if (!found.has(key)) found.set(key, { domain, domainOwner, ...where, from: path });
    }
  }
  return [...found.values()];
}

async function nearestNpmrc(folder: string) {
  for (let at = folder; ; at = dirname(at)) {
    const path = join(at, '.npmrc');
    if ((await readIfThere(path)) !== undefined) return [{ path, format: 'npm', pattern: REGISTRY } as const];
    if (dirname(at) === at) return [];
  }
}

/** A file that cannot be read says nothing: whoever it belongs to will complain. */
async function readIfThere(path: string): Promise<string | undefined> {
  return await readFile(path, 'utf8').catch(() => undefined);
}
