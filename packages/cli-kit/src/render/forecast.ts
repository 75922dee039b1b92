import type { Forecast, Right, StepName } from '@buildset/core';
import { formatBytes, plural } from './size.ts';
import { table } from './table.ts';

const STEPS: Readonly<Record<StepName, string>> = {
  lease: 'take the lease, read where the build comes from',
  gates: 'hold it against the gates once more',
  adopt: 'put the build on record',
  keep: 'put what is there on record',
  assemble: 'assemble the version in the transit',
  upload: 'upload into the destination',
  remove: "remove the destination's version",
  'publish-again': 'publish the same bytes again',
  copy: 'copy into the destination',
  verify: 'wait until it shows',
  clean: 'empty the transit',
  hold: 'change the hold',
  log: 'write it to the log',
};

/** The `plan` of the `--json` answer of a dry run. */
export function forecastJson({ bytes, calls, rights, steps, undoRights }: Forecast, seconds: number): object {
  return { steps, calls, bytes, seconds, rights, undoRights };
}

/** What a plan will do and ask, for people. `seconds` is the least that it takes under AWS's quotas. */
export function renderForecast({ bytes, calls, rights, steps, undoRights }: Forecast, seconds: number): string[] {
  const rows = steps.map(({ bytes: size, calls: asked, step }) => {
    const count = asked.reduce((sum, call) => sum + call.count, 0);
    return [STEPS[step], plural(count, 'request'), size === 0 ? '' : formatBytes(size)];
  });
  const total = Object.values(calls).reduce((sum, count) => sum + count, 0);
  const list = Object.entries(calls).map(([operation, count]) => `${operation} ${count}`);
  const least = seconds === 0 ? 'no wait' : `at least ${seconds.toFixed(1)} s`;
  return [
    '  plan',
    ...table(rows, '    '),
    `  forecast: ${plural(total, 'request')}, ${formatBytes(bytes)} of assets through this machine, ${least} under AWS's quotas`,
    `    ${list.join(', ')}`,
    '  rights that it needs',
    ...table(byRepository(rights), '    '),
    ...(undoRights.length === 0
      ? []
      : ['  rights that its undo will need', ...table(byRepository(undoRights), '    ')]),
  ];
}

/** One row a repository, with what is on the domain first. */
function byRepository(rights: readonly Right[]): string[][] {
  const actions = new Map<string, string[]>();
  for (const { action, repository = 'the domain' } of rights) {
    actions.set(repository, [...(actions.get(repository) ?? []), action.replace('codeartifact:', '')]);
  }
  return [...actions].map(([repository, names]) => [repository, names.join(', ')]);
}
