import { parseStatus } from './memory.ts';

it('reads the memory of a process in MiB', () => {
  const status = 'Name:\tgpx\nVmPeak:\t 9999999 kB\nVmHWM:\t  524288 kB\nVmRSS:\t   98304 kB\nRssAnon:\t 1 kB\n';
  expect(parseStatus(status)).toEqual({ now: 96, peak: 512 });
});

it('knows no number where the kernel says none, so that no target is met by it', () => {
  expect(parseStatus('Name:\tgpx\n').now).toBeNaN();
});
