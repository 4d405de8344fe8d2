import { describe, expect, it } from 'vitest'
import { defineTool } from '../runtime/define-tool.ts'
import { createTestApp } from '../testing/create-test-app.ts'
import { createGatedTool } from '../testing/gated-tool.ts'
import { postJson } from '../testing/post-json.ts'
import { collectFrames, readFrames } from '../testing/read-frames.ts'
import { createScriptedAgent } from '../testing/scripted-agent.ts'

const hello = { agentId: 'scripted', input: { message: 'Hello' } }
const look = defineTool({ name: 'look', description: 'Looks.', input: { type: 'object' }, execute: () => 'nothing' })

describe('streaming', () => {
  it('case 20: every event comes in order without a gap, after it was stored, and the terminal one ends the body', async () => {
    const agent = createScriptedAgent([{ text: 'Looking.', toolCalls: [{ name: 'look' }] }, { text: 'Done.' }], {
      tools: [look],
    })
    await using test = await createTestApp({ agents: [agent] })
    const answer = await test.send('/v1/runs', postJson({ ...hello, stream: true }))
    expect(answer.headers.get('content-type')).toBe('text/event-stream; charset=utf-8')
    const runId = answer.headers.get('x-run-id') ?? ''
    const ids: number[] = []
    let last = ''
    for await (const { id, event, data } of readFrames(answer)) {
      const { events: stored } = await test.app.store.readEvents({ runId, after: id - 1, limit: 1, types: null })
      expect(stored).toEqual([data])
      expect(data).toMatchObject({ v: 1, runId, seq: id, type: event })
      ids.push(id)
      last = event
    }
    expect(ids).toEqual(ids.map((_id, index) => index + 1))
    expect(last).toBe('run.completed')
    expect((await test.client.call('agent.run.get', { runId })).lastSeq).toBe(ids.length)
  })

  it('case 22: a client that goes away does not stop the run', async () => {
    const gate = createGatedTool()
    const script = [{ toolCalls: [{ name: 'gate' }] }, { text: 'Done.' }]
    await using test = await createTestApp({ agents: [createScriptedAgent(script, { tools: [gate.tool] })] })
    const answer = await test.send('/v1/runs', postJson({ ...hello, stream: true }))
    const runId = answer.headers.get('x-run-id') ?? ''
    const { signal } = await gate.started()
    await answer.body?.cancel()
    expect(signal.aborted).toBe(false)
    gate.release('go')
    await test.whenEnded(runId)
    expect(await test.client.call('agent.run.get', { runId })).toMatchObject({ status: 'done' })
  })

  it('case 23: text with blank lines and data: [DONE] stays whole and in one frame', async () => {
    const text = 'first\n\n\ndata: [DONE]\n\nevent: run.failed\r\nid: 99\r\r\u2028last'
    await using test = await createTestApp({ agents: [createScriptedAgent([{ text }])] })
    const frames = await collectFrames(await test.send('/v1/runs', postJson({ ...hello, stream: true })))
    expect(frames.map((frame) => frame.id)).toEqual(frames.map((_frame, index) => index + 1))
    const completed = frames.filter((frame) => frame.event === 'message.completed')
    expect(completed.map((frame) => frame.data.data)).toMatchObject([{ content: text }])
    expect(frames.at(-1)?.data.data).toMatchObject({ resultData: { result: text } })
  })
})
