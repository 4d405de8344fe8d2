// The command line as a program meets it: flags from the contracts, JSON lines out, one JSON line for an error.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { validate } from '@cfworker/json-schema'
import { expect, test } from 'vitest'
import { contracts } from '../contracts/index.ts'
import { listNames } from '../spec/names.ts'
import { createTestApp } from '../testing/create-test-app.ts'
import { CLIENT_ID, startIdentityProvider } from '../testing/start-identity-provider.ts'
import { ROOT } from './credentials.ts'
import { listenTcp } from './listen.ts'
import { runMain } from '../testing/run-main.ts'
import { createTempDir } from '../testing/temp-dir.ts'

const all = Object.entries(contracts)

test.each(all)('%s: request-schema and response-schema describe its examples', async (_key, contract) => {
  for (const [leaf, side] of [
    ['request-schema', 'input'],
    ['response-schema', 'output'],
  ] as const) {
    const { code, stdout } = await runMain([...listNames(contract).cli, leaf])
    expect(code).toBe(0)
    const schema = JSON.parse(stdout) as object
    expect(schema).toHaveProperty('$schema', 'https://json-schema.org/draft/2020-12/schema')
    for (const example of contract.acceptance.examples) {
      const isOfLines = side === 'output' && contract.stream !== undefined && 'always' in contract.stream.on
      const lines = isOfLines ? (example.output as { items: unknown[] }).items : [example[side]]
      for (const line of lines) expect(validate(line, schema, '2020-12').errors).toEqual([])
    }
  }
})

test('request-schema excludes every other flag', async () => {
  const { code, stdout, stderr } = await runMain(['agent', 'run', 'get', '--run-id', 'x', 'request-schema'])
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
  expect(JSON.parse(stderr)).toMatchObject({ code: 'USAGE', detail: expect.stringContaining('--run-id') })
})

test('a field of the path is given as an argument or as a flag, not as both', async () => {
  using dir = createTempDir()
  const env = { ERRAND_DATA: dir.path }
  const [byArgument, byFlag] = [
    await runMain(['agent', 'run', 'get', 'run_x'], { env }),
    await runMain(['agent', 'run', 'get', '--run-id', 'run_x'], { env }),
  ]
  expect(byArgument).toEqual(byFlag)
  expect(JSON.parse(byFlag.stderr)).toMatchObject({ code: 'RUN_NOT_FOUND', status: 404 })
  const both = await runMain(['agent', 'run', 'get', 'run_x', '--run-id', 'run_x'], { env })
  expect(both.code).toBe(2)
})

test.each([
  [['rnu'], "unknown command 'rnu'\n(Did you mean run?)"],
  [['runs', '--bad'], "unknown option '--bad'"],
  [['runs', '--limit', 'x'], '--limit is "x"; it takes a whole number from 1 to 500'],
  [['agent', 'run', 'get'], "required option '--run-id' is not given"],
  [['agent', 'run', 'execute', '--input', '{'], '--input is not JSON'],
  [[], 'a command is missing; see which there are: errand --help'],
])('bad usage is one JSON line on stderr and exit code 2: %j', async (args, detail) => {
  const { code, stdout, stderr } = await runMain(args)
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
  expect(JSON.parse(stderr)).toEqual({ code: 'USAGE', detail: expect.stringContaining(detail) })
})

test('on a terminal bad usage is prose, unless --json is given', async () => {
  expect((await runMain(['rnu'], { isTTY: true })).stderr).toBe("error: unknown command 'rnu'\n(Did you mean run?)\n")
  expect(JSON.parse((await runMain(['rnu', '--json'], { isTTY: true })).stderr)).toMatchObject({ code: 'USAGE' })
})

test('on a terminal --jq among the words of a task leaves an error prose', async () => {
  const { code, stderr } = await runMain(['tasks', 'schedule', '--', 'agent', 'list', '--jq', '.['], { isTTY: true })
  expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringMatching(/^error: /) })
})

test('--jq works on the short and on the generic form, also on a terminal', async () => {
  using dir = createTempDir()
  const env = { ERRAND_DATA: dir.path }
  const generic = await runMain(['agent', 'run', 'list', '--jq', '.total, .items'], { env, isTTY: true })
  expect(generic).toEqual({ code: 0, stdout: '0\n[]\n', stderr: '' })
  const short = await runMain(['doctor', '--jq', 'select(.check == "node").state'], { env, isTTY: true })
  expect(short.stdout).toBe('ok\n')
})

test('a fault of --jq ends the command: 2 for a bad filter, 1 for a filter that fails on an item', async () => {
  using dir = createTempDir()
  const env = { ERRAND_DATA: dir.path }
  const bad = await runMain(['agent', 'run', 'list', '--jq', '.items['], { env })
  expect(bad).toMatchObject({ code: 2, stdout: '' })
  expect(JSON.parse(bad.stderr)).toMatchObject({ code: 'TRANSFORM_INVALID' })
  const failing = await runMain(['agent', 'run', 'list', '--jq', '.items.x'], { env })
  expect(failing).toMatchObject({ code: 1, stdout: '' })
  expect(JSON.parse(failing.stderr)).toMatchObject({ code: 'TRANSFORM_FAILED' })
})

