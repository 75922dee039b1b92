import { CodedError, hasCode } from '../coded-error.ts';
import type { Domain, OriginControls } from '../ports/domain.ts';
import { claim, isUnclaimed, OWNER, ownerOf } from './owner.ts';
import { DEFAULT_HOME, type Home, type TransitLack, transitName } from './home.ts';

export interface InitResult {
  readonly repositories: readonly {
    readonly name: string;
    readonly purpose: 'home' | 'transit';
    readonly outcome: 'created' | 'claimed' | 'already-there';
  }[];
}

/**
 * Makes the home and its transit in a domain, without upstreams, and once both are there writes an owner marker into each.
 * Safe to run again.
 * Throws `foreign-home` or `home-has-upstreams` for a repository that serves another purpose.
 */
export async function initHome(
  domain: Domain,
  home: string = DEFAULT_HOME,
  transit: string = transitName(home),
): Promise<InitResult> {
  const made = [await make(domain, home, 'home'), await make(domain, transit, 'transit')];
  const repositories: InitResult['repositories'][number][] = [];
  for (const { isNew, isUnclaimed: toClaim, name, purpose } of made) {
    if (toClaim) {
      await claim(domain.writer(name));
      await keepFromUpstreams(domain, name);
    }
    repositories.push({ name, purpose, outcome: isNew ? 'created' : toClaim ? 'claimed' : 'already-there' });
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

interface Made {
  readonly name: string;
  readonly purpose: 'home' | 'transit';
  readonly isNew: boolean;
  readonly isUnclaimed: boolean;
}

/** Makes the repository where there is none. Throws where it is another's. */
async function make(domain: Domain, name: string, purpose: Made['purpose']): Promise<Made> {
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
  return { name, purpose, isNew: !existing, isUnclaimed: await isUnclaimed(domain.reader(name), description) };
}

/** What is buildset's own is published, and never fetched from elsewhere. */
const OWN: OriginControls = { publish: 'ALLOW', upstream: 'BLOCK' };

async function keepFromUpstreams(domain: Domain, name: string): Promise<void> {
  const controls = await domain.originControls(name, OWNER);
  if (controls?.publish === OWN.publish && controls.upstream === OWN.upstream) return;
  await domain.setOriginControls(name, OWNER, OWN);
}
