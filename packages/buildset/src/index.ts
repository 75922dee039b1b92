export { buildsetFrontEnd } from './front-end.ts';
