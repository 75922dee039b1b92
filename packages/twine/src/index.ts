export { twineFrontEnd } from './front-end.ts';
export type { TwineErrorCode } from './twine-error.ts';
