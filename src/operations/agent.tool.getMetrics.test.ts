import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { defineTool } from '../runtime/define-tool.ts'
import { createTestApp } from '../testing/create-test-app.ts'
import { readRefusal } from '../testing/read-problem.ts'
import { createScriptedAgent } from '../testing/scripted-agent.ts'

const look = defineTool({
  name: 'look',
  description: 'Looks.',
  input: z.object({ at: z.string() }),
  effect: 'pure',
  execute({ at }) {
    if (at === 'fog') throw new Error('nothing is to be seen')
    return { seen: at }
  },
})
const call = (at: string) => ({ name: 'look', input: { at } })
const agents = [
  createScriptedAgent([{ toolCalls: [call('sea'), call('fog')] }, { toolCalls: [call('sky')] }, { text: 'Done.' }], {
    id: 'watch',
    tools: [look],
  }),
]
const day = { startDate: '2026-01-05T00:00:00Z', endDate: '2026-01-06T00:00:00Z' }

describe('agent.tool.getMetrics', () => {
  it('counts what became of the calls of each tool, and shows where the latest failure is', async () => {
    await using test = await createTestApp({ agents })
    const { runId } = await test.client.call('agent.run.execute', { agentId: 'watch', input: { message: 'Go' } })
    await test.whenEnded(runId)
    const { items } = await test.client.call('agent.tool.getMetrics', day)
    expect(items).toEqual([
      {
        toolName: 'look',
        agentId: 'watch',
        calls: 3,
        completedCalls: 2,
        failedCalls: 1,
        unknownCalls: 0,
        cancelledCalls: 0,
        failureRate: 1 / 3,
        p50DurationMs: 0,
        p95DurationMs: 0,
        lastError: expect.objectContaining({ runId, code: 'TOOL_EXECUTION_ERROR', message: 'nothing is to be seen' }),
      },
    ])
    const seq = items[0]?.lastError?.seq ?? 0
    const [event] = (await test.client.call('agent.run.getEvents', { runId, after: seq - 1, limit: 1 })).items
    expect(event).toMatchObject({ seq, type: 'tool.failed' })
    const of = async (filter: object) => (await test.client.call('agent.tool.getMetrics', { ...day, ...filter })).items
    expect(await of({ agentId: 'watch' })).toEqual(items)
    expect(await of({ toolId: 'look' })).toEqual([])
    expect(await of({ startDate: day.endDate, endDate: '2026-01-07T00:00:00Z' })).toEqual([])
    expect(await test.foreignClient.call('agent.tool.getMetrics', day)).toEqual({ items: [] })
  })

  it('refuses an end before the start, and the organization of another', async () => {
    await using test = await createTestApp()
    const ask = async (query: string) => readRefusal(await test.send(`/v1/metrics/tools?${query}`))
    const swapped = `startDate=${day.endDate}&endDate=${day.startDate}`
    expect(await ask(swapped)).toBe('422 INPUT_INVALID /endDate')
    expect(await ask(`startDate=${day.startDate}`)).toBe('422 INPUT_INVALID /endDate')
    expect(await ask(`startDate=${day.startDate}&endDate=${day.endDate}&organizationId=other`)).toBe('403 FORBIDDEN')
  })
})
