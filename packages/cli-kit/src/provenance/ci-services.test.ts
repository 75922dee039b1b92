import { describe, expect, it } from 'vitest';
import { readCiService } from './ci-services.ts';
import { actorOf } from './provenance.ts';

describe('readCiService', () => {
  it('reads GitHub Actions', () => {
    expect(
      readCiService({
        GITHUB_ACTIONS: 'true',
        GITHUB_SHA: 'abc123',
        GITHUB_REF_NAME: 'main',
        GITHUB_RUN_ID: '77',
        GITHUB_SERVER_URL: 'https://git.example.com',
        GITHUB_REPOSITORY: 'org/pyabc',
      }),
    ).toEqual({
      ci: 'GitHub Actions',
      commit: 'abc123',
      branch: 'main',
      run: '77',
      url: 'https://git.example.com/org/pyabc/actions/runs/77',
    });
  });

  it('keeps no login of an address', () => {
    const { url } = readCiService({ JENKINS_URL: 'x', BUILD_URL: 'https://jo:secret@ci.example.com/job/1/' }) ?? {};
    expect(url).toBe('https://***@ci.example.com/job/1/');
  });

  it.each([
    [
      { GITLAB_CI: 'true', CI_COMMIT_SHA: 'c', CI_PIPELINE_ID: '5' },
      { ci: 'GitLab CI', commit: 'c', run: '5' },
    ],
    [
      { JENKINS_URL: 'https://ci.example.com', BUILD_NUMBER: '9' },
      { ci: 'Jenkins', run: '9' },
    ],
    [
      { TF_BUILD: 'True', BUILD_BUILDID: '3' },
      { ci: 'Azure Pipelines', run: '3' },
    ],
    [{ CODEBUILD_BUILD_ID: 'p:1' }, { ci: 'AWS CodeBuild', run: 'p:1' }],
  ])('reads %j', (environment, expected) => {
    expect(readCiService(environment)).toEqual(expected);
  });

  it('knows nothing outside CI', () => {
    expect(readCiService({})).toBeUndefined();
  });
});

describe('actorOf', () => {
  it("takes the CI's user first", () => {
    expect(actorOf({ GITHUB_ACTOR: 'release-bot' })).toBe('release-bot');
  });
});
