import { configureGlobal } from 'fast-check';

// Property tests draw their cases from BUILDSET_SEED: with it, each run meets the same cases as the last.
// Without it each meets others, and what fails prints its seed.
const { BUILDSET_SEED: seed = '' } = process.env;
if (!Number.isInteger(Number(seed))) throw new Error(`BUILDSET_SEED is ${JSON.stringify(seed)}: give a whole number`);
if (seed !== '') configureGlobal({ seed: Number(seed) });
