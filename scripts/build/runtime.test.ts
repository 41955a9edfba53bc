import { statSync } from 'node:fs';
import { findRuntime, parseLoaderCache, runtimeLibraries } from './runtime.ts';

describe('parseLoaderCache', () => {
  it('takes the first x86-64 entry of a name and no other architecture', () => {
    const text = [
      "3 libs found in cache `/etc/ld.so.cache'",
      '\tlibstdc++.so.6 (libc6) => /usr/lib32/libstdc++.so.6',
      '\tlibstdc++.so.6 (libc6,x86-64) => /lib/x86_64-linux-gnu/libstdc++.so.6',
      '\tlibstdc++.so.6 (libc6,x86-64) => /opt/other/libstdc++.so.6',
      '\tlibm.so.6 (libc6,x86-64, OS ABI: Linux 3.2.0) => /lib/x86_64-linux-gnu/libm.so.6',
    ].join('\n');
    expect([...parseLoaderCache(text)]).toEqual([
      ['libstdc++.so.6', '/lib/x86_64-linux-gnu/libstdc++.so.6'],
      ['libm.so.6', '/lib/x86_64-linux-gnu/libm.so.6'],
    ]);
  });
});

describe('findRuntime', () => {
  it('names an existing file for each library', () => {
    const found = findRuntime();
    expect([...found.keys()].sort()).toEqual([...runtimeLibraries].sort());
    expect([...found.values()].every((file) => statSync(file).isFile())).toBe(true);
  });
});
