import {
  type Context,
  type ExitCode,
  type PreparedPromotion,
  promoteWithDependencies,
  usageError,
  withPromotion,
} from '@buildset/cli-kit';
import { formatVersion, promote } from '@buildset/core';
import { NPM_ONLY } from '../formats.ts';
import { isAboutWorkspaces } from '../package/choose-packages.ts';
import { findRegistry } from '../outside/find-registry.ts';
import type { OutsideFlags } from '../outside/flags.ts';
import { promoteToRegistry } from '../outside/promote-to-registry.ts';
import { PackageDependencies } from './package-dependencies.ts';
import { promoteWorkspaces, type WorkspacesArguments } from './promote-workspaces.ts';

type NpmPromoteFlags = OutsideFlags &
  WorkspacesArguments & { readonly checkDeps?: boolean | undefined; readonly withDeps?: boolean | undefined };

/** Promotes the package that was named, alone or with what it requires, or the packages of a monorepo. */
export async function runPromote(args: NpmPromoteFlags, context: Context): Promise<ExitCode> {
  const isChecked = args.checkDeps === true || args.withDeps === true;
  const url = await findRegistry(args, context);
  if (url !== undefined) {
    if (isAboutWorkspaces(args)) throw usageError('To a registry outside CodeArtifact one package goes at a time.');
    if (isChecked) throw usageError('Dependencies are not checked in a registry outside CodeArtifact.');
    return await promoteToRegistry(args, url, context);
  }
  if (isAboutWorkspaces(args)) {
    if (isChecked) throw usageError('--check-deps and --with-deps are about one package.', 'Name each by itself.');
    return await promoteWorkspaces(args, context);
  }
  if (args.release !== undefined) throw usageError('--release belongs to --workspaces and --workspace.');
  const dependenciesOf = (prepared: PreparedPromotion): PackageDependencies => dependencies(prepared, args, context);
  if (args.withDeps === true) return await promoteWithDependencies(NPM_ONLY, args, context, dependenciesOf);
  return await withPromotion(NPM_ONLY, args, context, async (prepared) => {
    const { finish, options, ports, request } = prepared;
    const check = isChecked ? { check: dependenciesOf(prepared).check([]) } : {};
    return await finish(await promote(request, { ...ports, ...check }, options));
  });
}

function dependencies(
  prepared: PreparedPromotion,
  { withDeps }: NpmPromoteFlags,
  context: Context,
): PackageDependencies {
  if (withDeps === true && prepared.request.strip === true) {
    // Others would go on to ask for the version with its build.
    throw usageError(
      `${formatVersion(prepared.request.ref)} loses its build on the way to ${prepared.request.to}, and --with-deps promotes versions as they are.`,
      'In a monorepo, promote --workspaces or -w takes the builds out of packages and of their ranges for each other. Else promote first what it requires, each by itself, then this one with --check-deps.',
    );
  }
  return new PackageDependencies(prepared, async ({ repository, settings }) => {
    const access = await context.access(settings);
    const [registry, { value: token }] = await Promise.all([access.endpoint(repository, 'npm'), access.token()]);
    return { registry, token };
  });
}
