import type { LoginEntry, LoginFormat } from '../login-file.ts';
import { nameTaken } from './refusals.ts';
import { withoutLogin } from '../../without-login.ts';
import { simpleIndex } from './simple-index-url.ts';
import { parsed, removeTomlBlock, setTomlBlock } from './toml-block.ts';

/** uv's own configuration: an `[[index]]` of that name, in place of the public index or, with `extra`, before it. */
export const uvToml: LoginFormat = {
  add(text, entry) {
    refuseOther(text, entry);
    const body = ['[[index]]', `name = ${JSON.stringify(entry.name)}`, `url = ${JSON.stringify(simpleIndex(entry))}`];
    return setTomlBlock(text, { name: entry.name, body: entry.extra ? body : [...body, 'default = true'] });
  },
  remove: (text, { isEndpoint, name }) =>
    removeTomlBlock(text, name, (body) =>
      body.some((line) => isEndpoint(withoutLogin(/^url = "(.*)"$/.exec(line.trim())?.[1] ?? ''))),
    ),
};

function refuseOther(text: string, { endpoint, extra, name }: LoginEntry): void {
  const { index } = parsed(text);
  if (!Array.isArray(index)) return;
  for (const one of index.filter((value) => typeof value === 'object' && value !== null)) {
    const address = withoutLogin(String(one['url'] ?? ''));
    const isOurs = address === `${endpoint}simple/` && one['name'] === name;
    if (!isOurs && one['name'] === name) throw nameTaken(`uv has an index ${name} for ${address}.`);
    if (!isOurs && !extra && one['default'] === true) {
      throw nameTaken(`uv takes one default index, and it is ${address}.`, '--extra adds this one before it.');
    }
  }
}
