import { expect, test } from 'vitest'
import { createGatedTool } from '../testing/gated-tool.ts'
import { createScriptedAgent } from '../testing/scripted-agent.ts'
import { createErrand } from './errand.ts'

const inMemory = { dataDir: null, env: {} }
const stranger = createScriptedAgent([{ text: 'Hello.' }], { id: 'stranger' })

async function collect<T>(events: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = []
  for await (const event of events) all.push(event)
  return all
}

test('case 20: an ad hoc agent runs whole and streamed, each a stored run of origin adhoc', async () => {
  await using errand = await createErrand(inMemory)
  const result = await errand.chat.run(stranger, 'Hi')
  expect(Object.keys(result)).toEqual(['isSuccess', 'message', 'errorCode', 'errorMessage', 'steps'])
  expect(result).toMatchObject({ isSuccess: true, message: 'Hello.', steps: [{ index: 1, kind: 'final_answer' }] })
  const events = await collect(errand.chat.stream(stranger, 'Hi'))
  expect(events.at(-1)).toMatchObject({ type: 'completed' })
  expect(events.map(({ content }) => content ?? '').join('')).toBe('Hello.')
  const runs = (await errand.call('agent.run.list', {})) as { output: { items: { id: string }[] } }
  for (const { id } of runs.output.items) {
    expect(await errand.call('agent.run.get', { runId: id })).toMatchObject({ output: { origin: { kind: 'adhoc' } } })
  }
  expect(runs.output.items).toHaveLength(2)
})

test('case 20: an agent asked directly runs nothing and says how to run it', async () => {
  await using errand = await createErrand({ ...inMemory, agents: [stranger] })
  expect(await stranger.execute('Hi')).toEqual({
    isSuccess: false,
    message: null,
    errorCode: 'DirectAgentExecutionNotSupported',
    errorMessage: 'An agent does not run by itself; use errand.run(agent, message).',
    steps: [],
  })
  expect(await errand.call('agent.run.list', {})).toMatchObject({ output: { total: 0 } })
})

test('case 8: an unknown agent is a failure result, and one failed event', async () => {
  await using errand = await createErrand(inMemory)
  const fault = { errorCode: 'AgentNotFound', errorMessage: "Agent 'nobody' was not found." }
  expect(await errand.chat.run('nobody', 'Hi')).toEqual({ isSuccess: false, message: null, ...fault, steps: [] })
  expect(await collect(errand.chat.stream('nobody', 'Hi'))).toMatchObject([{ type: 'failed', ...fault }])
})

test('case 20: an ad hoc agent of a context space that is not there is a failure result, and one failed event', async () => {
  await using errand = await createErrand(inMemory)
  const lost = createScriptedAgent([{ text: 'Hello.' }], { id: 'lost', contextSpaces: ['nowhere'] })
  const fault = {
    errorCode: 'ContextSpaceNotFound',
    errorMessage: 'agent "lost": there is no context space "nowhere"',
  }
  expect(await errand.chat.run(lost, 'Hi')).toEqual({ isSuccess: false, message: null, ...fault, steps: [] })
  expect(await collect(errand.chat.stream(lost, 'Hi'))).toMatchObject([{ type: 'failed', ...fault }])
  expect(await errand.run(lost, 'Hi')).toMatchObject({ runId: null, errorCode: 'CONTEXT_SPACE_NOT_FOUND' })
})

test('a caller that stops waiting is told that the run goes on', async () => {
  const gate = createGatedTool()
  const agent = createScriptedAgent([{ toolCalls: [{ name: 'gate' }] }, { text: 'Done.' }], { tools: [gate.tool] })
  await using errand = await createErrand({ ...inMemory, agents: [agent] })
  const waiting = new AbortController()
  const asked = errand.chat.run(agent, 'Hi', { signal: waiting.signal })
  const streamed = collect(errand.chat.stream(agent, 'Hi', { signal: waiting.signal }))
  await gate.started()
  await gate.started()
  waiting.abort()
  expect(await asked).toMatchObject({ isSuccess: false, errorCode: 'StreamInterrupted' })
  expect((await streamed).at(-1)).toMatchObject({ type: 'failed', errorCode: 'StreamInterrupted' })
  gate.release(1)
})
