import { describe, expect, it } from 'vitest';
import { npmSamples } from '../../test/npm-support.ts';
import { portsOf } from '../../test/support.ts';
import { CodedError } from '../coded-error.ts';
import { MemoryDomain } from '../memory/memory-domain.ts';
import { MemoryFile } from '../memory/memory-file.ts';
import { readAnswers, writeAnswers } from './answers.ts';
import { initHome, openHome } from './init.ts';
import { probe } from './probe/probe.ts';
import { genericSamples } from './probe/samples.ts';

describe('initHome', () => {
  it('makes the home and its transit, and does nothing the second time', async () => {
    const domain = new MemoryDomain();
    const outcomes = async () => (await initHome(domain)).repositories.map(({ name, outcome }) => [name, outcome]);
    expect(await outcomes()).toEqual([
      ['buildset', 'created'],
      ['buildset-transit', 'created'],
    ]);
    expect((await outcomes()).map(([, outcome]) => outcome)).toEqual(['already-there', 'already-there']);
  });

  it('refuses a repository that serves another purpose', async () => {
    const domain = new MemoryDomain().addRepository('buildset');
    const file = new MemoryFile('a.txt', 'a');
    const ref = { format: 'generic', namespace: 'x', name: 'y', version: '1' } as const;
    await domain.writer('buildset').publishAsset(ref, { asset: file.asset, open: async () => file.stream() });
    await expect(initHome(domain)).rejects.toMatchObject({ code: 'foreign-home' });
  });

  it('refuses a repository with upstreams', async () => {
    const domain = new MemoryDomain().addRepository('AbcDev').addRepository('buildset', ['AbcDev']);
    await expect(initHome(domain)).rejects.toMatchObject({ code: 'home-has-upstreams' });
  });

  it('is asked for where there is no home', async () => {
    await expect(openHome(new MemoryDomain())).rejects.toMatchObject({ code: 'no-home' });
    const named = openHome(new MemoryDomain(), 'records');
    await expect(named).rejects.toMatchObject({ next: expect.stringContaining('init --domain abc --home records') });
  });
});

describe('openHome', () => {
  it('knows whether its transit can be used', async () => {
    const domain = new MemoryDomain().addRepository('buildset');
    expect((await openHome(domain)).lacksTransit).toBe('missing');
    domain.addRepository('buildset-transit');
    expect((await openHome(domain)).lacksTransit).toBeUndefined();
  });

  it('takes a transit that may not be described for one that may not be used', async () => {
    const domain = new MemoryDomain().addRepository('buildset').addRepository('buildset-transit');
    const describeRepository = domain.describeRepository.bind(domain);
    domain.describeRepository = async (name) => {
      if (name === 'buildset-transit') throw new CodedError('access-denied', 'not authorized');
      return await describeRepository(name);
    };
    expect((await openHome(domain)).lacksTransit).toBe('denied');
  });
});

describe('probe', () => {
  it.each(['replace', 'merge'] as const)(
    'finds that an overwriting copy does %s, and keeps it',
    async (copyOverwrite) => {
      const domain = new MemoryDomain({ copyOverwrite });
      await initHome(domain);
      const { home } = portsOf(domain);
      const { answers: generic, unanswered } = await probe(domain, home, genericSamples);
      expect(unanswered).toEqual([]);
      expect(generic).toMatchObject({
        'copy-overwrite': copyOverwrite,
        'same-bytes-on-published': 'ok',
        'concurrent-first-publish': 'one-wins',
        'list-unfinished': 'yes',
        'list-unfinished-assets': 'yes',
        'copy-status': 'preserve',
        'origin-after-first-copy': 'direct',
        'status-changes-revision': 'no',
        'copy-under-publish-block': 'allow',
      });
      await writeAnswers(home.records, { generic }, domain.clock.now());
      expect(await readAnswers(home.records)).toEqual({ generic });
      expect((await home.transit.listPackages({ format: 'generic', namespace: 'buildset.probe' })).items).toEqual([]);
    },
  );

  it.each([
    ['as-sent', 'drop'],
    ['forced', 'keep'],
  ] as const)('finds what becomes of npm dist-tags: %s, %s', async (latestOnPublish, danglingTags) => {
    const domain = new MemoryDomain({ latestOnPublish, danglingTags });
    await initHome(domain);
    const { home } = portsOf(domain);
    const { answers: npm, unanswered } = await probe(domain, home, npmSamples);
    expect(unanswered).toEqual([]);
    expect(npm).toMatchObject({
      'latest-on-publish': latestOnPublish,
      'dangling-tags': danglingTags,
      'tags-change-revision': 'no',
      'deprecation-changes-revision': 'no',
      'copy-overwrite': 'replace',
    });
    await writeAnswers(home.records, { npm }, domain.clock.now());
    expect(await readAnswers(home.records)).toEqual({ npm });
    expect((await home.transit.listPackages({ format: 'npm' })).items).toEqual([]);
  });

  it('asks the other questions when one fails, and says why it has no answer', async () => {
    const domain = new MemoryDomain();
    await initHome(domain);
    const { home } = portsOf(domain);
    domain.setOriginControls = () => Promise.reject(new CodedError('access-denied', 'not authorized'));
    const { answers, unanswered } = await probe(domain, home, genericSamples);
    expect(answers).toMatchObject({ 'copy-overwrite': 'replace', 'concurrent-first-publish': 'one-wins' });
    expect(unanswered.map(({ error, questions }) => [questions, error.code])).toEqual([
      [['copy-under-publish-block'], 'access-denied'],
      [['origin-after-first-copy'], 'access-denied'],
    ]);
    const query = { format: 'generic', namespace: 'buildset.probe' } as const;
    expect((await home.transit.listPackages(query)).items).toEqual([]);
    expect((await home.records.listPackages(query)).items).toEqual([]);
  });
});
