import { describe, expect, it } from 'vitest';
import { parseCodeArtifactUrl } from './codeartifact-url.ts';

const URL_OF_DEV = 'https://abc-000000000000.d.codeartifact.us-east-1.amazonaws.com/pypi/AbcDev/';

describe('parseCodeArtifactUrl', () => {
  const dev = { domain: 'abc', domainOwner: '000000000000', repository: 'AbcDev' };
  it.each([
    [URL_OF_DEV, { ...dev, region: 'us-east-1' }],
    [
      'https://my-abc-000000000000.d.codeartifact.eu-west-1.amazonaws.com/pypi/AbcDev',
      { ...dev, domain: 'my-abc', region: 'eu-west-1' },
    ],
    [
      'https://abc-000000000000.d.codeartifact.cn-north-1.amazonaws.com.cn/pypi/AbcDev/',
      { ...dev, region: 'cn-north-1' },
    ],
    [
      'https://vpce-1.d.codeartifact.us-east-1.vpce.amazonaws.com/pypi/d/abc-000000000000/AbcDev/',
      { ...dev, region: 'us-east-1' },
    ],
    ['http://127.0.0.1:4590/pypi/d/abc-000000000000/AbcDev/', { ...dev, endpoint: 'http://127.0.0.1:4590' }],
    ['https://index.example.com/pypi/AbcDev/', undefined],
    ['https://abc-000000000000.d.codeartifact.us-east-1.amazonaws.com/npm/AbcDev/', undefined],
    ['no address', undefined],
  ])('reads %s', (url, expected) => {
    expect(parseCodeArtifactUrl(url, 'pypi')).toEqual(expected);
  });

  it('reads addresses of the format that is asked for only', () => {
    const npm = URL_OF_DEV.replace('/pypi/', '/npm/');
    expect(parseCodeArtifactUrl(npm, 'npm')).toEqual({ ...dev, region: 'us-east-1' });
    expect(parseCodeArtifactUrl(URL_OF_DEV, 'npm')).toBeUndefined();
  });
});
