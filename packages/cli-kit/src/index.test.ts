import { expect, it } from 'vitest';
import * as cliKit from './index.ts';

it('exports these names and no others', () => {
  expect(Object.keys(cliKit).sort()).toEqual([
    'CONNECTION_FLAGS',
    'CliError',
    'EXIT',
    'abandonCommand',
    'actorOf',
    'answersOf',
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
    'parseVersionRef',
    'plural',
    'promoteCommand',
    'readFiles',
    'readProvenance',
    'reportPromotion',
    'runCli',
    'runProcess',
    'sealCommand',
    'setsCommand',
    'settingsOf',
    'sharedCommands',
    'table',
    'usageError',
    'watchPromotion',
  ]);
});
