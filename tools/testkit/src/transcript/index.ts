export { compareOutput, type Difference } from './compare-output.ts';
export { Names } from './names.ts';
export { rewriteOutput } from './rewrite-output.ts';
