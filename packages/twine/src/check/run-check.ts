import { type Context, EXIT, type ExitCode, plural, table } from '@buildset/cli-kit';
import { findDistributions } from '../files/find-distributions.ts';
import { checkFiles, type FileFinding } from './check-files.ts';

interface CheckArguments {
  readonly dist: readonly (string | number)[];
  readonly strict?: boolean | undefined;
}

/** Checks files without a network. Errors end with 3, with `--strict` warnings too. */
export async function runCheck({ dist, strict }: CheckArguments, context: Context): Promise<ExitCode> {
  const { output, progress } = context;
  const paths = await findDistributions(dist.map(String), context);
  progress.stage(`checking ${plural(paths.length, 'file')}`);
  const findings = await checkFiles(paths, context);
  progress.end();
  const passed = !findings.some(({ level }) => level === 'error' || (strict === true && level === 'warning'));
  output.result([...render(findings), summary(paths, findings, passed)], {
    schemaVersion: 1,
    check: {
      passed,
      files: paths,
      findings: findings.map(({ code, level, message, path }) => ({ level, code, path: path ?? null, message })),
    },
  });
  return passed ? EXIT.done : EXIT.incomplete;
}

function render(findings: readonly FileFinding[]): string[] {
  return table(findings.map(({ code, level, message }) => [level, code, message]));
}

function summary(paths: readonly string[], findings: readonly FileFinding[], passed: boolean): string {
  const count = (wanted: FileFinding['level']): number => findings.filter(({ level }) => level === wanted).length;
  const counts = [plural(count('error'), 'error'), plural(count('warning'), 'warning')].join(', ');
  return `${plural(paths.length, 'file')} ${passed ? 'passed' : 'failed'}: ${counts}`;
}
