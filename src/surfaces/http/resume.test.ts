import { describe, expect, it } from 'vitest'
import { createTestApp } from '../../testing/create-test-app.ts'
import { collectFrames, readFrames } from '../../testing/read-frames.ts'
import { readRefusal } from '../../testing/read-problem.ts'
import { createWaitingAgent } from '../../testing/waiting-agent.ts'

const stream = { headers: { accept: 'text/event-stream' } }
const input = { agentId: 'scripted', input: { message: 'Hello' } }

describe('resuming', () => {
  it('case 21: after Last-Event-ID k gives exactly k+1 to n, at every k of a finished run', async () => {
    const { gate, agents } = createWaitingAgent()
    await using test = await createTestApp({ agents })
    const { runId } = await test.client.call('agent.run.execute', input)
    await gate.started()
    gate.release({ found: true })
    await test.whenEnded(runId)
    const whole = await collectFrames(await test.send(`/v1/runs/${runId}/events`, stream))
    expect(whole.length).toBeGreaterThan(8)
    for (let k = 0; k <= whole.length; k += 1) {
      const headers = { ...stream.headers, 'last-event-id': String(k) }
      expect(await collectFrames(await test.send(`/v1/runs/${runId}/events`, { headers }))).toEqual(whole.slice(k))
      const alias = `/agent/run/getEvents/v1.0.0?input=${encodeURIComponent(JSON.stringify({ runId }))}`
      expect(await collectFrames(await test.send(alias, { headers }))).toEqual(whole.slice(k))
    }
  })

  it('case 21: a reader that is cut after every event of a live run still gets each event once, in order', async () => {
    const { gate, agents } = createWaitingAgent()
    await using test = await createTestApp({ agents })
    const { runId } = await test.client.call('agent.run.execute', input)
    await gate.started()
    const seen: { id: number; event: string }[] = []
    while (seen.at(-1)?.event !== 'run.completed') {
      const headers = { ...stream.headers, 'last-event-id': String(seen.at(-1)?.id ?? 0) }
      for await (const { id, event } of readFrames(await test.send(`/v1/runs/${runId}/events`, { headers }))) {
        seen.push({ id, event })
        if (event === 'tool.started') gate.release('go')
        break
      }
    }
    expect(seen.map(({ id }) => id)).toEqual(seen.map((_frame, index) => index + 1))
    const { lastSeq } = await test.client.call('agent.run.getEvents', { runId })
    expect(seen).toHaveLength(lastSeq)
  })

  it.each(['abc', '-1', '1.5', '', ' ', '0x1', '1e1', '9'.repeat(30)])(
    'case 21: Last-Event-ID "%s" is 400 CURSOR_INVALID',
    async (cursor) => {
      const { agents } = createWaitingAgent()
      await using test = await createTestApp({ agents, isWorking: false })
      const { runId } = await test.client.call('agent.run.execute', input)
      const headers = new Headers(stream.headers)
      headers.set('last-event-id', cursor)
      const answer = await test.send(`/v1/runs/${runId}/events`, { headers })
      expect(await readRefusal(answer)).toBe('400 CURSOR_INVALID')
    },
  )

  it('case 21: a Last-Event-ID beyond the log is 400 CURSOR_INVALID', async () => {
    const { agents } = createWaitingAgent()
    await using test = await createTestApp({ agents, isWorking: false })
    const { runId } = await test.client.call('agent.run.execute', input)
    const ask = async (cursor: string) =>
      test.send(`/v1/runs/${runId}/events`, { headers: { ...stream.headers, 'last-event-id': cursor } })
    expect(await readRefusal(await ask('2'))).toBe('400 CURSOR_INVALID')
    expect(await readRefusal(await ask('11'))).toBe('400 CURSOR_INVALID')
    expect((await ask('1')).status).toBe(200)
  })
})
