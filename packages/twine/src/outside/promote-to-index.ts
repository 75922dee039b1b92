import {
  connectIndex,
  type Context,
  type ExitCode,
  type IndexLogin,
  type OutsideDestination,
  promoteOutsideHere,
} from '@buildset/cli-kit';
import { pypi } from '@buildset/format-pypi';
import type { OutsideFlags } from './flags.ts';

/** Promotes to an index outside CodeArtifact, and reports. */
export async function promoteToIndex(args: OutsideFlags, login: IndexLogin, context: Context): Promise<ExitCode> {
  const { environment, signal } = context;
  const { url } = login;
  const destination: OutsideDestination = {
    url,
    format: pypi,
    connect: ({ meter }) => connectIndex(login, { environment, signal, meter }),
  };
  return await promoteOutsideHere(args, destination, context);
}
