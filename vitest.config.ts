// Two projects: unit tests in-process, and e2e tests that start real processes.
import { defineConfig } from 'vitest/config'

const conditions = ['errand-source', 'module-sync'] // what Node itself resolves, so that no package is loaded twice
export const resolve = { conditions }
export const ssr = { resolve: { conditions, externalConditions: conditions } }

export default defineConfig({
  test: {
    maxWorkers: '100%',
    onConsoleLog: (text) => !text.startsWith('oidc-provider WARNING'), // a provider for tests is all that it warns of
    projects: [
      {
        resolve,
        ssr,
        test: {
          name: 'unit',
          include: ['src/**/*.test.ts', 'examples/**/*.test.ts', 'scripts/**/*.test.ts', 'console/**/*.test.ts'],
          exclude: ['**/*.e2e.test.ts'],
          testTimeout: 20_000,
        },
      },
      {
        resolve,
        ssr,
        test: {
          name: 'e2e',
          include: ['**/*.e2e.test.ts'],
          exclude: ['node_modules/**', '**/dist/**'],
          testTimeout: 240_000,
          hookTimeout: 120_000,
        },
      },
    ],
    coverage: { provider: 'v8', include: ['src/**'] },
  },
})
