/** Development tools as files that the pinned Node runs: independent of PATH and of npm's shims. */
export const tools = {
  buf: 'node_modules/@bufbuild/buf/bin/buf',
  eslint: 'node_modules/eslint/bin/eslint.js',
  jest: 'node_modules/jest/bin/jest.js',
  playwright: 'node_modules/@playwright/test/cli.js',
  prettier: 'node_modules/prettier/bin/prettier.cjs',
  tsc: 'node_modules/typescript/bin/tsc',
} as const;
export type Tool = keyof typeof tools;

export function isTool(name: string | undefined): name is Tool {
  return name !== undefined && name in tools;
}
