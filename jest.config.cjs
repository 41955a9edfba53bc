/** Unit and property tests beside their sources; what crosses rooms lies in tests/. Only src/ and the preview's page see a browser's globals. */
const ignored = { modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/.cache/'] };

const backEnd = {
  ...ignored,
  displayName: 'pkg',
  testEnvironment: 'node',
  testMatch: [
    ...['pkg', 'preview/server', 'scripts', 'tests'].map((room) => `<rootDir>/${room}/**/*.test.ts`),
    '!**/*.full.test.ts', // millions of rows: npm run test:full
  ],
  transform: { '^.+\\.ts$': ['@swc/jest', { jsc: { target: 'es2023', parser: { syntax: 'typescript' } } }] },
  transformIgnorePatterns: ['/node_modules/'],
};

/** Packages that exist only as ECMAScript modules, which jest does not load as they are. */
const modulesOnly = [
  '@grafana/plugin-ui',
  'ol',
  'd3',
  'd3-.*',
  'delaunator',
  'internmap',
  'robust-predicates',
  'uuid',
  'rbush',
  'quickselect',
  'marked',
  'react-calendar',
  'get-user-locale',
  'memoize',
  'mimic-function',
  '@wojtekmaj/.*',
  '@react-hookz/.*',
  '@ver0/deep-equal',
  '@marcbachmann/cel-js',
  'lru-cache',
];

const frontEnd = {
  ...ignored,
  displayName: 'src',
  testEnvironment: '<rootDir>/src/testing/jsdom-environment.cjs',
  testMatch: ['src', 'preview/page'].map((room) => `<rootDir>/${room}/**/*.test.{ts,tsx}`),
  setupFilesAfterEnv: ['<rootDir>/src/testing/jest-setup.ts'],
  moduleNameMapper: {
    '\\.(css|svg)$': '<rootDir>/src/testing/empty-module.cjs',
    // It fetches icons and draws them when they have come.
    '^react-inlinesvg$': '<rootDir>/src/testing/no-icon.cjs',
  },
  transform: {
    '^.+\\.(ts|tsx|js|mjs)$': [
      '@swc/jest',
      {
        jsc: {
          target: 'es2022',
          parser: { syntax: 'typescript', tsx: true },
          transform: { react: { runtime: 'automatic' } },
        },
      },
    ],
  },
  transformIgnorePatterns: [`/node_modules/(?!(.*/node_modules/)?(${modulesOnly.join('|')})/)`],
};

// Ends what hangs; whole editors in jsdom take seconds on a busy machine.
module.exports = { projects: [backEnd, frontEnd], testTimeout: 120_000 };
