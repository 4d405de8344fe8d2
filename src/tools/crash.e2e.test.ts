// Built-in tools under kill -9: what does no harm runs again, and what may have happened does not.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { RunEvent } from '../contracts/run-event.ts'
import { runCli, startCli, waitForLine } from '../testing/cli-process.ts'
import { createTempDir } from '../testing/temp-dir.ts'

const agents = join(import.meta.dirname, 'crash-agents.fixture.ts')

test('a page is read again and code runs again, but a request is not made again', async () => {
  const asked: string[] = []
  const arrived = Promise.withResolvers<void>()
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`)
    if (asked.length === 2) arrived.resolve()
    if (asked.length > 2) response.setHeader('Content-Type', 'text/plain').end('the page') // the first two hang
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const place = `127.0.0.1:${(server.address() as AddressInfo).port}`
  using dir = createTempDir()
  const options = { cwd: dir.path, env: { ERRAND_TEST_PLACE: place, ERRAND_EGRESS_ALLOW: place } }

  const first = startCli(['run', 'built-ins', 'Go', '--agents', agents], options)
  const { runId } = JSON.parse(await waitForLine(first, 'run.created')) as RunEvent
  await arrived.promise
  first.child.kill('SIGKILL')
  await first.finished()

  const { stdout } = await runCli(['follow', runId, '--agents', agents], options)
  const events = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as RunEvent)
  const namesById = new Map(
    events.flatMap((event) =>
      event.type === 'tool.started' ? [[event.data.callId, event.data.toolName] as const] : [],
    ),
  )
  const outcomes = events.flatMap((event) =>
    event.type === 'tool.completed' || event.type === 'tool.unknown'
      ? [[namesById.get(event.data.callId), event.type] as const]
      : [],
  )
  expect(Object.fromEntries(outcomes)).toEqual({
    web_fetch: 'tool.completed',
    http_request: 'tool.unknown',
    run_javascript: 'tool.completed',
  })
  expect(events.at(-1)?.type).toBe('run.completed')
  expect(asked.toSorted()).toEqual(['GET /page', 'GET /page', 'POST /pay'])
  server.closeAllConnections()
  server.close()
})
