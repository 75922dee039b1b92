/** Examples for the end of a help, each on a line of its own, so that it can be copied: yargs' own are broken in two columns. */
export function examples(...lines: readonly (readonly [line: string, meaning: string])[]): string {
  return ['Examples:', ...lines.flatMap(([line, meaning]) => [`  ${line}`, `      ${meaning}`])].join('\n');
}
