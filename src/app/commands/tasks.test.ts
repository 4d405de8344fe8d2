import { stripVTControlCharacters } from 'node:util'
import { describe, expect, it } from 'vitest'
import { listenTcp } from '../listen.ts'
import { runMain } from '../../testing/run-main.ts'
import { TOKEN } from '../../testing/create-test-app.ts'
import { createTaskApp, schedule, type TaskApp } from '../../testing/task-app.ts'

/** A server with probes, and the command line that talks to it. */
async function serve(test: TaskApp) {
  const listener = await listenTcp(test.app.http, { host: '127.0.0.1', port: 0 })
  const env = { ERRAND_URL: listener.address, ERRAND_TOKEN: TOKEN, ERRAND_AGENT_INSTANCE_HIERARCHY: 'api' }
  return {
    async errand(args: string[], isTTY = false) {
      const { code, stdout, stderr } = await runMain(['tasks', ...args], { env, isTTY, columns: 100 })
      return { code, stdout: stripVTControlCharacters(stdout), stderr }
    },
    [Symbol.asyncDispose]: () => listener[Symbol.asyncDispose](),
  }
}

const once = ['--name', 'task', '--description', 'd', '--oneshot']
const words = ['--', 'agent', 'list']

describe('errand tasks', () => {
  it.each([
    [['schedule', ...once, '--interval', '5m', ...words]],
    [['schedule', '--name', 'task', '--description', 'd', ...words]],
    [['schedule', ...once]],
    [['schedule', '--name', 'task', '--description', 'd', '--interval', 'abc', ...words]],
    [['schedule', '--name', 'task', '--description', 'd', '--interval', '500ms', ...words]],
    [['schedule', '--name', 'task', '--description', 'd', '--interval', '0s', ...words]],
    [['schedule', '--name', 'task', '--description', 'd', '--cron', '61 * * * *', ...words]],
    [['schedule', '--name', 'task', '--description', 'd', '--cron', '* * * * *', '--time-zone', 'Mars/X', ...words]],
    [['list']],
    [['list', '--target', 'nobody']],
    [['list', '--target', 'me', '--pending', '--exhausted']],
    [['list', '--target', 'me', '--interval', '--oneshot']],
    [['run', '--timeout', '0s']],
    [['run', '--max-tokens', '0']],
    [['schedule', 'request-schema', '--name', 'x']],
  ])('case 25: refuses %j with one line and exit code 1', async (args) => {
    await using test = await createTaskApp()
    await using server = await serve(test)
    const { code, stdout, stderr } = await server.errand(args)
    expect([code, stdout, stderr.trimEnd().split('\n').length]).toEqual([1, '', 1])
    expect(JSON.parse(stderr)).toMatchObject({ code: expect.any(String), detail: expect.any(String) })
  })

  it('case 33: exit code 0 once the stream has started, 1 with --fail-on-error', async () => {
    await using test = await createTaskApp()
    await using server = await serve(test)
    await schedule(test.client, 'task', '!no')
    const run = await server.errand(['run'])
    expect([run.code, JSON.parse(run.stdout)]).toEqual([0, expect.objectContaining({ name: 'task', success: false })])
    expect((await server.errand(['trigger', '--name', 'task', '--fail-on-error'])).code).toBe(1)
    expect((await server.errand(['trigger', '--name', 'task', '--stream-all', '--fail-on-error'])).code).toBe(1)
  })

  it('case 26: prints the schemas of each leaf, with what is left out when it is missing', async () => {
    const { stdout } = await runMain(['tasks', 'list', 'response-schema'])
    const schema = JSON.parse(stdout) as { anyOf: { properties: Record<string, object> }[] }
    expect(schema.anyOf[0]?.properties['interval']).toEqual({ omitempty: true, type: 'string' })
    expect(schema.anyOf[0]?.properties['id']).not.toHaveProperty('omitempty')
    const request = JSON.parse((await runMain(['tasks', 'run', 'request-schema'])).stdout) as (typeof schema.anyOf)[0]
    expect(request.properties['jq']).toEqual({ type: ['string', 'null'] })
    expect(request.properties['path_type']).toMatchObject({ const: 'tasks/run', omitempty: true })
    const value = JSON.parse((await runMain(['tasks', 'run', 'response-schema'])).stdout) as typeof schema
    expect(value.anyOf[0]?.properties['value']).toEqual({})
  })

  it('shows people the next firing, the history and the last error', async () => {
    await using test = await createTaskApp()
    await using server = await serve(test)
    await schedule(test.client, 'nightly', 'a !broken', { interval_seconds: 3600 })
    expect((await server.errand(['run'], true)).stdout).toMatch(/✘ nightly/)
    const { stdout } = await server.errand(['list', '--target', 'me'], true)
    expect(stdout).toMatch(/nightly {2}every 1h {2}next /)
    expect(stdout).toMatch(/● {2}last .* error {2}1 firing\n.*PROBE: broken/)
    expect((await server.errand(['run'], true)).stderr).toBe('Nothing is due.\n')
    expect((await server.errand(['pause', '--name', 'nightly'], true)).stdout).toContain('nightly is paused')
  })
})
