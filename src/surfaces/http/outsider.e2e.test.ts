// Someone without this package: types made from /openapi.json, a small program that tsc accepts, calls to a real server.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { listenTcp } from '../../app/listen.ts'
import { createScriptedAgent } from '../../testing/scripted-agent.ts'
import { createTestApp } from '../../testing/create-test-app.ts'
import { npm } from '../../testing/npm.ts'
import { createTempDir } from '../../testing/temp-dir.ts'

const manifest = {
  private: true,
  type: 'module',
  devDependencies: {
    'openapi-typescript': '7.13.0', // needs the compiler API of TypeScript 5
    'openapi-fetch': '0.17.0',
    typescript: '5.9.3',
    '@types/node': '24.19.2',
  },
}

const program = `import createClient from 'openapi-fetch'
import type { paths } from './errand.d.ts'

const client = createClient<paths, \`application/\${string}json\`>({
  baseUrl: process.env['SERVER'] ?? '',
  headers: { Authorization: 'Bearer test-token-of-root' },
})
const body = { agentId: 'scripted', input: { message: 'Hello' } }
const started = await client.POST('/v1/runs', { body, headers: { 'Idempotency-Key': 'one' } })
if (!started.data) throw new Error(started.error.detail)
const { runId } = started.data
const run = await client.GET('/v1/runs/{runId}', { params: { path: { runId } } })
const agent: string | undefined = run.data?.agentId
const { data } = await client.GET('/v1/runs', { params: { query: { limit: 5 } } })
const total: number | undefined = data?.total
const missing = await client.GET('/v1/runs/{runId}', { params: { path: { runId: 'nope' } } })
const code: string | undefined = missing.error?.code
// @ts-expect-error a field has another type
const refused = await client.POST('/v1/runs', { body: { ...body, agentId: 1 } })
console.log(JSON.stringify({ agent, total, code, status: refused.response.status }))
`

test('openapi-typescript and openapi-fetch compile and call us', async () => {
  using dir = createTempDir()
  await using app = await createTestApp({ agents: [createScriptedAgent([{ text: 'Hello!' }])] })
  await using listener = await listenTcp(app.app.http, { host: '127.0.0.1', port: 0 })
  writeFileSync(join(dir.path, 'package.json'), JSON.stringify(manifest))
  writeFileSync(join(dir.path, 'program.ts'), program)
  await npm('npm', ['install', '--no-audit', '--no-fund', '--prefer-offline'], dir.path)
  const document = `${listener.address}/openapi.json`
  const generate = ['openapi-typescript', document, '--output', 'errand.d.ts', '--default-non-nullable=false']
  await npm('npx', generate, dir.path)
  const strict = ['--strict', '--noEmit', '--module', 'nodenext', '--target', 'es2024', '--allowImportingTsExtensions']
  await npm('npx', ['tsc', ...strict, 'program.ts'], dir.path)
  const output = await npm('npx', ['node', 'program.ts'], dir.path, { SERVER: listener.address })
  expect(JSON.parse(output)).toEqual({ agent: 'scripted', total: 1, code: 'RUN_NOT_FOUND', status: 422 })
})
