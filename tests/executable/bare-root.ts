import { spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, cpSync, existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

/** What Grafana's default amd64 image, an Alpine, has of glibc: a loader and these libraries, no C++ runtime. */
const glibc = ['libc.so.6', 'libdl.so.2', 'libm.so.6', 'libpthread.so.0', 'librt.so.1', 'libresolv.so.2'];
const glibcDirectory = '/lib/x86_64-linux-gnu';
const busyboxPlaces = ['/bin/busybox', '/usr/bin/busybox'];

/** In words, why no bare root can be made here; undefined when it can. Installs busybox where that is possible. */
export function whyNoBareRoot(): string | undefined {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) {
    return 'only root on Linux can change the root directory';
  }
  if (spawnSync('unshare', ['--mount', 'true']).status !== 0) {
    return 'mount namespaces are not available';
  }
  if (!existsSync(glibcDirectory)) {
    return `${glibcDirectory} does not exist`;
  }
  if (!staticBusybox()) {
    spawnSync('apt-get', ['install', '-y', '-qq', 'busybox-static'], { stdio: 'ignore' });
  }
  return staticBusybox() ? undefined : 'no static busybox is at hand, and busybox-static could not be installed';
}

/** A busybox that runs without a loader; others would need more in the root than Grafana's image has. */
function staticBusybox(): string | undefined {
  return busyboxPlaces.find((file) => existsSync(file) && spawnSync('ldd', [file]).status !== 0);
}

/** A root directory with a plugin directory, glibc, busybox and nothing else. */
export class BareRoot {
  readonly directory = mkdtempSync(path.join(os.tmpdir(), 'bare-root-'));

  constructor(dist: string, executable: string) {
    for (const [name, mode] of [
      ['lib', 0o755],
      ['lib64', 0o755],
      ['bin', 0o755],
      ['proc', 0o555],
      ['tmp', 0o1777],
      ['plugin', 0o755],
      ['data', 0o755],
    ] as const) {
      mkdirSync(this.at(name));
      chmodSync(this.at(name), mode);
    }
    for (const name of glibc) {
      copyFileSync(realpathSync(path.join(glibcDirectory, name)), this.at(`lib/${name}`));
    }
    copyFileSync(realpathSync('/lib64/ld-linux-x86-64.so.2'), this.at('lib64/ld-linux-x86-64.so.2'));
    chmodSync(this.at('lib64/ld-linux-x86-64.so.2'), 0o755);
    copyFileSync(realpathSync(staticBusybox() ?? '/bin/busybox'), this.at('bin/busybox'));
    chmodSync(this.at('bin/busybox'), 0o755);
    copyFileSync(path.join(dist, executable), this.at(`plugin/${executable}`));
    cpSync(path.join(dist, 'lib'), this.at('plugin/lib'), { recursive: true });
  }

  at(name: string): string {
    return path.join(this.directory, name);
  }

  /** Runs a program in it with an empty environment. /proc is mounted in a namespace that ends with the program. */
  run(program: string, ...args: string[]): { status: number | null; stdout: string; stderr: string } {
    const script = 'mount -t proc proc "$0/proc" && exec chroot "$0" /bin/busybox env -i "$@"';
    const command = ['--mount', '--propagation', 'private', 'sh', '-c', script, this.directory, program, ...args];
    return spawnSync('unshare', command, { encoding: 'utf8', timeout: 60_000 });
  }

  remove(): void {
    rmSync(this.directory, { recursive: true });
  }
}
