import { type Context, type ExitCode, promoteWithDependencies, usageError, withPromotion } from '@buildset/cli-kit';
import { promote } from '@buildset/core';
import { parseEnvironment } from '@buildset/format-pypi';
import { PYPI_ONLY } from '../formats.ts';
import { findIndex } from '../outside/find-index.ts';
import type { OutsideFlags } from '../outside/flags.ts';
import { promoteToIndex } from '../outside/promote-to-index.ts';
import { PythonDependencies } from './python-dependencies.ts';

interface PythonPromoteFlags extends OutsideFlags {
  readonly checkDeps?: boolean | undefined;
  readonly withDeps?: boolean | undefined;
  readonly environment?: readonly (string | number)[] | undefined;
}

/** Promotes a build, or with what it requires. A refusal is a result with an exit code of its own. */
export async function runPromote(args: PythonPromoteFlags, context: Context): Promise<ExitCode> {
  const named = (args.environment ?? []).map(String);
  const environments = named.map((text) => parseEnvironment(text));
  const isChecked = args.checkDeps === true || args.withDeps === true;
  if (environments.length > 0 && !isChecked) {
    throw usageError('--environment belongs to --check-deps and --with-deps.');
  }
  const index = await findIndex(args, context);
  if (index && isChecked) throw usageError('Dependencies are not checked in an index outside CodeArtifact.');
  if (index) return await promoteToIndex(args, index, context);
  if (args.withDeps === true) {
    return await promoteWithDependencies(
      PYPI_ONLY,
      args,
      context,
      (prepared) => new PythonDependencies(prepared, environments),
      named.flatMap((text) => ['--environment', text]),
    );
  }
  return await withPromotion(PYPI_ONLY, args, context, async (prepared) => {
    const { finish, options, ports, request } = prepared;
    const check = isChecked ? { check: new PythonDependencies(prepared, environments).check([]) } : {};
    return await finish(await promote(request, { ...ports, ...check }, options));
  });
}
