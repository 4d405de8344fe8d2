// Errand as a library.
import { expect, test } from 'vitest'
import { z } from 'zod'
import type { RunEvent } from '../contracts/run-event.ts'
import { defineAgent } from '../runtime/define-agent.ts'
import { defineTool } from '../runtime/define-tool.ts'
import { StoreInUseError } from '../store/store-error.ts'
import { createTempDir } from '../testing/temp-dir.ts'
import { createProviderServer } from '../testing/provider-server/provider-server.ts'
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

test('answers the object of a json result, and its JSON as the message', async () => {
  await using errand = await createErrand({ ...inMemory, agents: [] })
  const result = { result: 'five', total: 5 }
  const agent = createScriptedAgent([{ text: JSON.stringify(result, null, 2) }], {
    resultType: 'json',
    resultSchema: z.object({ result: z.string(), total: z.number() }),
  })
  expect(await errand.run(agent, 'hi')).toMatchObject({ output: result, message: JSON.stringify(result) })
})

test('agents among the tools of an agent object are known with it, under ids of their own', async () => {
  const helper = createScriptedAgent([{ text: 'Five.' }], { id: 'adder', description: 'Helps.' })
  const script = [{ toolCalls: [{ name: 'adder', input: { message: 'Go' } }] }, { text: 'Done.' }]
  const lead = createScriptedAgent(script, { id: 'lead', tools: [helper] })
  await using errand = await createErrand({ ...inMemory, agents: [adder] })
  const { runId, message } = await errand.run(lead, 'hi')
  expect(message).toBe('Done.')
  const below = await errand.call('agent.run.list', { parentRunId: runId })
  expect(below).toMatchObject({ output: { items: [{ agentId: 'adhoc-adder', status: 'done' }], total: 1 } })
  expect(await errand.run('adder', 'What is 2 + 3?')).toMatchObject({ message: 'It is 5.' })
})

test('prices that are no prices are refused at once, with the key', async () => {
  const prices = { 'openai/gpt-5': { input: -1, output: 2 } }
  await expect(createErrand({ ...inMemory, prices })).rejects.toThrow(/prices is no table of prices.*openai\/gpt-5/s)
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

test('two agent objects with one id that run at the same time keep their own code', async () => {
  const { promise: bothStarted, resolve } = Promise.withResolvers<void>()
  let started = 0
  const named = (answer: string) =>
    createScriptedAgent([{ toolCalls: [{ name: 'who', input: {} }] }, { text: 'Done.' }], {
      id: 'twin',
      tools: [
        defineTool({
          name: 'who',
          description: 'Says who it is.',
          input: { type: 'object' },
          execute: async () => {
            if ((started += 1) === 2) resolve()
            await bothStarted
            return answer
          },
        }),
      ],
    })
  await using errand = await createErrand(inMemory)
  const results = await Promise.all(['a', 'b'].map((answer) => errand.run(named(answer), 'go')))
  const outputs = results.map(async ({ runId }) => {
    const answer = await errand.call('agent.run.getEvents', { runId, types: ['tool.completed'] })
    return (answer as { output: { items: { data: { output: string } }[] } }).output.items[0]?.data.output
  })
  expect(await Promise.all(outputs)).toEqual(['a', 'b'])
})

test('closing tells everybody who waits for a run that it goes on later', async () => {
  const { promise: started, resolve: start } = Promise.withResolvers<void>()
  const hang = defineTool({
    name: 'hang',
    description: 'Hangs.',
    input: { type: 'object' },
    execute: () => {
      start()
      return new Promise(() => undefined)
    },
  })
  const agent = createScriptedAgent([{ toolCalls: [{ name: 'hang', input: {} }] }], { tools: [hang] })
  const errand = await createErrand({ ...inMemory, agents: [agent] })
  const waiting = errand.run(agent, 'go')
  await started
  await errand.close({ graceMs: 0 })
  expect(await waiting).toMatchObject({ status: 'running', isSuccess: false })
})

test('what is no agent, and an operation that does not exist, are rejected with a message', async () => {
  await using errand = await createErrand(inMemory)
  await expect(errand.run({ id: 'fake' } as never, 'hi')).rejects.toThrow('make it with defineAgent')
  await expect(errand.call('nope.x', {})).rejects.toThrow('no operation "nope.x"')
})

test('streams every event of a run in order', async () => {
  await using errand = await createErrand({ ...inMemory, agents: [adder] })
  const events: RunEvent[] = []
  for await (const event of errand.stream('adder', 'go')) events.push(event)
  expect(events.map((event) => event.seq)).toEqual(events.map((_event, index) => index + 1))
  expect(events.at(-1)?.type).toBe('run.completed')
})

test('an agent that names no model uses the provider that is configured', async () => {
  await using provider = await createProviderServer()
  provider.script([{ text: 'A real answer.' }])
  const env = { OPENAI_API_KEY: 'test-key', OPENAI_BASE_URL: `${provider.url}/v1` }
  const agent = defineAgent({ id: 'plain', instructions: 'Be brief.' })
  await using errand = await createErrand({ dataDir: null, env, agents: [agent] })
  const result = await errand.run(agent, 'Hi')
  expect(result.message).toBe('A real answer.')
  const events = await errand.call('agent.run.getEvents', { runId: result.runId, types: ['turn.started'] })
  expect(events).toMatchObject({ output: { items: [{ data: { provider: 'openai' } }] } })
  expect(JSON.stringify(events)).not.toContain('simulated')
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
