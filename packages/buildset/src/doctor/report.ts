import { plural, table } from '@buildset/cli-kit';
import type { DomainReport } from './examine.ts';
import type { Finding } from './finding.ts';

const WORDS: Readonly<Record<Finding['level'], string>> = {
  ok: 'ok',
  unknown: '?',
  warning: 'warning',
  problem: 'PROBLEM',
};

/** Every finding of every domain, with what mends it below. */
export function renderDoctor(reports: readonly DomainReport[], colors: { bold(text: string): string }): string[] {
  const lines = reports.flatMap(({ connection, findings }) => {
    const { domain, domainOwner, region } = connection.domain.ref;
    const rows = findings.flatMap(({ check, level, mend, message }) => [
      [WORDS[level], check, message],
      ...(mend === undefined ? [] : [['', '', `-> ${mend}`]]),
    ]);
    return [colors.bold(`The domain ${domain} of ${domainOwner} in ${region}:`), ...table(rows, '  ')];
  });
  const count = (level: Finding['level']) =>
    reports.flatMap(({ findings }) => findings).filter((one) => one.level === level).length;
  const counts = `${plural(count('problem'), 'problem')}, ${plural(count('warning'), 'warning')}`;
  return [...lines, `${counts}, ${count('unknown')} not to be looked at, ${count('ok')} in order.`];
}

/** The `--json` answer of `doctor`: cli-kit's schemas/doctor.schema.json. */
export function doctorJson(reports: readonly DomainReport[]): object {
  const domains = reports.map(({ connection, findings }) => {
    const { domain, domainOwner, region } = connection.domain.ref;
    const list = findings.map(({ check, level, mend = null, message }) => ({ check, level, message, mend }));
    return { domain, domainOwner, region, findings: list };
  });
  return { schemaVersion: 1, domains };
}
