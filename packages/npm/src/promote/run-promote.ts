import {
  type Context,
  type ExitCode,
  placeOf,
  type PreparedPromotion,
  usageError,
  withPromotion,
} from '@buildset/cli-kit';
import { promote, type SetCheck } from '@buildset/core';
import type { RegistryLogin } from '@buildset/format-npm';
import { NPM_ONLY } from '../formats.ts';
import { isAboutWorkspaces } from '../package/choose-packages.ts';
import { findRegistry } from '../outside/find-registry.ts';
import type { OutsideFlags } from '../outside/flags.ts';
import { promoteToRegistry } from '../outside/promote-to-registry.ts';
import { dependencyCheck } from './check-dependencies.ts';
import { promoteWorkspaces, type WorkspacesArguments } from './promote-workspaces.ts';

type NpmPromoteFlags = OutsideFlags & WorkspacesArguments & { readonly checkDeps?: boolean | undefined };

/** Promotes the package that was named, or the packages of a monorepo. */
export async function runPromoteHere(args: NpmPromoteFlags, context: Context): Promise<ExitCode> {
  const url = await findRegistry(args, context);
  if (url !== undefined) {
    if (isAboutWorkspaces(args)) throw usageError('To a registry outside CodeArtifact one package goes at a time.');
    if (args.checkDeps === true) throw usageError('Dependencies are not checked in a registry outside CodeArtifact.');
    return await promoteToRegistry(args, url, context);
  }
  if (isAboutWorkspaces(args)) {
    if (args.checkDeps === true) throw usageError('--check-deps is about one package.', 'Check each by itself.');
    return await promoteWorkspaces(args, context);
  }
  if (args.release !== undefined) throw usageError('--release belongs to --workspaces and --workspace.');
  return await withPromotion(NPM_ONLY, args, context, async (prepared) => {
    const { finish, options, ports, request } = prepared;
    const check = args.checkDeps === true ? { check: checkOf(prepared, args, context) } : {};
    return await finish(await promote(request, { ...ports, ...check }, options));
  });
}

function checkOf({ request }: PreparedPromotion, args: NpmPromoteFlags, context: Context): SetCheck {
  const login = async (): Promise<RegistryLogin> => {
    const { repository, settings } = placeOf(args.to ?? request.to, args, await context.configuration());
    const access = await context.access(settings);
    const [registry, { value: token }] = await Promise.all([access.endpoint(repository, 'npm'), access.token()]);
    return { registry, token };
  };
  return dependencyCheck(request.to, login);
}
