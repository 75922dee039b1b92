import { invalid } from '../errors.ts';

/** Letters and digits, the listed signs, and single spaces inside (user guide, "Generic packages overview"). */
const allowed = /^(?:[\p{Ll}\p{Lm}\p{Lo}\p{Lt}\p{Lu}\p{Nl}\p{Nd}~!@^&()\-_+[\]{};,.`]| (?! ))+$/u;

/** Throws ValidationException when `name` cannot name an asset of a generic package. */
export function checkGenericAssetName(name: string): void {
  const wrong = !allowed.test(name) || name === '.' || name === '..' || name.startsWith(' ') || name.endsWith(' ');
  if (wrong) throw invalid(`Asset name '${name}' is not allowed in a generic package`);
}
