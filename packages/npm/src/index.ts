export { npmFrontEnd } from './front-end.ts';
export type { NpmCommandErrorCode } from './npm-command-error.ts';
