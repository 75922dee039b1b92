import {
  type Connection,
  type ConnectionFlags,
  type Context,
  type FoundConfiguration,
  placeOf,
  settingsOf,
} from '@buildset/cli-kit';
import { checkClock, checkCredentials, checkToken } from './check-access.ts';
import { checkBypass } from './check-bypass.ts';
import { checkHome } from './check-home.ts';
import { checkAssumptions, checkPackageGroups } from './check-service.ts';
import { type CheckedStage, checkOriginControls, checkRepository, checkRights, checkUpstreams } from './check-stage.ts';
import { type Finding, findings } from './finding.ts';

/** Whose ARNs a lock of the home has to name: all roles but the consumer's, and who runs `init`. */
const HOME_WRITERS = ['CI', 'TESTER', 'APPROVER', 'PROMOTER', 'PRUNER', 'ADMINISTRATOR'];

/** What was found in one domain. */
export interface DomainReport {
  readonly connection: Connection;
  readonly findings: readonly Finding[];
}

/**
 * Looks at every domain of the configuration: at its own things, then at each of its stages. Writes nothing. Throws what
 * connecting throws.
 */
export async function examine(flags: ConnectionFlags, now: () => Date, context: Context): Promise<DomainReport[]> {
  const stages = await stagesOf(flags, context);
  const connections = new Set(stages.map(({ connection }) => connection));
  if (connections.size === 0) connections.add(await context.connect(settingsOf(flags, await context.configuration())));
  const reports: DomainReport[] = [];
  for (const connection of connections) {
    context.progress.stage(`looking at the domain ${connection.domain.ref.domain}`);
    const found = await examineDomain(connection, now);
    for (const stage of stages.filter((one) => one.connection === connection)) {
      context.signal.throwIfAborted();
      context.progress.stage(`looking at the stage ${stage.name}`);
      found.push(...(await examineStage(stage)));
    }
    reports.push({ connection, findings: found });
  }
  return reports;
}

async function examineDomain(connection: Connection, now: () => Date): Promise<Finding[]> {
  const { homeName, transitName } = connection;
  // The service's time, and where it is, are known once something was asked.
  const token = await findings('token', () => checkToken(connection));
  const found = [
    ...(await findings('credentials', () => checkCredentials(connection))),
    ...checkClock(connection, now()),
    ...token,
    ...(await findings('package-groups', () => checkPackageGroups(connection))),
  ];
  const home = await findings('home', () => checkHome(connection));
  if (home.some(({ level }) => level === 'problem')) return [...found, ...home];
  return [
    ...found,
    ...home,
    ...(await findings('assumptions', () => checkAssumptions(connection))),
    ...(await findings('gates', () => checkBypass(connection, homeName, 'home', HOME_WRITERS))),
    ...(await findings('gates', () => checkBypass(connection, transitName, 'transit'))),
  ];
}

async function examineStage(stage: CheckedStage): Promise<Finding[]> {
  const { connection, isDestination, name, repository } = stage;
  const there = await findings('stage', () => checkRepository(stage));
  if (there.some(({ level }) => level === 'problem')) return [...there];
  return [
    ...there,
    ...(await findings('upstreams', () => checkUpstreams(stage))),
    ...(await findings('origin-controls', () => checkOriginControls(stage))),
    ...(await findings('rights', () => checkRights(stage))),
    ...(isDestination ? await findings('gates', () => checkBypass(connection, repository, name)) : []),
  ];
}

async function stagesOf(flags: ConnectionFlags, context: Context): Promise<CheckedStage[]> {
  const found = await context.configuration();
  const stages = found.configuration.stages ?? {};
  const checked: CheckedStage[] = [];
  for (const [name, { from, originControls, repository }] of Object.entries(stages)) {
    const connection = await context.connect(placeOf(name, flags, found).settings);
    const places = [...stagesBefore(name, stages)].map((one) => placeOf(one, flags, found));
    const { domain } = connection.domain.ref;
    const earlier = places.filter(({ settings }) => settings.domain === domain).map((place) => place.repository);
    checked.push({ name, repository, connection, isDestination: from !== undefined, originControls, earlier });
  }
  return checked;
}

/** Everything that builds of a stage have come through, by the names that the configuration uses. */
function stagesBefore(
  name: string,
  stages: NonNullable<FoundConfiguration['configuration']['stages']>,
  seen = new Set<string>(),
): ReadonlySet<string> {
  for (const one of stages[name]?.from ?? []) {
    if (seen.has(one)) continue;
    seen.add(one);
    stagesBefore(one, stages, seen);
  }
  return seen;
}
