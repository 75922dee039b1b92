import type { Domain } from '@buildset/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ContractSubject, fresh, genericRef, type OpenSubject, publication } from './contract-subject.ts';

/** What a domain must do with its repositories and with packages as a whole. */
export function describeRepositories(open: OpenSubject): void {
  let subject: ContractSubject;
  let domain: Domain;

  beforeAll(async () => {
    subject = await open();
    domain = subject.domain;
  });

  afterAll(() => subject.close?.());

  describe('repositories', () => {
    it('has no description of one that is not there', async () => {
      expect(await domain.describeRepository(fresh('Absent'))).toBeUndefined();
    });

    it('creates one without upstreams; a second time is no error', async () => {
      const name = fresh('Repository');
      await domain.createRepository(name, 'for a contract');
      await domain.createRepository(name, 'for a contract');
      const found = await domain.describeRepository(name);
      expect(found).toMatchObject({ ref: { ...domain.ref, repository: name }, upstreams: [], externalConnections: [] });
      expect(domain.reader(name).repository).toEqual({ ...domain.ref, repository: name });
      expect(domain.writer(name).repository).toEqual({ ...domain.ref, repository: name });
    });
  });

  describe('packages', () => {
    it('sets and reads origin controls; a package that is not there has none', async () => {
      const name = fresh('Origins');
      await domain.createRepository(name, 'for a contract');
      const ref = genericRef();
      expect(await domain.originControls(name, ref)).toBeUndefined();
      await domain.writer(name).publishAsset(ref, publication('a.txt', 'one'));
      await domain.setOriginControls(name, ref, { publish: 'ALLOW', upstream: 'ALLOW' });
      expect(await domain.originControls(name, ref)).toEqual({ publish: 'ALLOW', upstream: 'ALLOW' });
      await domain.setOriginControls(name, ref, { publish: 'ALLOW', upstream: 'BLOCK' });
      expect(await domain.originControls(name, ref)).toEqual({ publish: 'ALLOW', upstream: 'BLOCK' });
    });

    it('deletes one with all its versions; a second time is no error', async () => {
      const name = fresh('Deleting');
      await domain.createRepository(name, 'for a contract');
      const ref = genericRef();
      const writer = domain.writer(name);
      await writer.publishAsset(ref, publication('a.txt', 'one'));
      await writer.publishAsset({ ...ref, version: '2.0' }, publication('a.txt', 'two'));
      await domain.deletePackage(name, ref);
      await domain.deletePackage(name, ref);
      expect(await writer.listVersions(ref)).toEqual({ items: [] });
      expect(await writer.describeVersion(ref)).toBeUndefined();
    });
  });
}
