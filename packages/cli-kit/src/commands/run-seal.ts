import { formatVersion, sealBuild, shownName } from '@buildset/core';
import { repositoryOf } from '../config/stages.ts';
import type { Context } from '../context.ts';
import { defined } from '../defined.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { type ConnectionFlags, settingsOf } from '../flags.ts';
import { type Formats, formatOf, parseVersionRef } from '../formats.ts';
import { readProvenance } from '../provenance/provenance.ts';

interface SealFlags extends ConnectionFlags {
  readonly spec: string;
  readonly build: string;
  readonly expect?: number | undefined;
  readonly expectFile?: readonly (string | number)[] | undefined;
  readonly repository?: string | undefined;
  readonly workItem?: readonly (string | number)[] | undefined;
  readonly format?: string | undefined;
}

/** Seals an open build. */
export function runSeal(formats: Formats): (args: SealFlags, context: Context) => Promise<ExitCode> {
  return async (args, context) => {
    const format = await formatOf(formats, args.format);
    const ref = parseVersionRef(args.spec, format);
    const found = await context.configuration();
    const connection = await context.connect(settingsOf(args, found));
    const repository = args.repository === undefined ? undefined : repositoryOf(args.repository, found.configuration);
    const {
      digest,
      outcome,
      set: sealed,
    } = await sealBuild(ref, args.build, await connection.home(), {
      format,
      provenance: await readProvenance(context.environment, '.'),
      workItems: (args.workItem ?? []).map(String),
      ...defined({ expect: args.expect, expectFiles: args.expectFile?.map(String), repository }),
    });
    const what = `${formatVersion(ref)} build ${args.build}`;
    const { format: formatName, name, namespace = null, version } = ref;
    const set = { digest, format: formatName, namespace, package: name, version };
    context.output.result(
      [
        `${what} ${outcome === 'sealed' ? 'is sealed' : 'was sealed before: no change'}`,
        `  set ${digest}`,
        ...sealed.entries.map((entry) => `  ${shownName(entry, format)}`),
      ],
      {
        schemaVersion: 1,
        seal: { outcome, set, build: args.build, assets: sealed.entries.map((entry) => entry.name) },
      },
    );
    return EXIT.done;
  };
}
