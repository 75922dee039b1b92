import { type Context, type ExitCode, type PromoteFlags, runPromote, usageError } from '@buildset/cli-kit';
import { NPM_ONLY } from '../formats.ts';
import { isAboutWorkspaces } from '../package/choose-packages.ts';
import { promoteWorkspaces, type WorkspacesArguments } from './promote-workspaces.ts';

/** Promotes the package that was named, or the packages of a monorepo. */
export async function runPromoteHere(args: PromoteFlags & WorkspacesArguments, context: Context): Promise<ExitCode> {
  if (isAboutWorkspaces(args)) return await promoteWorkspaces(args, context);
  if (args.release !== undefined) throw usageError('--release belongs to --workspaces and --workspace.');
  return await runPromote(NPM_ONLY)(args, context);
}
