import { describe } from 'vitest';
import { describeChanging } from './changing-contract.ts';
import type { OpenSubject } from './contract-subject.ts';
import { describeRepositories } from './domain-contract.ts';
import { describeNpm } from './npm-contract.ts';
import { describePublishing } from './publishing-contract.ts';
import { describeReading } from './reading-contract.ts';

/**
 * The behaviour that every adapter of the `Domain` and repository ports must have. `open` is called once for each of
 * the five parts and gives an empty domain, or one in which nothing is named as the suite names its repositories.
 */
export function describeDomainContract(adapter: string, open: OpenSubject): void {
  describe(`${adapter} keeps the contract`, () => {
    describeRepositories(open);
    describePublishing(open);
    describeReading(open);
    describeChanging(open);
    describeNpm(open);
  });
}
