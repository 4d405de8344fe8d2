// Lint rules. The table below is the architecture: which room may import which (docs/architecture.md).
import { defineConfig } from 'oxlint'

const mayImport: Record<string, readonly string[]> = {
  spec: [],
  contracts: ['spec'],
  core: ['contracts'],
  store: ['contracts', 'core'],
  models: ['contracts'],
  runtime: ['contracts', 'core', 'models'],
  engine: ['contracts', 'core', 'store', 'runtime'],
  telemetry: ['contracts', 'core', 'store'],
  spaces: ['contracts', 'core', 'store'],
  tools: ['contracts', 'core', 'runtime', 'spaces'],
  operations: ['spec', 'contracts', 'core', 'store', 'spaces'],
  surfaces: ['spec', 'contracts', 'operations'],
  dialects: ['contracts', 'core', 'operations'],
  client: ['spec', 'contracts'],
}
const rooms = [...Object.keys(mayImport), 'app', 'testing']

/** Package imports a room may not have (the expressions know no look-ahead). A room that is not listed may use any declared dependency. */
const bannedPackages: Record<string, string> = {
  spec: '^(?:node:|[a-y@])', // zod alone
  contracts: '^(?:node:|[a-y@])', // zod alone
  core: '^(?:node:|[abd-z]|c[^r]|@[^c])', // @cfworker/json-schema and croner alone
  client: '^(?:node:|[a-df-z@])', // eventsource-parser alone: it runs in a browser
}

/** Readings of the outside world come in by argument (clock, ids, fetch, environment). */
const pureRooms = ['spec', 'contracts', 'core', 'runtime', 'engine', 'operations', 'store', 'telemetry']

function roomRules(room: string) {
  const banned = rooms.filter((other) => other !== room && !mayImport[room]?.includes(other))
  const patterns: { regex: string; message: string }[] = [
    {
      regex: `^(?:\\.\\./)+(?:${banned.join('|')})/`,
      message: `${room}/ may import ${mayImport[room]?.join(', ') || 'no other room'}.`,
    },
  ]
  const packages = bannedPackages[room]
  if (packages) patterns.push({ regex: packages, message: `${room}/ may not use this package.` })
  return {
    files: [`src/${room}/**/*.ts`],
    excludeFiles: ['src/**/*.test.ts'],
    rules: { 'no-restricted-imports': ['error', { patterns }] as ['error', object] },
  }
}

export default defineConfig({
  plugins: ['typescript', 'import', 'unicorn', 'oxc', 'promise', 'node'],
  categories: { correctness: 'error', suspicious: 'error' },
  options: { typeAware: true },
  rules: {
    'no-empty': 'error',
    'typescript/no-explicit-any': 'error',
    'typescript/consistent-type-imports': 'error',
    'typescript/no-floating-promises': 'error',
    'typescript/no-misused-promises': 'error',
    'import/no-cycle': ['error', { ignoreTypes: false }],
    'import/no-default-export': 'error',
    'unicorn/no-process-exit': 'error',
    'max-lines': ['error', { max: 300, skipBlankLines: true, skipComments: true }],
    'max-lines-per-function': ['error', { max: 60, skipBlankLines: true, skipComments: true }],
    'no-shadow': 'off',
    'no-await-in-loop': 'off',
    'no-underscore-dangle': 'off',
    'typescript/no-unsafe-type-assertion': 'off',
    'typescript/no-unnecessary-type-parameters': 'off',
    'typescript/consistent-return': 'off',
    'import/no-unassigned-import': 'off',
    'unicorn/no-array-sort': 'off',
    'unicorn/require-post-message-target-origin': 'off', // threads have no origin
    'unicorn/consistent-function-scoping': 'off',
    'promise/always-return': 'off',
    'no-unmodified-loop-condition': 'off', // signals are
    'unicorn/no-thenable': 'off', // scenarios have given, when and then
  },
  overrides: [
    ...Object.keys(mayImport).map(roomRules),
    {
      files: pureRooms.map((room) => `src/${room}/**/*.ts`),
      excludeFiles: ['src/**/*.test.ts'],
      rules: {
        'no-restricted-globals': ['error', 'process', 'fetch', 'setTimeout', 'setInterval'],
        'no-restricted-properties': [
          'error',
          { object: 'Date', property: 'now', message: 'Take a clock as an argument.' },
          { object: 'Math', property: 'random', message: 'Take ids or a random source as an argument.' },
        ],
      },
    },
    {
      files: ['console/src/**'],
      plugins: ['typescript', 'import', 'unicorn', 'oxc', 'promise', 'react'],
      rules: {
        'no-restricted-imports': [
          'error',
          {
            patterns: [
              {
                regex: '(?:^|/)src/|^errand/(?!client$|contracts$)|^node:',
                message: 'console/ may import errand/client and errand/contracts.',
              },
            ],
          },
        ],
        'max-lines-per-function': ['error', { max: 120, skipBlankLines: true, skipComments: true }],
        'react/react-in-jsx-scope': 'off',
        'react/incompatible-library': 'off', // there is no React compiler here
        'react/refs': 'off',
        'react/set-state-in-effect': 'off',
        'react/exhaustive-effect-dependencies': 'off',
      },
    },
    {
      files: ['**/*.test.ts', 'src/testing/**/*.ts', 'console/testing/**/*.ts', 'bench/**/*.ts'],
      rules: { 'max-lines-per-function': 'off' },
    },
    {
      files: ['*.config.ts', 'examples/**/*.ts', 'src/app/templates/**'],
      rules: { 'import/no-default-export': 'off' },
    },
    { files: ['src/app/bin.ts', 'scripts/**', 'bench/**'], rules: { 'unicorn/no-process-exit': 'off' } },
  ],
  ignorePatterns: ['dist/**', 'console/dist/**', 'coverage/**'],
})
