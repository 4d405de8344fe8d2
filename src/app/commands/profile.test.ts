import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createScriptedAgent } from '../../testing/scripted-agent.ts'
import { createTempDir } from '../../testing/temp-dir.ts'
import { createTestApp } from '../../testing/create-test-app.ts'
import { runMain } from '../../testing/run-main.ts'
import { listenTcp } from '../listen.ts'

const agents = [createScriptedAgent([{ text: 'Hello!' }])]
const token = 'test-token-of-root'

/** A person with a server: an empty config folder, a command line, and something that answers. */
async function createPerson() {
  const dir = createTempDir()
  const app = await createTestApp({ agents })
  const listener = await listenTcp(app.app.http, { host: '127.0.0.1', port: 0 })
  const base = { XDG_CONFIG_HOME: dir.path }
  return {
    url: listener.address,
    path: join(dir.path, 'errand', 'profiles.json'),
    run: (args: string[], env: Record<string, string> = {}, stdin = '') =>
      runMain(args, { env: { ...base, ...env }, stdin }),
    async [Symbol.asyncDispose]() {
      await listener[Symbol.asyncDispose]()
      await app[Symbol.asyncDispose]()
      dir[Symbol.dispose]()
    },
  }
}

test('a profile is used by flag, by environment and by choice; its token is kept from others', async () => {
  await using person = await createPerson()
  const { url, run } = person
  const added = await run(['profile', 'add', 'prod', '--url', url, '--token-stdin'], {}, `${token}\n`)
  expect(added).toMatchObject({ code: 0, stderr: '' })
  if (process.platform !== 'win32') expect(statSync(person.path).mode & 0o777).toBe(0o600)
  expect(readFileSync(person.path, 'utf8')).toContain(token)

  const list = ['agents', '--jq', '.id']
  expect((await run([...list, '--profile', 'prod'])).stdout).toBe('scripted\n')
  expect((await run(list, { ERRAND_PROFILE: 'prod' })).stdout).toBe('scripted\n')
  await run(['profile', 'use', 'prod'])
  expect((await run(list)).stdout).toBe('scripted\n')
  const shown = await run(['profile', 'list'])
  expect(JSON.parse(shown.stdout)).toEqual({ name: 'prod', url, isCurrent: true })
  expect((await run(['doctor', '--jq', 'select(.check == "server").detail'])).stdout).toBe(
    `${url} (profile prod) answers; commands go there\n`,
  )
  await run(['profile', 'remove', 'prod'])
  expect(readFileSync(person.path, 'utf8')).not.toContain(token)
  expect((await run(['profile', 'list'])).stdout).toBe('')
})

test('flags win over the environment, and the environment over the profile in use', async () => {
  await using person = await createPerson()
  using dir = createTempDir()
  const { url, run } = person
  await run(['profile', 'add', 'prod', '--url', url], { ERRAND_TOKEN: token })
  await run(['profile', 'add', 'gone', '--url', 'http://127.0.0.1:1'], { ERRAND_TOKEN: token })
  await run(['profile', 'use', 'gone'])
  const list = ['agents', '--jq', '.id']
  expect((await run(list, { ERRAND_PROFILE: 'prod' })).stdout).toBe('scripted\n')
  expect((await run(list, { ERRAND_URL: url, ERRAND_TOKEN: token, ERRAND_PROFILE: 'gone' })).stdout).toBe('scripted\n')
  expect((await run([...list, '--profile', 'prod'], { ERRAND_URL: 'http://127.0.0.1:1' })).stdout).toBe('scripted\n')
  expect(await run(list, { ERRAND_DATA: dir.path })).toEqual({ code: 0, stdout: '', stderr: '' })
  const unreachable = await run(list)
  expect(unreachable.code).toBe(2)
  expect(unreachable.stderr).toContain('no server answers at http://127.0.0.1:1 (profile gone)')
})

test.each([
  [['profile', 'add', 'p', '--url', 'example.com'], 'is not an http(s) URL'],
  [['profile', 'add', 'a b', '--url', 'http://x'], 'is no name'],
  [['profile', 'add', 'p', '--url', 'http://x', '--token-stdin'], 'give the token'],
  [['profile', 'use', 'nope'], 'there is no profile "nope"'],
  [['runs', '--profile', 'nope'], 'errand profile add nope --url URL'],
  [['runs', '--profile', 'nope', '--data', 'x'], 'exclude each other'],
])('says what is wrong: %j', async (args, message) => {
  using dir = createTempDir()
  const { code, stderr } = await runMain(args, {
    env: { XDG_CONFIG_HOME: dir.path, ERRAND_TOKEN: 'test-token-of-root' },
  })
  expect(code).toBe(2)
  expect(JSON.parse(stderr)).toEqual({ code: 'USAGE', detail: expect.stringContaining(message) })
})

test('names a file of profiles that cannot be read', async () => {
  await using person = await createPerson()
  await person.run(['profile', 'add', 'prod', '--url', person.url], { ERRAND_TOKEN: token })
  writeFileSync(person.path, '{"current":')
  const { code, stderr } = await person.run(['runs'])
  expect(code).toBe(2)
  expect(stderr).toContain(JSON.stringify(person.path).slice(1, -1))
})
