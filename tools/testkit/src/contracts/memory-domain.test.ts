import { MemoryDomain } from '@buildset/core';
import { describeDomainContract } from './registry-contract.ts';

describeDomainContract('MemoryDomain', async () => ({ domain: new MemoryDomain() }));
