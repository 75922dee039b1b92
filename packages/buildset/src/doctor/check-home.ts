import type { Connection } from '@buildset/cli-kit';
import { formatPackage, inspectHome, type OwnRepository, type PackageRef } from '@buildset/core';
import { FORMATS } from '../formats.ts';
import type { Finding } from './finding.ts';

/** Whether home and transit are there, buildset's own, and reach nothing; and what interrupted runs have left. */
export async function checkHome({ domain, homeName, transitName }: Connection): Promise<Finding[]> {
  const own = await inspectHome(domain, homeName, transitName);
  const states = own.flatMap((one) => stateOf(one, domain.ref));
  if (own.some(({ owner }) => owner === 'absent')) return states;
  const left = await Promise.all([homeName, transitName].map((name) => leftovers(domain, name, name === transitName)));
  return [...states, ...left.flat()];
}

function stateOf({ name, owner, purpose, reaches }: OwnRepository, ref: Connection['domain']['ref']): Finding[] {
  const init = `buildset init --domain ${ref.domain} --domain-owner ${ref.domainOwner} --region ${ref.region}`;
  const what = `The ${purpose} ${name}`;
  if (owner === 'absent') return [problem(`${what} is not there.`, init)];
  const found: Finding[] = [];
  if (owner === 'unclaimed') found.push(problem(`${what} has no owner marker.`, init));
  if (owner === 'foreign') {
    const mend = 'Use another name: "home" in the configuration, or --home.';
    found.push(problem(`${what} belongs to another place by its marker.`, mend));
  }
  if (reaches.length > 0) {
    const where = `--domain ${ref.domain} --domain-owner ${ref.domainOwner} --repository ${name}`;
    found.push(
      problem(`${what} reaches ${reaches.join(', ')}.`, `aws codeartifact update-repository ${where} --upstreams '[]'`),
    );
  }
  if (found.length > 0) return found;
  return [{ check: 'home', level: 'ok', message: `${what} is buildset's own and reaches nothing.` }];
}

function problem(message: string, mend: string): Finding {
  return { check: 'home', level: 'problem', message, mend };
}

/** What interrupted promotions left in the transit, and interrupted probes in both. */
async function leftovers(domain: Connection['domain'], repository: string, isTransit: boolean): Promise<Finding[]> {
  const found: Finding[] = [];
  for (const format of FORMATS.names) {
    const { items } = await domain.reader(repository).listPackages({ format });
    const probes = items.filter(isOfProbe);
    for (const { name, namespace } of probes) {
      const scope = namespace === undefined ? '' : ` --namespace ${namespace}`;
      const which = `--repository ${repository} --format ${format}${scope} --package ${name}`;
      const mend = `aws codeartifact delete-package --domain ${domain.ref.domain} ${which}`;
      const message = `${repository} holds ${name}: a probe is under way, or has left it.`;
      found.push({ check: 'home', level: 'warning', message, mend });
    }
    const others = items.filter((one) => !probes.includes(one) && one.namespace?.startsWith('buildset.') !== true);
    if (others.length === 0) continue;
    const names = others.slice(0, 3).map(formatPackage).join(', ');
    const message = `${repository} holds ${format} packages that are no records, such as ${names}.`;
    const mend = isTransit
      ? 'A promotion is under way, or was interrupted: run it again, which empties the transit.'
      : 'Somebody else publishes there: lock it (buildset policy ci --only-writers …).';
    found.push({ check: 'home', level: 'warning', message, mend });
  }
  return found;
}

function isOfProbe({ name, namespace }: PackageRef): boolean {
  return namespace === 'buildset.probe' ? name.startsWith('probe-') : name.startsWith('buildset-probe-');
}
