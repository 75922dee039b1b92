import { fileURLToPath } from 'node:url';

const hereIs = (name) => fileURLToPath(new URL(name, import.meta.url));

/**
 * What a bundle takes in place of the packages that lay out text for yargs. Our help texts are plain, and the tables and
 * searches of those packages, for emoji and colors, take a third of the time that a `--help` takes.
 */
export const PLAIN_TEXT = { 'string-width': hereIs('text-width.mjs'), 'wrap-ansi': hereIs('wrap-text.mjs') };
