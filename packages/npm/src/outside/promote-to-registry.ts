import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import {
  connectNpmIndex,
  type Context,
  defined,
  type ExitCode,
  type NpmLogin,
  promoteOutsideHere,
  usageError,
} from '@buildset/cli-kit';
import { checkTag, npm } from '@buildset/format-npm';
import { NpmCommandError } from '../npm-command-error.ts';
import { projectFolder } from '../package/read-package.ts';
import { readNpmConfig } from '../registry/npm-config.ts';
import { deprecationObjection, tagObjection } from './objections.ts';
import type { OutsideFlags } from './flags.ts';
import { registryLogin } from './registry-login.ts';

/** Promotes to an npm registry outside CodeArtifact with the login of npm's configuration, and reports. */
export async function promoteToRegistry(args: OutsideFlags, address: string, context: Context): Promise<ExitCode> {
  const { environment, folder, signal } = context;
  const tag = tagOf(args);
  const url = withSlash(address);
  const config = await readNpmConfig(await projectFolder(folder), environment);
  const login: NpmLogin = {
    url,
    tag: tag ?? 'latest',
    ...(await registryLogin(url, config)),
    ...defined({
      cert: config.get('cafile')?.value,
      access: args.access,
      otp: args.otp === undefined ? undefined : String(args.otp),
      provenance: args.provenance === undefined ? undefined : await bundleOf(resolve(folder, args.provenance)),
    }),
  };
  return await promoteOutsideHere(
    args,
    {
      url,
      format: npm,
      connect: async ({ meter, request, source }) => {
        const registry = await connectNpmIndex(login, { environment, signal, meter });
        return {
          ...registry,
          objectionTo: async (ref) =>
            (await deprecationObjection(request, source)) ??
            (args.allowBackwards === true ? undefined : tagObjection(ref, await registry.packument(ref), tag)),
        };
      },
    },
    context,
  );
}

/** The one tag that is asked for. A publish sets exactly one, so what a promotion says of tags else has no place. */
function tagOf({ allowBackwards = false, keepDeprecation = false, keepTags = false, tag = [] }: OutsideFlags) {
  if (keepDeprecation) throw usageError('--keep-deprecation means nothing for a registry outside CodeArtifact.');
  if (keepTags || tag.length > 1) {
    throw usageError('A publish to a registry sets exactly one dist-tag.', 'Give one --tag [default: latest].');
  }
  if (allowBackwards && tag.length === 0) throw usageError('--allow-backwards belongs to --tag.');
  const [name] = tag.map(String);
  if (name !== undefined) checkTag(name);
  return name;
}

async function bundleOf(file: string): Promise<string> {
  return await readFile(file, 'utf8').catch((cause: unknown) => {
    const next = 'Name the .sigstore file that was made with the tarball.';
    throw new NpmCommandError('provenance-unreadable', `${file} cannot be read.`, next, { cause });
  });
}

/** A login in the address is not used: npm has them in `.npmrc`. */
function withSlash(address: string): string {
  const url = new URL(address);
  if (url.username !== '' || url.password !== '') {
    throw usageError('The address of the registry holds a login.', `Put it into .npmrc, under //${url.host}/.`);
  }
  return url.href.replace(/\/*$/, '/');
}
