import {
  type CodeArtifactAddress,
  type ConnectionFlags,
  type ConnectionSettings,
  defined,
  entryStage,
  type Environment,
  firstSet,
  flagsAt,
  type FoundConfiguration,
  type IndexLogin,
  parseCodeArtifactUrl,
  placeOf,
  settingsOf,
  usageError,
  withoutLogin,
} from '@buildset/cli-kit';
import { TwineError } from '../twine-error.ts';
import { type Pypirc, readPypirc } from './pypirc.ts';
import type { Target } from './target.ts';

/** What the command line says of the target; twine's names. */
export interface TargetFlags extends ConnectionFlags {
  readonly repository?: string | undefined;
  readonly repositoryUrl?: string | undefined;
  readonly username?: string | undefined;
  readonly password?: string | undefined;
  readonly configFile?: string | undefined;
  readonly cert?: string | undefined;
  readonly clientCert?: string | undefined;
}

/**
 * Where to upload. With a domain, given or configured, the repository is CodeArtifact's own name of it or a stage's;
 * else it is a section of `.pypirc`, or an address. Flags go before the environment, which goes before the file, as with twine.
 * Throws `usage`, `repository-unknown` and `pypirc-invalid`.
 */
export async function resolveTarget(
  flags: TargetFlags,
  environment: Environment,
  found: FoundConfiguration,
): Promise<Target> {
  const repository = flags.repository ?? firstSet(environment, 'TWINE_REPOSITORY');
  const certificates = defined({
    cert: flags.cert ?? firstSet(environment, 'TWINE_CERT'),
    clientCert: flags.clientCert,
  });
  const bundle = authoritiesOf(environment);
  const url = flags.repositoryUrl ?? firstSet(environment, 'TWINE_REPOSITORY_URL');
  const domain = flags.domain ?? (url === undefined ? found.settings.domain?.value : undefined);
  if (domain !== undefined) {
    const name = repository ?? entryStage(found.configuration);
    if (name === undefined) throw usageError('A domain needs a repository.', 'Name it: --repository AbcDev.');
    const named = placeOf(name, flags, found);
    return {
      repository: named.repository,
      codeartifact: {
        settings: { ...defined({ cert: bundle }), ...named.settings, ...certificates },
        repository: named.repository,
      },
    };
  }
  const section = url === undefined ? await sectionOf(repository ?? 'pypi', flags, environment) : undefined;
  const address = url ?? section?.get('repository') ?? '';
  const files = defined({ cert: section?.get('ca_cert') ?? bundle, clientCert: section?.get('client_cert') });
  const login: IndexLogin = {
    url: address,
    ...files,
    ...certificates,
    ...defined({
      username: flags.username ?? firstSet(environment, 'TWINE_USERNAME') ?? section?.get('username'),
      password: passwordOf(flags, environment, section, address),
    }),
  };
  const codeartifact = parseCodeArtifactUrl(address, 'pypi');
  if (!codeartifact) return { repository: withoutLogin(address), login };
  const own = settingsAt(codeartifact, flags, environment, found);
  const { repository: name } = codeartifact;
  return {
    repository: name,
    login,
    codeartifact: { repository: name, settings: { ...own, ...files, ...certificates } },
  };
}

/** What Python's requests, and so twine and aws, trust where nothing else is said. */
export function authoritiesOf(environment: Environment): string | undefined {
  return firstSet(environment, 'REQUESTS_CA_BUNDLE', 'CURL_CA_BUNDLE');
}

async function sectionOf(
  name: string,
  { configFile }: TargetFlags,
  environment: Environment,
): Promise<ReadonlyMap<string, string>> {
  const { path, pypirc } = await readPypirc(configFile, environment);
  const section = pypirc.get(name);
  // twine's oldest section holds a user and a password for whatever lacks its own.
  if (section?.get('repository') !== undefined) return new Map([...loginsFor(pypirc), ...section]);
  throw new TwineError(
    'repository-unknown',
    `${path} has no section [${name}] with the address of a repository.`,
    nextFor(pypirc),
  );
}

function loginsFor(pypirc: Pypirc): [string, string][] {
  return [...(pypirc.get('server-login') ?? [])].filter(([key]) => key === 'username' || key === 'password');
}

function nextFor(pypirc: Pypirc): string {
  const names = [...pypirc].filter(([, values]) => values.has('repository')).map(([name]) => name);
  const direct = 'Or name domain and repository: --domain abc --repository AbcDev.';
  if (names.length > 0) return `Name one that it has: --repository ${names.join(' or --repository ')}. ${direct}`;
  return 'Run `codeartifact-twine login`, or name domain and repository: --domain abc --repository AbcDev.';
}

function passwordOf(
  flags: TargetFlags,
  environment: Environment,
  section: ReadonlyMap<string, string> | undefined,
  address: string,
): string | undefined {
  const given = flags.password ?? firstSet(environment, 'TWINE_PASSWORD') ?? section?.get('password');
  if (given !== undefined || (URL.canParse(address) && new URL(address).password !== '')) return given;
  // Never for another index: the token would be theirs.
  return parseCodeArtifactUrl(address, 'pypi') ? firstSet(environment, 'CODEARTIFACT_AUTH_TOKEN') : undefined;
}

/** How to reach the API behind an address. What is configured counts unless it is about another domain. */
function settingsAt(
  address: CodeArtifactAddress,
  flags: TargetFlags,
  environment: Environment,
  { settings, ...found }: FoundConfiguration,
): ConnectionSettings {
  const isOther = settings.domain !== undefined && settings.domain.value !== address.domain;
  const own = isOther ? {} : settings;
  return settingsOf(flagsAt(address, flags, environment, own), { ...found, settings: own });
}
