import { describe, expect, it } from 'vitest'
import { Run } from '../contracts/run.ts'
import { defineTool } from '../runtime/define-tool.ts'
import { createTestApp, type TestApp } from '../testing/create-test-app.ts'
import { createGatedTool } from '../testing/gated-tool.ts'
import { readProblem, readRefusal } from '../testing/read-problem.ts'
import { createScriptedAgent } from '../testing/scripted-agent.ts'

const hello = { agentId: 'scripted', input: { message: 'Hello' } }
const lookup = defineTool({
  name: 'lookup',
  description: 'Looks something up.',
  input: { type: 'object' },
  execute: () => {
    throw new Error('connection refused')
  },
})
const script = [{ text: 'Let me look.', toolCalls: [{ name: 'lookup', input: { key: 'x' } }] }, { text: 'It failed.' }]

async function runToEnd(test: TestApp): Promise<string> {
  const { runId } = await test.client.call('agent.run.execute', hello)
  await test.whenEnded(runId)
  return runId
}

const createFailingToolApp = () => createTestApp({ agents: [createScriptedAgent(script, { tools: [lookup] })] })

describe('reading a run', () => {
  it('get shows who holds a running run, its attempt, and what is in flight since when; nothing of it once it ended', async () => {
    const gate = createGatedTool()
    const agents = [createScriptedAgent([{ toolCalls: [{ name: 'gate', input: {} }] }], { tools: [gate.tool] })]
    await using test = await createTestApp({ agents })
    const { runId } = await test.client.call('agent.run.execute', hello)
    const { callId } = await gate.started()
    const since = new Date(test.clock.now()).toISOString()
    await test.clock.advance(5000)
    const running = await test.client.call('agent.run.get', { runId })
    expect(running).toMatchObject({ status: 'running', attempt: 1, owner: expect.any(String) })
    expect(running.inFlight).toMatchObject([{ kind: 'tool', toolName: 'gate', callId, since }])
    gate.release('done')
    await test.whenEnded(runId)
    const ended = await test.client.call('agent.run.get', { runId })
    expect(Object.keys(ended)).not.toContain('owner')
    expect(Object.keys(ended)).not.toContain('inFlight')
  })

  it('case 25: getSteps lists the message, the call and its failed result, in order', async () => {
    await using test = await createFailingToolApp()
    const runId = await runToEnd(test)
    const { steps } = await test.client.call('agent.run.getSteps', { runId })
    expect(steps.map(({ stepNumber, type, status }) => [stepNumber, type, status])).toEqual([
      [1, 'message_creation', 'done'],
      [2, 'tool_call', 'error'],
      [3, 'tool_result', 'error'],
      [4, 'message_creation', 'done'],
    ])
    expect(steps[1]).toMatchObject({ toolName: 'lookup', input: { key: 'x' } })
    expect(steps[2]).toMatchObject({ toolName: 'lookup', errorMessage: 'connection refused' })
    expect(steps[3]?.tokensUsed).toBeGreaterThan(0)
    const run = await test.client.call('agent.run.get', { runId })
    expect(steps.reduce((sum, step) => sum + step.tokensUsed, 0)).toBe(run.totalTokens)
  })

  it('case 25: getLogs at level error has the failure, and only levels that exist are taken', async () => {
    await using test = await createFailingToolApp()
    const runId = await runToEnd(test)
    const page = await test.client.call('agent.run.getLogs', { runId, level: 'error' })
    expect(page).toMatchObject({ total: 1, hasMore: false })
    expect(page.items[0]).toMatchObject({ level: 'error', message: expect.stringContaining('connection refused') })
    expect(await test.client.call('agent.run.getLogs', { runId, level: 'debug' })).toMatchObject({ total: 0 })
    const { steps } = await test.client.call('agent.run.getSteps', { runId })
    const stepId = steps[1]?.id ?? ''
    expect(await test.client.call('agent.run.getLogs', { runId, stepId })).toMatchObject({ items: page.items })
    const wrong = await test.send(`/v1/runs/${runId}/logs?level=ERROR`)
    expect(await readRefusal(wrong)).toBe('422 INPUT_INVALID /level')
  })

  it('case 25: get has steps and logs exactly when they are asked for', async () => {
    await using test = await createFailingToolApp()
    const runId = await runToEnd(test)
    const ask = async (query: string) => (await test.send(`/v1/runs/${runId}${query}`)).json() as Promise<Run>
    const has = async (query: string) => {
      const run = await ask(query)
      return ['steps' in run, 'logs' in run]
    }
    expect(await has('')).toEqual([false, false])
    expect(await has('?includeSteps=false&includeLogs=false')).toEqual([false, false])
    expect(await has('?includeSteps=true')).toEqual([true, false])
    expect(await has('?includeLogs=true')).toEqual([false, true])
    const { steps } = await test.client.call('agent.run.getSteps', { runId })
    const { items } = await test.client.call('agent.run.getLogs', { runId })
    expect(await ask('?includeSteps=true&includeLogs=true')).toMatchObject({ steps, logs: items })
  })

  it('shows a run of many lines page by page, and the first 500 in get', async () => {
    const chatter = defineTool({
      name: 'chatter',
      description: 'Writes 600 lines.',
      input: { type: 'object' },
      execute: (_input, { log }) => {
        for (let line = 1; line <= 600; line += 1) log('info', `line ${line}`)
        return 'done'
      },
    })
    const agent = createScriptedAgent([{ toolCalls: [{ name: 'chatter' }] }, { text: 'Done.' }], { tools: [chatter] })
    await using test = await createTestApp({ agents: [agent] })
    const runId = await runToEnd(test)
    const last = await test.client.call('agent.run.getLogs', { runId, limit: 100, offset: 550 })
    expect(last).toMatchObject({ total: 600, hasMore: false })
    expect(last.items.map((line) => line.message).slice(-1)).toEqual(['line 600'])
    expect((await test.client.call('agent.run.getLogs', { runId })).items).toHaveLength(100)
    const { logs } = await test.client.call('agent.run.get', { runId, includeLogs: true })
    expect(logs).toHaveLength(500)
  })

  it('writes no null and no upper-case enum, for a run of any age', async () => {
    await using test = await createFailingToolApp()
    const runId = await runToEnd(test)
    const text = await (await test.send(`/v1/runs/${runId}?includeSteps=true&includeLogs=true`)).text()
    expect(text).not.toContain(':null')
    expect(Run.parse(JSON.parse(text)).status).toBe('done')
  })
})

