// move-wheel.js DOMAIN FROM NAME FILE URL: gets a wheel with the AWS SDK and posts it to URL. The least that a Node program on
// the SDK can do: nothing is chosen, compared, recorded or looked at afterwards.
import { createHash } from 'node:crypto';

import {
  CodeartifactClient,
  GetAuthorizationTokenCommand,
  GetPackageVersionAssetCommand,
} from '@aws-sdk/client-codeartifact';

import { postWheel } from './post-wheel.ts';

const [domain, repository, name = '', file = '', url = ''] = process.argv.slice(2);
const client = new CodeartifactClient();
const what = { format: 'pypi', package: name, packageVersion: '1.0.0', asset: file } as const;
const [{ asset }, { authorizationToken = '' }] = await Promise.all([
  client.send(new GetPackageVersionAssetCommand({ domain, repository, ...what })),
  client.send(new GetAuthorizationTokenCommand({ domain })),
]);
const bytes = await asset?.transformToByteArray();
if (bytes === undefined) throw new Error(`no ${file}`);
const sha256 = createHash('sha256').update(bytes).digest('hex');
await postWheel({ url, token: authorizationToken, bytes, wheel: { name, file, sha256 } });
client.destroy();
