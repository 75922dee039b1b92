import { describe, expect, it } from 'vitest';
import { CapturedStreams } from '../../test/captured-streams.ts';
import { Progress } from './progress.ts';

function make(style: 'line' | 'log' | 'none') {
  const { stderr } = new CapturedStreams();
  const clock = { ms: 0 };
  return { stderr, clock, progress: new Progress({ stream: stderr, style, now: () => clock.ms }) };
}

describe('Progress', () => {
  describe('in a log', () => {
    it('writes a line every few seconds, and no cursor movement', () => {
      const { clock, progress, stderr } = make('log');
      progress.stage('a.whl to AbcStaging', 1000);
      for (let second = 0; second < 12; second += 1) {
        clock.ms += 1000;
        progress.advance(50);
      }
      progress.end();
      expect(stderr.text).toBe(
        'a.whl to AbcStaging: 250 B of 1.0 kB (25 %)\na.whl to AbcStaging: 500 B of 1.0 kB (50 %)\n',
      );
    });

    it('writes what must be known at once', () => {
      const { progress, stderr } = make('log');
      progress.announce('waiting for another run');
      expect(stderr.text).toBe('waiting for another run\n');
    });
  });

  describe('on a terminal', () => {
    it('draws one line again and again, and takes it away', () => {
      const { clock, progress, stderr } = make('line');
      progress.stage('uploading', 10);
      clock.ms += 100;
      progress.advance(5);
      progress.end();
      expect(stderr.text).toBe(
        '\r\u001b[2Kuploading: 0 B of 10 B (0 %)\r\u001b[2Kuploading: 5 B of 10 B (50 %)\r\u001b[2K',
      );
    });
  });

  it('says nothing where nothing is wanted', () => {
    const { progress, stderr } = make('none');
    progress.stage('uploading', 10);
    progress.announce('waiting');
    progress.end();
    expect(stderr.text).toBe('');
  });
});
