export { genericFrontEnd } from './front-end.ts';
export type { GenericErrorCode } from './generic-error.ts';