test('--python runs on each line, from the command line or a file', async () => {
  using dir = createTempDir()
  writeFileSync(join(dir.path, 'double.py'), 'item["total"] * 2 + 4')
  const env = { ERRAND_DATA: dir.path }
  const args = ['agent', 'run', 'list', '--python']
  const results = [
    await runMain([...args, 'len(item) + 1'], { env }),
    await runMain([...args, `@${dir.path}/double.py`], { env }),
  ]
  // Machines without Python say so.
  if (results[0]?.code === 0) expect(results.map(({ stdout }) => stdout)).toEqual(['4\n', '4\n'])
  else expect(results[0]?.stderr).toContain('python3')
  const missing = await runMain([...args, '@nowhere.py'], { env })
  expect(JSON.parse(missing.stderr)).toEqual({ code: 'USAGE', detail: expect.stringContaining('nowhere.py') })
})

test('doctor finds a database that cannot be opened, and says what to do', async () => {
  using dir = createTempDir()
  writeFileSync(join(dir.path, 'errand.db'), 'this is no database'.repeat(1000))
  const { code, stdout } = await runMain(['doctor', '--jq', 'select(.check == "database")'], {
    env: { ERRAND_DATA: dir.path },
  })
  expect(code).toBe(1)
  expect(JSON.parse(stdout)).toMatchObject({ state: 'fault', detail: expect.stringContaining('errand restore FILE') })
})

test('doctor asks the identity provider, and says which redirect URI it must know', async () => {
  using dir = createTempDir()
  const options = { listRedirectUris: () => [], clientSecret: null, claims: () => ({}) }
  const provider = await startIdentityProvider(options)
  const env = { ERRAND_DATA: dir.path, ERRAND_OIDC_CLIENT_ID: CLIENT_ID, ERRAND_OIDC_ISSUER: provider.issuer }
  const args = ['doctor', '--jq', 'select(.check == "sign-in")']
  const found = await runMain(args, { env: { ...env, ERRAND_HOST_NAMES: 'errand.example.com' } })
  const callback = 'https://errand.example.com/errand/callback'
  expect(JSON.parse(found.stdout)).toMatchObject({ state: 'ok', detail: expect.stringContaining(callback) })
  await provider[Symbol.asyncDispose]()
  const { code, stdout } = await runMain(args, { env })
  expect(code).toBe(1)
  expect(JSON.parse(stdout)).toMatchObject({ state: 'fault', detail: expect.stringContaining('ECONNREFUSED') })
})

test('settle says that nobody asks, and refuses half a statement', async () => {
  using dir = createTempDir()
  const env = { ERRAND_DATA: dir.path }
  const unknown = await runMain(['settle', 'run_x', 'call_1', '--completed', '{"ok":true}'], { env })
  expect(JSON.parse(unknown.stderr)).toMatchObject({ code: 'RUN_NOT_FOUND' })
  for (const args of [[], ['--completed', '{'], ['--completed', '1', '--failed', 'x']]) {
    expect((await runMain(['settle', 'run_x', 'call_1', ...args], { env })).code).toBe(2)
  }
})

test("the example in each operation's --help is a command that a shell and the parser take", async () => {
  const principal = { ...ROOT, userId: 'guest', scopes: [] } // parsed, sent, and without effect
  await using app = await createTestApp({ credentials: [{ token: 'test-token-without-rights', principal }] })
  await using listener = await listenTcp(app.app.http, { host: '127.0.0.1', port: 0 })
  const env = { ERRAND_URL: listener.address, ERRAND_TOKEN: 'test-token-without-rights' }
  for (const [key, contract] of all) {
    const { stdout } = await runMain([...listNames(contract).cli, '--help'])
    const [, example = ''] = stdout.split('Example:\n  errand ')
    const words = [...example.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '')
    const { stderr } = await runMain(words, { env })
    expect([key, JSON.parse(stderr)]).toMatchObject([key, { code: 'FORBIDDEN' }])
  }
})

test('every short form has examples in its help', async () => {
  const { stdout } = await runMain(['--help'])
  const [short = ''] = stdout.split('Every operation')
  const names = [...short.matchAll(/^ {2}([a-z]+)\b/gm)].map(([, name]) => name ?? '')
  expect(names).toEqual(expect.arrayContaining(['run', 'serve', 'profile', 'doctor']))
  const helps = await Promise.all(names.map(async (name) => ({ name, help: (await runMain([name, '--help'])).stdout })))
  expect(helps.filter(({ help }) => !help.includes('Example')).map(({ name }) => name)).toEqual([])
})
