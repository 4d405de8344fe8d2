import { expect, test } from 'vitest'
import { createAgentApp } from '../testing/run-agent.ts'
import { createScriptedAgent } from '../testing/scripted-agent.ts'

const createLines = () => {
  const lines: string[] = []
  return { write: (line: string) => void lines.push(line), list: () => lines.map((line) => JSON.parse(line) as object) }
}

test('requests, ends of runs and faults are one JSON line each, tied together by their ids', async () => {
  const { write, list } = createLines()
  const agent = createScriptedAgent([{ text: 'Hi.' }])
  await using app = await createAgentApp(agent, { log: { level: 'info', write } })
  const { runId = '' } = (await app.run())[0] ?? {}
  await app.send('/v1/runs/nope')
  app.app.pipeline.onError(new Error('out of order'), 'trace')
  const lines = list()
  const time = expect.stringMatching(/^\d{4}-.*Z$/)
  const request = { level: 'info', time, method: 'POST', operation: 'agent.run.execute', status: 200 }
  expect(lines[0]).toMatchObject({ ...request, durationMs: expect.any(Number), traceId: expect.any(String) })
  const { traceId } = lines[0] as { traceId: string }
  const end = { level: 'info', time, runId, agentId: 'scripted', traceId, status: 'completed', msg: 'run completed' }
  expect(lines).toContainEqual({ ...end, durationMs: expect.any(Number) })
  expect(lines).toContainEqual(expect.objectContaining({ level: 'warn', status: 404, operation: 'agent.run.get' }))
  expect(lines.at(-1)).toMatchObject({ level: 'error', traceId: 'trace', msg: 'out of order', err: { type: 'Error' } })
})

test('a failed run is an error, a failed turn a warning, and lower levels are left out', async () => {
  const { write, list } = createLines()
  const agent = createScriptedAgent([{ error: { message: 'no such model', isRetryable: false } }])
  await using app = await createAgentApp(agent, { log: { level: 'warn', write } })
  await app.run()
  expect(list()).toMatchObject([
    { level: 'warn', code: 'MODEL_FAILED', willRetry: false },
    { level: 'error', status: 'failed', code: 'MODEL_FAILED', msg: expect.stringContaining('no such model') },
  ])
})
