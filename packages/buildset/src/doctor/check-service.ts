import type { Connection } from '@buildset/cli-kit';
import { type PublishRule, questionsOf, readAnswers } from '@buildset/core';
import { FORMATS } from '../formats.ts';
import type { Finding } from './finding.ts';

const KINDS = ['set', 'attached', 'verdict', 'approval', 'log'] as const;

/** Whether package groups let home and transit be published to. */
export async function checkPackageGroups({ domain, homeName, inspector, transitName }: Connection): Promise<Finding[]> {
  const rules = await inspector.publishRules();
  if (rules.length === 0) {
    return [{ check: 'package-groups', level: 'ok', message: 'No package group restricts publishing.' }];
  }
  // What is assembled may be of any package that a group is about.
  const needed = rules.map((rule) => ({ rule, repository: transitName }));
  const kept = KINDS.flatMap((kind) => FORMATS.names.map((format) => `buildset.${kind}.${format}`));
  for (const namespace of [...kept, 'buildset.home', 'buildset.probe', 'buildset.release']) {
    const rule = await inspector.publishRuleOf({ format: 'generic', namespace, name: 'any' });
    if (rule) needed.push({ rule, repository: homeName });
  }
  const blocking = new Map<string, Finding>();
  for (const { repository, rule } of needed) {
    if (rule.mode === 'ALLOW' || (rule.mode !== 'BLOCK' && rule.allowed.includes(repository))) continue;
    const message = `The package group ${rule.decidedBy} does not let ${repository} be published to.`;
    const mend = allowing(rule, repository, domain.ref);
    blocking.set(`${rule.decidedBy} ${repository}`, { check: 'package-groups', level: 'problem', message, mend });
  }
  if (blocking.size > 0) return [...blocking.values()];
  const message = 'The package groups let home and transit be published to.';
  return [{ check: 'package-groups', level: 'ok', message }];
}

/** What the domain's administrator runs. */
function allowing({ decidedBy, mode }: PublishRule, repository: string, ref: Connection['domain']['ref']): string {
  const group = `--domain ${ref.domain} --domain-owner ${ref.domainOwner} --package-group '${decidedBy}'`;
  const restrict = mode === 'BLOCK' ? ' --restrictions PUBLISH=ALLOW_SPECIFIC_REPOSITORIES' : '';
  const add = `--add-allowed-repositories repositoryName=${repository},originRestrictionType=PUBLISH`;
  return `aws codeartifact update-package-group-origin-configuration ${group}${restrict} ${add}`;
}

/** Questions about the service that nobody has answered, and answers that nothing can stand on. */
export async function checkAssumptions({ domain, home }: Connection): Promise<Finding[]> {
  const answers = await readAnswers((await home()).records);
  const found: Finding[] = [];
  for (const format of FORMATS.names) {
    const open = questionsOf(format).filter((question) => answers[format]?.[question] === undefined);
    if (open.length === 0) continue;
    const message = `Nobody has asked the service about ${format}: ${open.join(', ')}.`;
    const mend = `buildset doctor --probe --domain ${domain.ref.domain}`;
    found.push({ check: 'assumptions', level: 'warning', message, mend });
  }
  if (answers.generic?.['concurrent-first-publish'] === 'unsafe') {
    const message = 'Several first publishers of one version may all succeed: the log cannot tell who was first.';
    const mend = 'Never run two promotions of one package at once here.';
    found.push({ check: 'assumptions', level: 'problem', message, mend });
  }
  if (found.length > 0) return found;
  return [{ check: 'assumptions', level: 'ok', message: 'Every question about the service is answered.' }];
}
