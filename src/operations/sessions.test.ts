import { describe, expect, it } from 'vitest'
import { createTestApp } from '../testing/create-test-app.ts'
import { createGatedTool } from '../testing/gated-tool.ts'
import { listSpanFaults, listTraces } from '../testing/list-traces.ts'
import { postJson } from '../testing/post-json.ts'
import { readRefusal } from '../testing/read-problem.ts'
import { createScriptedAgent } from '../testing/scripted-agent.ts'

const talk = { agentId: 'scripted', input: { message: 'Hello' }, sessionId: 'talk-1' }

function createWaitingAgent() {
  const gate = createGatedTool()
  const script = [{ toolCalls: [{ name: 'gate' }] }, { text: 'Done.' }]
  return { gate, agents: [createScriptedAgent(script, { tools: [gate.tool] })] }
}

describe('a session with an unfinished run', () => {
  it('case 33: with queue, the second run starts after the first has ended', async () => {
    const { gate, agents } = createWaitingAgent()
    await using test = await createTestApp({ agents })
    const { runId: first } = await test.client.call('agent.run.execute', talk)
    await gate.started()
    const { runId: second } = await test.client.call('agent.run.execute', talk)
    const { runId: third } = await test.client.call('agent.run.execute', { ...talk, onBusy: 'queue' })
    await test.clock.advance(1_000)
    const read = async (runId: string) => test.client.call('agent.run.get', { runId })
    expect([(await read(second)).status, (await read(third)).status]).toEqual(['pending', 'pending'])
    for (const runId of [first, second, third]) {
      gate.release('go')
      await test.whenEnded(runId)
      if (runId !== third) await gate.started()
      await test.clock.advance(1_000)
    }
    const runs = [await read(first), await read(second), await read(third)]
    expect(runs.map((run) => run.status)).toEqual(['done', 'done', 'done'])
    const ends = runs.map((run) => run.completedAt ?? '')
    expect((runs[1]?.startedAt ?? '') >= (ends[0] ?? '~')).toBe(true)
    expect((runs[2]?.startedAt ?? '') >= (ends[1] ?? '~')).toBe(true)
  })

  it('case 33: with reject, the second is 409 SESSION_BUSY and leaves nothing; once the first has ended it is taken', async () => {
    const { gate, agents } = createWaitingAgent()
    await using test = await createTestApp({ agents })
    const { runId } = await test.client.call('agent.run.execute', talk)
    await gate.started()
    const reject = postJson({ ...talk, onBusy: 'reject' })
    expect(await readRefusal(await test.send('/v1/runs', reject))).toBe('409 SESSION_BUSY')
    expect(await test.client.call('agent.run.list', { sessionId: 'talk-1' })).toMatchObject({ total: 1 })
    expect((await test.send('/v1/runs', postJson({ ...talk, sessionId: 'talk-2', onBusy: 'reject' }))).status).toBe(200)
    gate.release('go')
    await test.whenEnded(runId)
    expect((await test.send('/v1/runs', reject)).status).toBe(200)
  })

  it('case 33: with interrupt, the unfinished ones are cancelled first, then the new one starts', async () => {
    const { gate, agents } = createWaitingAgent()
    await using test = await createTestApp({ agents })
    const { runId: first } = await test.client.call('agent.run.execute', talk)
    const { signal } = await gate.started()
    const { runId: waiting } = await test.client.call('agent.run.execute', talk)
    const { runId: third } = await test.client.call('agent.run.execute', { ...talk, onBusy: 'interrupt' })
    await gate.started()
    expect(signal.aborted).toBe(true)
    for (const runId of [first, waiting]) {
      const { events, emissions } = await listTraces(test.app.store, runId)
      expect(events.at(-1)).toMatchObject({ type: 'run.cancelled', data: { by: 'root' } })
      expect(emissions.map(({ key }) => key)).toEqual(['run.started', 'run.cancelled'])
      expect(listSpanFaults(events)).toEqual([])
    }
    gate.release('go')
    await test.whenEnded(third)
    expect(await test.client.call('agent.run.get', { runId: third })).toMatchObject({ status: 'done' })
    expect((await listTraces(test.app.store, waiting)).types).toEqual(['run.created', 'run.cancelled'])
  })

  it('belongs to its tenant: the same id elsewhere is another session', async () => {
    const { gate, agents } = createWaitingAgent()
    await using test = await createTestApp({ agents })
    await test.client.call('agent.run.execute', talk)
    await gate.started()
    const list = { sessionId: 'talk-1' }
    expect(await test.foreignClient.call('agent.run.list', list)).toMatchObject({ total: 0 })
    expect(await test.client.call('agent.run.list', list)).toMatchObject({ total: 1 })
  })

  it('cancelling the first lets the next one start', async () => {
    const { gate, agents } = createWaitingAgent()
    await using test = await createTestApp({ agents })
    const { runId: first } = await test.client.call('agent.run.execute', talk)
    await gate.started()
    const { runId: second } = await test.client.call('agent.run.execute', talk)
    await test.client.call('agent.run.cancel', { runId: first })
    await gate.started()
    gate.release('go')
    await test.whenEnded(second)
    expect(await test.client.call('agent.run.get', { runId: second })).toMatchObject({ status: 'done' })
  })
})
