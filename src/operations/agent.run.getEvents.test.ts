import { describe, expect, it } from 'vitest'
import { defineTool } from '../runtime/define-tool.ts'
import { createTestApp, type TestApp } from '../testing/create-test-app.ts'
import { listTraces } from '../testing/list-traces.ts'
import { readRefusal } from '../testing/read-problem.ts'
import { createScriptedAgent } from '../testing/scripted-agent.ts'

const hello = { agentId: 'scripted', input: { message: 'Hello' } }

async function runToEnd(test: TestApp): Promise<string> {
  const { runId } = await test.client.call('agent.run.execute', hello)
  await test.whenEnded(runId)
  return runId
}

describe('getEvents', () => {
  it('reads the log page by page, from any event, without a gap', async () => {
    await using test = await createTestApp({ agents: [createScriptedAgent([{ reasoning: 'Hm.', text: 'Hi.' }])] })
    const runId = await runToEnd(test)
    const { events } = await listTraces(test.app.store, runId)
    for (let after = 0; after <= events.length; after += 1) {
      const page = await test.client.call('agent.run.getEvents', { runId, after, limit: 2 })
      const rest = events.slice(after)
      expect(page).toEqual({ items: rest.slice(0, 2), lastSeq: events.length, hasMore: rest.length > 2 })
    }
  })

  it('selects types, and says truly whether more of them follow', async () => {
    await using test = await createTestApp({ agents: [createScriptedAgent([{ text: 'Hi.' }])] })
    const runId = await runToEnd(test)
    const types = ['run.created', 'run.completed']
    const first = await test.client.call('agent.run.getEvents', { runId, types, limit: 1 })
    expect([first.items.map((event) => event.type), first.hasMore]).toEqual([['run.created'], true])
    const rest = await test.client.call('agent.run.getEvents', { runId, types, after: 1, limit: 1 })
    expect([rest.items.map((event) => event.type), rest.hasMore]).toEqual([['run.completed'], false])
    expect(await test.client.call('agent.run.getEvents', { runId, types: ['of.later'] })).toMatchObject({ items: [] })
  })

  it('ends a page early when its events are large, and leaves none out', async () => {
    const large = defineTool({
      name: 'large',
      description: 'Says much.',
      input: { type: 'object' },
      execute: () => 'x'.repeat(200_000),
    })
    const calls = Array.from({ length: 6 }, () => ({ name: 'large' }))
    const agent = createScriptedAgent([{ toolCalls: calls }, { text: 'Done.' }], { tools: [large] })
    await using test = await createTestApp({ agents: [agent] })
    const runId = await runToEnd(test)
    const seqs: number[] = []
    for (let hasMore = true; hasMore;) {
      const answer = await test.send(`/v1/runs/${runId}/events?limit=500&after=${seqs.at(-1) ?? 0}`)
      const text = await answer.text()
      expect(text.length).toBeLessThan(600_000)
      const page = JSON.parse(text) as { items: { seq: number }[]; hasMore: boolean }
      expect(page.items.length).toBeGreaterThan(0)
      seqs.push(...page.items.map((event) => event.seq))
      hasMore = page.hasMore
    }
    expect(seqs).toEqual(seqs.map((_seq, index) => index + 1))
    expect((await test.client.call('agent.run.get', { runId })).lastSeq).toBe(seqs.length)
    const { steps } = await test.client.call('agent.run.getSteps', { runId })
    expect(steps.filter((step) => step.type === 'tool_result')).toHaveLength(6)
  })

  it('case 21: a cursor beyond the log is 400 CURSOR_INVALID [events-beyond-the-log]', async () => {
    await using test = await createTestApp({ agents: [createScriptedAgent([{ text: 'Hi.' }])] })
    const runId = await runToEnd(test)
    const { lastSeq } = await test.client.call('agent.run.get', { runId })
    const ask = async (after: number) => test.send(`/v1/runs/${runId}/events?after=${after}`)
    expect(await (await ask(lastSeq)).json()).toEqual({ items: [], lastSeq, hasMore: false })
    expect(await readRefusal(await ask(lastSeq + 1))).toBe('400 CURSOR_INVALID')
    expect(await readRefusal(await ask(lastSeq + 10))).toBe('400 CURSOR_INVALID')
    expect(await readRefusal(await ask(-1))).toBe('422 INPUT_INVALID /after')
  })
})
