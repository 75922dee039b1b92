import type { LoginFormat } from '../login-file.ts';
import { removeTomlBlock, setTomlBlock } from './toml-block.ts';

/** Poetry's `config.toml`: where `poetry publish -r NAME` goes. */
export const poetryConfig: LoginFormat = {
  add: (text, { endpoint, name }) =>
    setTomlBlock(text, {
      name,
      body: [`[repositories.${JSON.stringify(name)}]`, `url = ${JSON.stringify(endpoint)}`],
    }),
  remove: (text, { isEndpoint, name }) =>
    removeTomlBlock(text, name, (body) =>
      body.some((line) => isEndpoint(/^url = "(.*)"$/.exec(line.trim())?.[1] ?? '')),
    ),
};

/** Poetry's `auth.toml`: the login of the repository, and of a source, of that name. */
export const poetryAuth: LoginFormat = {
  add: (text, { name, token = '' }) =>
    setTomlBlock(text, {
      name,
      body: [`[http-basic.${JSON.stringify(name)}]`, 'username = "aws"', `password = ${JSON.stringify(token)}`],
    }),
  // The file has no address: the block is a login's own by its first line.
  remove: (text, { name }) => removeTomlBlock(text, name, () => true),
};
