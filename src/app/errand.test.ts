// Errand as a library.
import { expect, test } from 'vitest'
import type { RunEvent } from '../contracts/run-event.ts'
import { defineTool } from '../runtime/define-tool.ts'
import { StoreInUseError } from '../store/store-error.ts'
import { createTempDir } from '../testing/temp-dir.ts'
import { createScriptedAgent } from '../testing/scripted-agent.ts'
import { createErrand } from './errand.ts'

const add = defineTool({
  name: 'add',
  description: 'Adds.',
  input: { type: 'object', properties: { a: { type: 'number' }, b: { type: 'number' } } },
  effect: 'pure',
  execute: ({ a, b }: { a: number; b: number }) => a + b,
})
const adder = createScriptedAgent([{ toolCalls: [{ name: 'add', input: { a: 2, b: 3 } }] }, { text: 'It is 5.' }], {
  id: 'adder',
  tools: [add],
})
const inMemory = { dataDir: null, env: {} }

test('runs an agent by id, as a registered object and ad hoc, each as a stored run', async () => {
  await using errand = await createErrand({ ...inMemory, agents: [adder] })
  const stranger = createScriptedAgent([{ text: 'Hello.' }], { id: 'stranger' })
  const byId = await errand.run('adder', 'What is 2 + 3?')
  expect(byId).toMatchObject({ status: 'done', isSuccess: true, message: 'It is 5.', errorCode: null })
  expect(await errand.run(adder, 'again')).toMatchObject({ message: 'It is 5.' })
  const adHoc = await errand.run(stranger, { message: 'hi', context: { tone: 'warm' } })
  expect(adHoc.message).toBe('Hello.')
  const stored = await errand.call('agent.run.get', { runId: adHoc.runId })
  expect(stored).toMatchObject({ ok: true, output: { origin: { kind: 'adhoc' }, status: 'done' } })
  const agents = await errand.call('agent.list', {})
  expect(agents).toMatchObject({ output: { items: [{ id: 'adder' }], total: 1 } })
})

test('a fault is a result: an unknown agent, a run that fails', async () => {
  const failing = createScriptedAgent([{ error: { message: 'no such model', isRetryable: false } }])
  await using errand = await createErrand({ ...inMemory, agents: [failing] })
  expect(await errand.run('nobody', 'hi')).toMatchObject({
    runId: null,
    isSuccess: false,
    errorCode: 'AGENT_NOT_FOUND',
  })
  const failed = await errand.run('scripted', 'hi')
  expect(failed).toMatchObject({ status: 'error', isSuccess: false, message: null, errorCode: 'MODEL_FAILED' })
  expect(failed.errorMessage).toContain('no such model')
})

test('streams every event of a run in order', async () => {
  await using errand = await createErrand({ ...inMemory, agents: [adder] })
  const events: RunEvent[] = []
  for await (const event of errand.stream('adder', 'go')) events.push(event)
  expect(events.map((event) => event.seq)).toEqual(events.map((_event, index) => index + 1))
  expect(events.at(-1)?.type).toBe('run.completed')
})

test('the same idempotency key and input are one run', async () => {
  await using errand = await createErrand({ ...inMemory, agents: [adder] })
  const options = { idempotencyKey: 'key-1' }
  const [first, second] = await Promise.all([errand.run('adder', 'go', options), errand.run('adder', 'go', options)])
  expect(second.runId).toBe(first.runId)
  expect(await errand.run('adder', 'other', options)).toMatchObject({ errorCode: 'IDEMPOTENCY_CONFLICT' })
})

test('what was left open goes on when the folder is opened again, ad hoc runs once their agent is run again', async () => {
  using dir = createTempDir()
  const options = { dataDir: dir.path, env: {}, agents: [] }
  const { promise: started, resolve: start } = Promise.withResolvers<string>()
  const agentWith = (execute: (input: object, context: { runId: string }) => unknown) =>
    createScriptedAgent([{ toolCalls: [{ name: 'slow', input: {} }] }, { text: 'At last.' }], {
      id: 'slow',
      tools: [
        defineTool({ name: 'slow', description: 'Slow.', input: { type: 'object' }, effect: 'idempotent', execute }),
      ],
    })
  const hanging = agentWith((_input, { runId }) => {
    start(runId)
    return new Promise(() => undefined)
  })
  const before = await createErrand(options)
  const controller = new AbortController()
  const abandoned = before.run(hanging, 'go', { signal: controller.signal })
  const runId = await started
  controller.abort()
  expect(await abandoned).toMatchObject({ runId, status: 'running', isSuccess: false })
  await expect(createErrand(options)).rejects.toThrow(StoreInUseError)
  await before.close({ graceMs: 0 })

  await using after = await createErrand(options)
  expect(await after.call('agent.run.get', { runId })).toMatchObject({ output: { status: 'running' } })
  await after.run(
    agentWith(() => 'done'),
    'another',
  )
  const { output } = (await after.call('agent.run.getEvents', { runId, types: ['run.recovered'] })) as {
    output: unknown
  }
  expect(output).toMatchObject({ items: [{ data: { settled: [{ outcome: 'call-repeated' }] } }] })
})
