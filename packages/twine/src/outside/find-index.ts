import {
  type Context,
  defined,
  firstSet,
  type IndexLogin,
  isAddress,
  isOn,
  parseCodeArtifactUrl,
  placeOf,
  repositoryOf,
  usageError,
} from '@buildset/cli-kit';
import { withPassword } from '../target/login-password.ts';
import { readPypirc } from '../target/pypirc.ts';
import { authoritiesOf } from '../target/resolve-target.ts';
import type { OutsideFlags } from './flags.ts';
import { TwineError } from '../twine-error.ts';

/** An address, and what `.pypirc` says of it. */
interface Found {
  readonly url: string;
  readonly section?: ReadonlyMap<string, string>;
}

/**
 * The index outside CodeArtifact that a promotion goes to: `--to-repository-url`, a stage whose repository is an address,
 * or a section of `.pypirc` with an address that is not CodeArtifact's. Undefined for everything else. Throws
 * `password-missing`, and `usage` for a name that means both.
 */
export async function findIndex(flags: OutsideFlags, context: Context): Promise<IndexLogin | undefined> {
  const found = flags.toRepositoryUrl === undefined ? await byName(flags, context) : await byUrl(flags, context);
  if (!found) return undefined;
  const { environment } = context;
  const { section, url } = found;
  const isCodeArtifact = parseCodeArtifactUrl(url, 'pypi') !== undefined;
  const token = isCodeArtifact ? firstSet(environment, 'CODEARTIFACT_AUTH_TOKEN') : undefined;
  const login: IndexLogin = {
    url,
    ...defined({
      indexUrl: flags.indexUrl,
      username: flags.username ?? firstSet(environment, 'TWINE_USERNAME') ?? section?.get('username'),
      password: flags.password ?? firstSet(environment, 'TWINE_PASSWORD') ?? section?.get('password') ?? token,
      cert: flags.cert ?? firstSet(environment, 'TWINE_CERT') ?? section?.get('ca_cert') ?? authoritiesOf(environment),
      clientCert: flags.clientCert ?? section?.get('client_cert'),
    }),
  };
  const nonInteractive = flags.nonInteractive === true || isOn(environment, 'TWINE_NON_INTERACTIVE');
  const whole = await withPassword(login, { isCodeArtifact, nonInteractive }, context);
  if (whole) return whole;
  // A dry run reads only, which many indexes let everybody do.
  if (flags.dryRun === true) return login;
  throw new TwineError(
    'password-missing',
    `There is no password for ${new URL(url).host}.`,
    'Give it in .pypirc, in TWINE_PASSWORD, or with --password.',
  );
}

async function byUrl({ to, toRepositoryUrl: url = '', ...flags }: OutsideFlags, context: Context): Promise<Found> {
  if (to !== undefined) throw usageError('--to and --to-repository-url are two destinations.', 'Give one of them.');
  if (!isAddress(url))
    throw usageError(`"${url}" is no address.`, 'Give one such as https://index.example.com/legacy/.');
  return { url, ...defined({ section: await sectionAt(url, flags, context) }) };
}

async function byName(flags: OutsideFlags, context: Context): Promise<Found | undefined> {
  if (flags.to === undefined) return undefined;
  const found = await context.configuration();
  const { configuration } = found;
  const name = repositoryOf(flags.to, configuration);
  if (isAddress(name)) return { url: name, ...defined({ section: await sectionAt(name, flags, context) }) };
  if (configuration.stages?.[flags.to]) return undefined;
  const { pypirc } = await readPypirc(flags.configFile, context.environment);
  const section = pypirc.get(name);
  const url = section?.get('repository');
  if (section === undefined || url === undefined || parseCodeArtifactUrl(url, 'pypi')) return undefined;
  const place = placeOf(flags.to, flags, found);
  const { domain } = await context.connect(place.settings);
  if ((await domain.describeRepository(place.repository)) === undefined) return { url, section };
  throw usageError(
    `${name} is a repository of ${domain.ref.domain}, and a section of .pypirc too.`,
    `For the second give --to-repository-url ${url}; for the first rename the section.`,
  );
}

/** The section of an address, wherever its login stands. */
async function sectionAt(
  url: string,
  flags: Pick<OutsideFlags, 'configFile'>,
  { environment }: Context,
): Promise<ReadonlyMap<string, string> | undefined> {
  const { pypirc } = await readPypirc(flags.configFile, environment);
  return [...pypirc.values()].find((section) => withoutSlash(section.get('repository') ?? '') === withoutSlash(url));
}

function withoutSlash(address: string): string {
  return address.replace(/\/+$/, '');
}
