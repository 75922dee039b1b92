export type { ContractSubject, OpenSubject } from './contracts/contract-subject.ts';
export { describeDomainContract } from './contracts/registry-contract.ts';
export { failing, type Fault } from './faults/fail-after.ts';
export { npm, npmAsset, npmBuild, npmIntegrity, npmPublication, npmTarball } from './npm-build.ts';
