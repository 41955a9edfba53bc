import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const directory = 'pkg/plugin/generated';

function contents(of: string): Record<string, string> {
  return Object.fromEntries(readdirSync(of).map((name) => [name, readFileSync(path.join(of, name), 'utf8')]));
}

it('is what npm run generate makes of the .proto files', () => {
  const out = mkdtempSync(path.join(os.tmpdir(), 'generated-'));
  const buf = 'node_modules/@bufbuild/buf/bin/buf';
  execFileSync(process.execPath, [buf, 'generate', '--template', 'pkg/plugin/proto/buf.gen.yaml', '-o', out]);
  expect(contents(path.join(out, directory))).toEqual(contents(directory));
  rmSync(out, { recursive: true });
});
