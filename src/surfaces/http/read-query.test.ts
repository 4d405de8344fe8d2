import { describe, expect, it } from 'vitest'
import { createTestApp } from '../../testing/create-test-app.ts'
import { readRefusal } from '../../testing/read-problem.ts'
import { createScriptedAgent } from '../../testing/scripted-agent.ts'

const agents = [createScriptedAgent([{ text: 'Hello!' }])]
const valid = { agentId: 'scripted', input: { message: 'Hello' } }

describe('query parameters', () => {
  it('turns texts into what the schema says', async () => {
    await using test = await createTestApp({ agents })
    const { runId } = await test.client.call('agent.run.execute', valid)
    await test.whenEnded(runId)
    const ask = async (query: string) => (await test.send(`/v1/runs/${runId}${query}`)).json()
    expect(await ask('?includeSteps=true&includeLogs=false')).toHaveProperty('steps')
    expect(await ask('?includeSteps=true&includeLogs=false')).not.toHaveProperty('logs')
    const events = await test.send(`/v1/runs/${runId}/events?types=run.created&types=run.completed&limit=1`)
    expect(await events.json()).toMatchObject({ items: [{ type: 'run.created' }], hasMore: true })
    const one = await test.send(`/v1/runs/${runId}/events?types=run.completed`)
    expect(await one.json()).toMatchObject({ items: [{ type: 'run.completed' }], hasMore: false })
  })

  it.each([
    ['/v1/runs/x?includeSteps=yes', '/includeSteps'],
    ['/v1/runs/x?includeSteps=TRUE', '/includeSteps'],
    ['/v1/runs?limit=2&limit=3', '/limit'],
    ['/v1/runs?limit=', '/limit'],
    ['/v1/runs?limit=1e2', '/limit'],
    ['/v1/runs?limit=0x10', '/limit'],
    ['/v1/runs?limit=%202', '/limit'],
    ['/v1/runs?limit=1.5', '/limit'],
    [`/v1/runs?limit=${'9'.repeat(400)}`, '/limit'],
    ['/v1/runs?unknown=1', '/unknown'],
    ['/v1/runs?__proto__=1', '/__proto__'],
    ['/v1/runs?agentId=%00', '/agentId'],
    ['/v1/runs?startDate=2026-01-05', '/startDate'],
    ['/v1/runs?startDate=2026-01-05T09:00:00%2B01:00', '/startDate'],
    ['/v1/runs?endDate=2026-02-30T00:00:00Z', '/endDate'],
    ['/v1/runs?status=Done', '/status'],
    [`/v1/runs?agentId=${'x'.repeat(201)}`, '/agentId'],
    ['/v1/runs/%00', '/runId'],
    ['/v1/runs?input=%5B%5D', ''],
  ])('refuses %s at %s', async (path, pointer) => {
    await using test = await createTestApp({ agents })
    expect(await readRefusal(await test.send(path))).toBe(`422 INPUT_INVALID ${pointer}`)
  })

  it('case 24: flat parameters and one input parameter are the same call', async () => {
    await using test = await createTestApp({ agents })
    for (let index = 0; index < 4; index += 1) await test.client.call('agent.run.execute', valid)
    const flat = await test.send('/v1/runs?limit=2&offset=1')
    const whole = await test.send(`/v1/runs?input=${encodeURIComponent('{"limit":2,"offset":1}')}`)
    const page = (await flat.json()) as { items: unknown[] }
    expect(page).toMatchObject({ total: 4, hasMore: true })
    expect(page.items).toHaveLength(2)
    expect(await whole.json()).toEqual(page)
    for (const [query, pointer] of [
      ['limit=0', '/limit'],
      ['limit=501', '/limit'],
      ['limit=x', '/limit'],
      ['offset=-1', '/offset'],
    ]) {
      expect(await readRefusal(await test.send(`/v1/runs?${query}`))).toBe(`422 INPUT_INVALID ${pointer}`)
    }
  })

  it('refuses a field that the path gives as well, and parameters beside input=', async () => {
    await using test = await createTestApp({ agents })
    const { runId } = await test.client.call('agent.run.execute', valid)
    expect(await (await test.send(`/v1/runs/${runId}`)).json()).toMatchObject({ id: runId })
    expect(await readRefusal(await test.send(`/v1/runs/${runId}?runId=other`))).toBe('422 INPUT_INVALID /runId')
    expect(await readRefusal(await test.send('/v1/runs?input=%7B%7D&status=x'))).toBe('422 INPUT_INVALID /status')
    const body = JSON.stringify({ runId: 'other' })
    const headers = { 'Content-Type': 'application/json' }
    const cancel = await test.send(`/v1/runs/${runId}/cancel`, { method: 'POST', body, headers })
    expect(await readRefusal(cancel)).toBe('422 INPUT_INVALID /runId')
    expect(await readRefusal(await test.send('/v1/runs/a%2Fb%20c%25'))).toBe('404 RUN_NOT_FOUND')
    expect(await readRefusal(await test.send('/v1/runs/%E0%A4'))).toBe('404 RUN_NOT_FOUND')
  })
})
