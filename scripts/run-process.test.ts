import { spawnSync } from 'node:child_process';
import { runProcess } from './run-process.ts';

describe('runProcess', () => {
  it('gives the exit code and, captured, what was printed on both streams', async () => {
    const outcome = await runProcess('/bin/sh', ['-c', 'echo "$GREETING"; echo err >&2; exit 5'], {
      capture: true,
      env: { GREETING: 'hello' },
    });
    expect(outcome).toEqual({ code: 5, output: 'hello\nerr\n' });
  });

  it('answers 127 for a program that does not exist', async () => {
    expect((await runProcess('/does/not/exist', [], { capture: true })).code).toBe(127);
  });

  it('ends the process and its children when the time runs out', async () => {
    const began = performance.now();
    // The inner sleep holds the output open: only its end lets the outcome come early.
    expect((await runProcess('/bin/sh', ['-c', 'sleep 60 & sleep 60'], { capture: true, timeoutMs: 50 })).code).toBe(
      124
    );
    expect(performance.now() - began).toBeLessThan(20_000);
  });

  it('ends what runs when the process is interrupted, and starts nothing more', () => {
    const program = `
      import { endOnInterrupt, runProcess } from './scripts/run-process.ts';
      const interruption = endOnInterrupt();
      const first = runProcess('/bin/sh', ['-c', 'kill -INT ' + process.pid + '; sleep 60']);
      const code = (await first).code;
      console.log(code, interruption.aborted, (await runProcess('/bin/echo', ['never'])).code);`;
    const outcome = spawnSync(process.execPath, ['--input-type=module', '-e', program], {
      encoding: 'utf8',
      timeout: 20_000,
    });
    expect(outcome.stdout).toBe('130 true 130\n');
  });
});
