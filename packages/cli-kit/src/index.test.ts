import { expect, it } from 'vitest';
import * as cliKit from './index.ts';

it('exports these names and no others', () => {
  expect(Object.keys(cliKit).sort()).toEqual([
    'CONNECTION_FLAGS',
    'CliError',
    'EXIT',
    'abandonCommand',
    'connectCodeArtifact',
    'connectIndex',
    'defineCommand',
    'defined',
    'exitCodeOf',
    'expandGlobs',
    'firstSet',
    'formatBytes',
    'inParallel',
    'isOn',
    'memoryConnector',
    'plural',
    'promoteCommand',
    'proxiesOf',
    'readFiles',
    'readProvenance',
    'runCli',
    'runProcess',
    'sealCommand',
    'setsCommand',
    'settingsOf',
    'table',
    'usageError',
  ]);
});
