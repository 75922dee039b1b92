export { startCodeArtifact } from './start.ts';
export type { RunningCodeArtifact, StartOptions } from './start.ts';
export type { Principal } from './auth/principals.ts';
export { assumptionTable } from './assumptions.ts';
export type { AssumptionName, Assumptions } from './assumptions.ts';
export type { Limits } from './limits.ts';
