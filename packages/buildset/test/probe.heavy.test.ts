import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Codeartifact } from '@aws-sdk/client-codeartifact';
import { type ProbeAnswers, questionsOf } from '@buildset/core';
import { type RunningCodeArtifact, startCodeArtifact } from '@buildset/local';
import { runNode, serviceEnvironment } from '@buildset/testkit/program';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const BIN = fileURLToPath(new URL('../bin/buildset.cjs', import.meta.url));

/** Every switch of the embedded server that a question of the probe is about, in each of its positions. */
const SERVERS = {
  'with every answer that the server has first': { assume: [], says: {} },
  'with every other answer': {
    assume: [
      'copy-overwrite=merge',
      'copy-onto-archived=allow',
      'copy-under-publish-block=refuse',
      'status-after-copy=published',
      'origin-after-first-copy=open',
      'same-bytes-on-published=conflict',
      'list-unfinished=no',
      'list-unfinished-assets=no',
      'status-changes-revision=yes',
      'concurrent-first-publish=unsafe',
      'latest-on-publish=forced',
      'dangling-tags=keep',
      'dist-tags-change-revision=yes',
      'deprecation-changes-revision=yes',
    ],
    says: {
      every: {
        'copy-overwrite': 'merge',
        'copy-onto-archived': 'allow',
        'copy-under-publish-block': 'refuse',
        'copy-status': 'published',
        'origin-after-first-copy': 'open',
        'status-changes-revision': 'yes',
      },
      generic: {
        'same-bytes-on-published': 'conflict',
        'list-unfinished': 'no',
        'list-unfinished-assets': 'no',
        'concurrent-first-publish': 'unsafe',
      },
      npm: {
        // One asset, of one name: there is nothing to merge.
        'copy-overwrite': 'replace',
        'latest-on-publish': 'forced',
        'dangling-tags': 'keep',
        'tags-change-revision': 'yes',
        'deprecation-changes-revision': 'yes',
      },
    },
  },
  'with the answers that are a third': {
    assume: [
      'copy-overwrite-generic=refuse',
      'copy-overwrite-npm=refuse',
      'copy-overwrite-pypi=merge',
      'status-after-copy=keep',
      'origin-after-first-copy=source',
      'dangling-tags=newest',
      'revision-after-copy=own',
    ],
    says: {
      every: { 'copy-status': 'keep', 'origin-after-first-copy': 'source' },
      generic: { 'copy-overwrite': 'refuse' },
      npm: { 'copy-overwrite': 'refuse', 'dangling-tags': 'newest' },
      pypi: { 'copy-overwrite': 'merge' },
    },
  },
} as const satisfies Record<string, { assume: readonly string[]; says: Says }>;

type Says = { readonly [Key in 'every' | keyof ProbeAnswers]?: Readonly<Record<string, string>> };

const FIRST: Readonly<Record<string, string>> = {
  'copy-overwrite': 'replace',
  'copy-onto-archived': 'refuse',
  'copy-under-publish-block': 'allow',
  'copy-status': 'preserve',
  'origin-after-first-copy': 'direct',
  'status-changes-revision': 'no',
  'same-bytes-on-published': 'ok',
  'list-unfinished': 'yes',
  'list-unfinished-assets': 'yes',
  'concurrent-first-publish': 'one-wins',
  'latest-on-publish': 'as-sent',
  'dangling-tags': 'drop',
  'tags-change-revision': 'no',
  'deprecation-changes-revision': 'no',
};

describe.each(Object.entries(SERVERS))(
  'the probe of a service %s',
  (_name, { assume, says }: { assume: readonly string[]; says: Says }) => {
    let folder = '';
    let server: RunningCodeArtifact;
    let answers: ProbeAnswers = {};

    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'buildset-probe-'));
      server = await startCodeArtifact({ assume });
      const client = clientOf(server);
      await client.createDomain({ domain: 'abc' });
      client.destroy();
      const { code, stdout, stderr } = await run(['init', '--domain', 'abc', '--json']);
      if (code !== 0) throw new Error(`init ended with ${code}: ${stderr}`);
      answers = JSON.parse(stdout).init.answers;
    });
    afterAll(async () => {
      await server?.close();
      await rm(folder, { recursive: true });
    });

    it.each(['generic', 'npm', 'pypi'] as const)('hears what it is for %s', (format) => {
      const asked = questionsOf(format);
      const first = Object.fromEntries(asked.map((question) => [question, FIRST[question]]));
      const said = Object.entries({ ...says.every, ...says[format] }).filter(([question]) =>
        asked.some((one) => one === question),
      );
      expect(answers[format]).toEqual({ ...first, ...Object.fromEntries(said) });
    });

    it('leaves no package behind', async () => {
      const client = clientOf(server);
      for (const repository of ['buildset', 'buildset-transit']) {
        const { packages = [] } = await client.listPackages({ domain: 'abc', repository });
        const names = packages.map((one) => `${one.namespace} ${one.package}`).sort();
        expect(names).toEqual(
          repository === 'buildset' ? ['buildset.home owner', 'buildset.probe answers'] : ['buildset.home owner'],
        );
      }
      client.destroy();
    });

    function run(args: readonly string[]) {
      return runNode(BIN, args, { cwd: folder, env: serviceEnvironment(server, folder) });
    }
  },
);

function clientOf({ accessKeyId, endpoint, region, secretAccessKey }: RunningCodeArtifact): Codeartifact {
  return new Codeartifact({ region, endpoint, credentials: { accessKeyId, secretAccessKey } });
}
