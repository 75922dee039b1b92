import { parseDomainAddress } from '../config/codeartifact-url.ts';
import type { ConnectionSettings } from '../connection/connection.ts';
import type { Context } from '../context.ts';
import { defined } from '../defined.ts';
import { type Environment, firstSet } from '../environment.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { applyEdits, renderFiles } from './apply-edits.ts';
import { type EntryFlags, type MeantEntry, readEntry } from './entry-flags.ts';
import type { LogoutEntry } from './login-file.ts';
import type { LoginTools } from './tools.ts';

/** Takes a login out of a tool's files. Asks nobody: it works without credentials and without a network. */
export function runLogout(tools: LoginTools): (args: EntryFlags, context: Context) => Promise<ExitCode> {
  return async (args, context) => {
    const meant = await readEntry(args, tools, context);
    const { name, repository, scope, settings, tool } = meant;
    const dryRun = args.dryRun === true;
    const entry = logoutEntry(meant, context.environment);
    const files = await applyEdits(meant.files, (format, text) => format.remove(text, entry), dryRun);
    const isIn = files.some(({ outcome }) => outcome !== 'unchanged');
    const verb = isIn ? (dryRun ? 'would be logged out of' : 'is logged out of') : 'was not logged in to';
    const end = dryRun ? ['  Nothing was written: this was a dry run.'] : [];
    context.output.result([`${tool.name} ${verb} ${repository} of ${settings.domain}`, ...renderFiles(files), ...end], {
      schemaVersion: 1,
      logout: {
        tool: tool.name,
        name,
        domain: settings.domain,
        repository,
        scope: scope ?? null,
        wasLoggedIn: isIn,
        dryRun,
        files: files.map(({ outcome, path }) => ({ path, outcome })),
      },
    });
    return EXIT.done;
  };
}

function logoutEntry({ name, repository, scope, settings, tool }: MeantEntry, environment: Environment): LogoutEntry {
  const api = settings.endpoint ?? firstSet(environment, 'AWS_ENDPOINT_URL_CODEARTIFACT', 'AWS_ENDPOINT_URL');
  return {
    name,
    isEndpoint(address) {
      const found = parseDomainAddress(address);
      return found?.repository === repository && found.format === tool.endpointFormat && isDomain(found, settings);
    },
    isHost(host) {
      const found = parseDomainAddress(`https://${host}/`);
      if (found) return isDomain(found, settings);
      return api !== undefined && URL.canParse(api) && new URL(api).hostname === host;
    },
    ...defined({ scope }),
  };
}

function isDomain(
  found: { readonly domain: string; readonly domainOwner: string; readonly region?: string },
  { domain, domainOwner, region }: ConnectionSettings,
): boolean {
  if (found.domain !== domain) return false;
  if (domainOwner !== undefined && found.domainOwner !== domainOwner) return false;
  return region === undefined || found.region === undefined || found.region === region;
}
