import { CodedError, hasCode } from '../coded-error.ts';
import type { Domain, OriginControls } from '../ports/domain.ts';
import { claim, OWNER, ownerOf } from './owner.ts';
import { DEFAULT_HOME, type Home, type TransitLack, transitName } from './home.ts';

export interface InitResult {
  readonly repositories: readonly {
    readonly name: string;
    readonly purpose: 'home' | 'transit';
    readonly outcome: 'created' | 'claimed' | 'already-there';
  }[];
}

/**
 * Makes the home and its transit in a domain, without upstreams and with an owner marker. Safe to run again.
 * Throws `foreign-home` or `home-has-upstreams` for a repository that serves another purpose.
 */
export async function initHome(
  domain: Domain,
  home: string = DEFAULT_HOME,
  transit: string = transitName(home),
): Promise<InitResult> {
  const repositories = [];
  for (const purpose of ['home', 'transit'] as const) {
    const name = purpose === 'home' ? home : transit;
    repositories.push({ name, purpose, outcome: await make(domain, name, purpose) });
  }
  return { repositories };
}

/** What stands where a home's repository is to be. */
export interface OwnRepository {
  readonly name: string;
  readonly purpose: 'home' | 'transit';
  /** `unclaimed`: there is no owner marker, as before `buildset init`. `foreign`: the marker names another place. */
  readonly owner: 'absent' | 'ours' | 'unclaimed' | 'foreign';
  /** Upstreams and external connections, of which there are to be none. */
  readonly reaches: readonly string[];
}

/** Looks at home and transit, and changes nothing. */
export async function inspectHome(
  domain: Domain,
  home: string = DEFAULT_HOME,
  transit: string = transitName(home),
): Promise<OwnRepository[]> {
  const look = async (name: string, purpose: OwnRepository['purpose']): Promise<OwnRepository> => {
    const description = await domain.describeRepository(name);
    if (!description) return { name, purpose, owner: 'absent', reaches: [] };
    const reaches = [...description.upstreams, ...description.externalConnections];
    return { name, purpose, owner: await ownerOf(domain.reader(name)), reaches };
  };
  return await Promise.all([look(home, 'home'), look(transit, 'transit')]);
}

/**
 * The home's repositories for writing, and what is known against its transit. Throws `no-home` when `buildset init` has
 * not been run.
 */
export async function openHome(
  domain: Domain,
  home: string = DEFAULT_HOME,
  transit: string = transitName(home),
): Promise<Pick<Home, 'records' | 'transit' | 'lacksTransit'>> {
  const [found, lacksTransit] = await Promise.all([domain.describeRepository(home), lackOf(domain, transit)]);
  if (found) {
    const repositories = { records: domain.writer(home), transit: domain.writer(transit) };
    return { ...repositories, ...(lacksTransit ? { lacksTransit } : {}) };
  }
  throw new CodedError('no-home', `The domain ${domain.ref.domain} has no home repository ${home} yet.`, {
    side: 'home',
    next:
      home === DEFAULT_HOME
        ? `An administrator makes it once: buildset init --domain ${domain.ref.domain}.`
        : `Check its name; an administrator makes it once: buildset init --domain ${domain.ref.domain} --home ${home}.`,
  });
}

async function lackOf(domain: Domain, transit: string): Promise<TransitLack | undefined> {
  try {
    return (await domain.describeRepository(transit)) ? undefined : 'missing';
  } catch (error) {
    if (!hasCode(error, 'access-denied')) throw error;
    return 'denied';
  }
}

async function make(
  domain: Domain,
  name: string,
  purpose: 'home' | 'transit',
): Promise<InitResult['repositories'][number]['outcome']> {
  const existing = await domain.describeRepository(name);
  if (!existing) {
    const what = purpose === 'home' ? 'records, notes and the log' : 'versions are assembled here';
    await domain.createRepository(name, `buildset: ${what}. Written by buildset only.`);
  }
  const description = existing ?? (await domain.describeRepository(name));
  if (!description) {
    throw new CodedError('not-visible', `The repository ${name} was created but is not visible yet.`, {
      side: 'home',
      retryable: true,
      next: 'Run the command again in a moment.',
    });
  }
  const claimed = await claim(domain.writer(name), description);
  if (claimed) await keepFromUpstreams(domain, name);
  return existing ? (claimed ? 'claimed' : 'already-there') : 'created';
}

/** What is buildset's own is published, and never fetched from elsewhere. */
const OWN: OriginControls = { publish: 'ALLOW', upstream: 'BLOCK' };

async function keepFromUpstreams(domain: Domain, name: string): Promise<void> {
  const controls = await domain.originControls(name, OWNER);
  if (controls?.publish === OWN.publish && controls.upstream === OWN.upstream) return;
  await domain.setOriginControls(name, OWNER, OWN);
}
