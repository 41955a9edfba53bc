import { existsSync } from 'node:fs';

/** Debian's Chromium, or the one that the environment variable CHROMIUM names; undefined where there is none. */
export function findChromium(): string | undefined {
  return [process.env['CHROMIUM'], '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(
    (file) => file !== undefined && file !== '' && existsSync(file)
  );
}

/** How it is started for tests and pictures: also as root, without a GPU, and without talking to anyone but the page. */
export function chromiumOptions() {
  const executablePath = findChromium();
  return {
    ...(executablePath !== undefined && { executablePath }),
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  };
}
