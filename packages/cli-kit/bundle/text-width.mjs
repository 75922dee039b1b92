/**
 * In place of `string-width` in the bundles. Our help texts are plain ASCII, and the tables that the package builds for
 * emoji take a third of the time that a `--help` takes.
 */
export default function stringWidth(text) {
  // eslint-disable-next-line no-control-regex
  return [...text.replace(/\u001b\[[0-9;]*m/g, '')].length;
}
