import js from '@eslint/js';
import reactHooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';

/** Rooms that must stay pure: design section 3. They may import each other inward, libraries for dates and parsing, and nothing else. */
const pureRooms = ['pkg/model/**', 'pkg/formula/**', 'pkg/series/**', 'pkg/drivers/**'];
const effects = [
  'node:*',
  '@grpc/*',
  'apache-arrow',
  '@duckdb/*',
  '@grafana/*',
  '**/plugin/**',
  '**/storage/**',
  '**/cost/**',
  '**/usage/**',
  '**/query/**',
];

/**
 * What the front end must not do, from the rules of Grafana's plugin validator: its semgrep looks at pkg/ alone where there
 * is one, so src/ is held here.
 */
const validatorRules = [
  ['Literal[value=/\\/api\\/ds\\/query/]', 'queries go through DataSourceWithBackend'],
  ['Literal[value=/\\bgf-form/]', "Grafana's own components take the place of gf-form"],
  ['MemberExpression[object.name="window"][property.name="location"]', 'use locationService of @grafana/runtime'],
  [
    'CallExpression[callee.object.name="window"][callee.property.name="open"]',
    'use a link with rel="noopener noreferrer"',
  ],
  [
    'ClassDeclaration[superClass.name="DataSourceWithBackend"] MethodDefinition[key.name=/^(testDatasource|query)$/]',
    'the back end answers health and queries',
  ],
  ['JSXIdentifier[name="Global"]', 'a plugin styles only what is its own'],
].map(([selector, message]) => ({ selector, message }));

export default tseslint.config(
  {
    ignores: [
      'dist/**',
      'node_modules/**',
      '.cache/**',
      'pkg/plugin/generated/**',
      'tests/conformance/**',
      'sample-data/**',
    ],
  },
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
  { ...reactHooks.configs.flat.recommended, files: ['src/**', 'preview/page/**'] },
  {
    files: ['src/**'],
    rules: {
      'no-alert': 'error',
      'no-restricted-globals': ['error', 'alert', 'confirm', 'prompt', 'location'],
      'no-restricted-syntax': ['error', ...validatorRules],
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            '*.css',
            '*.scss',
            'node:*',
            '**/pkg/plugin/**',
            '**/pkg/storage/**',
            '**/pkg/cost/**',
            '**/pkg/usage/**',
          ],
        },
      ],
      // A key taken out of an object by destructuring is not a forgotten variable.
      '@typescript-eslint/no-unused-vars': ['error', { varsIgnorePattern: '^_$', ignoreRestSiblings: true }],
    },
  },
  { files: ['scripts/**', 'tests/**', 'pkg/cli/**'], rules: { 'no-console': 'off' } },
  { files: ['**/*.test.ts', '**/*.test.tsx'], rules: { '@typescript-eslint/no-non-null-assertion': 'off' } },
  { files: ['**/*.js', '**/*.mjs', '**/*.cjs'], ...tseslint.configs.disableTypeChecked },
  { files: ['**/*.cjs'], rules: { '@typescript-eslint/no-require-imports': 'off' } },
  {
    files: ['**/*.mjs', '**/*.cjs'],
    languageOptions: { globals: { process: 'readonly', console: 'readonly', module: 'writable', require: 'readonly' } },
  }
);
