import js from '@eslint/js';
import tseslint from 'typescript-eslint';

/** Rooms that must stay pure: design section 3. They may import each other inward, libraries for dates and parsing, and nothing else. */
const pureRooms = ['pkg/model/**', 'pkg/formula/**', 'pkg/series/**', 'pkg/drivers/**'];
const effects = ['node:*', '@grpc/*', 'apache-arrow', '@duckdb/*', '@grafana/*', '**/plugin/**', '**/storage/**', '**/cost/**', '**/usage/**', '**/query/**'];

export default tseslint.config(
  { ignores: ['dist/**', 'node_modules/**', '.cache/**', 'pkg/plugin/generated/**', 'tests/conformance/**', 'sample-data/**'] },
  js.configs.recommended,
  ...tseslint.configs.strictTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/consistent-type-imports': 'error',
      'no-console': 'error',
      'no-eval': 'error',
      'no-new-func': 'error',
    },
  },
  {
    files: pureRooms,
    ignores: ['**/*.test.ts'],
    rules: { 'no-restricted-imports': ['error', { patterns: effects }] },
  },
  { files: ['scripts/**', 'tests/**', 'pkg/cli/**'], rules: { 'no-console': 'off' } },
  { files: ['**/*.test.ts'], rules: { '@typescript-eslint/no-non-null-assertion': 'off' } },
  { files: ['**/*.js', '**/*.mjs', '**/*.cjs'], ...tseslint.configs.disableTypeChecked },
  { files: ['**/*.mjs', '**/*.cjs'], languageOptions: { globals: { process: 'readonly', console: 'readonly', module: 'writable' } } }
);