describe('a run that is not there', () => {
  const reads = ['agent.run.get', 'agent.run.getSteps', 'agent.run.getLogs', 'agent.run.getEvents'] as const
  const paths: Record<(typeof reads)[number], string> = {
    'agent.run.get': '',
    'agent.run.getSteps': '/steps',
    'agent.run.getLogs': '/logs',
    'agent.run.getEvents': '/events',
  }

  it.each(reads)(
    'case 16: %s answers RUN_NOT_FOUND for an unknown id and for one of another tenant [get-run-unknown]',
    async (key) => {
      await using test = await createTestApp({ agents: [createScriptedAgent([])], isWorking: false })
      const { runId } = await test.client.call('agent.run.execute', hello)
      const path = (id: string) => `/v1/runs/${encodeURIComponent(id)}${paths[key]}`
      const strip = async (answer: Response) => {
        const { instance: _instance, ...rest } = await readProblem(answer)
        return rest
      }
      const unknown = await strip(await test.send(path('run_unknown')))
      expect(unknown).toMatchObject({
        status: 404,
        code: 'RUN_NOT_FOUND',
        gqlCode: 'RUN_NOT_FOUND',
        operation: { key },
      })
      const headers = { authorization: 'Bearer test-token-of-another-tenant' }
      expect(await strip(await test.send(path(runId), { headers }))).toEqual(unknown)
      for (const id of ['%', '../agents', 'a b', "x' OR 1=1 --", '💥']) {
        expect(await strip(await test.send(path(id)))).toEqual(unknown)
      }
      expect((await test.send(path(runId))).status).toBe(200)
    },
  )
})
