import { describe, expect, it } from 'vitest'
import { renderRunApiRun } from '../../core/run-api-run.ts'
import { whenWaiting } from '../../testing/approving-agent.ts'
import { FOREIGN_TOKEN } from '../../testing/create-test-app.ts'
import { createFakeModel, say } from '../../testing/fake-model.ts'
import { createGatedTool } from '../../testing/gated-tool.ts'
import {
  countRuns,
  createGoalAgent,
  createReporter,
  createRunApiApp,
  createServerTool,
  listAsked,
  reporter,
  runJavascript,
} from '../../testing/run-api-app.ts'
import { createRunApiClient } from '../../testing/run-api-client.ts'

const topic = { topic: 'AI in healthcare' }

describe('a run of the run API', () => {
  it('case 1: is answered as pending, with the input as it was sent', async () => {
    await using test = await createRunApiApp({ isWorking: false })
    const { api } = test
    const id = await createReporter(test, api, [])
    const { revisionId, ...run } = await api.startRun(id, topic)
    expect(revisionId).toBe(`${id}-r2`)
    expect(run).toEqual({
      id: run.id,
      agentId: id,
      input: topic,
      status: 'pending',
      createdAt: '2026-01-05T09:00:00.000Z',
      updatedAt: '2026-01-05T09:00:00.000Z',
      resultType: 'document',
      resultData: null,
    })
    expect(await api.getRun(id, run.id)).toEqual({ revisionId, ...run })
  })

  it('case 2: goes from pending over running to done and never back', async () => {
    const gate = createGatedTool({ name: 'searchNews' })
    await using test = await createRunApiApp({ tools: [gate.tool] })
    const { api } = test
    const tools = [{ source: 'builtin', type: 'searchNews' }]
    const id = await createReporter(test, api, [{ toolCalls: [{ name: 'searchNews' }] }, { text: 'Done.' }], { tools })
    const run = await api.startRun(id, topic)
    const seen = [run]
    await gate.started()
    await test.clock.advance(1000)
    seen.push(await api.getRun(id, run.id))
    gate.release('news')
    await test.whenEnded(run.id)
    seen.push(await api.getRun(id, run.id))
    await test.clock.advance(1000)
    seen.push(await api.getRun(id, run.id))
    expect(seen.map(({ status }) => status)).toEqual(['pending', 'running', 'done', 'done'])
    expect(seen[3]).toEqual(seen[2])
    const times = seen.map(({ updatedAt }) => updatedAt)
    expect(times.toSorted()).toEqual(times)
    expect(seen[2]?.completedAt).toBe(seen[2]?.updatedAt)
  })

  it('case 13: that is cancelled is an error of the code cancelled', async () => {
    const gate = createGatedTool({ name: 'searchNews' })
    await using test = await createRunApiApp({ tools: [gate.tool] })
    const { api } = test
    const tools = [{ source: 'builtin', type: 'searchNews' }]
    const id = await createReporter(test, api, [{ toolCalls: [{ name: 'searchNews' }] }], { tools })
    const { id: runId } = await api.startRun(id, topic)
    await gate.started()
    await test.client.call('agent.run.cancel', { runId, reason: 'Enough.' })
    expect(await api.getRun(id, runId)).toMatchObject({
      status: 'error',
      error: { code: 'cancelled' },
      resultData: null,
    })
    const [row] = await api.listEvents(id, runId)
    expect(row).toMatchObject({ type: 'tool_call', data: { output: { error: { code: 'cancelled' } } } })
    expect(row?.finishedAt).not.toBeNull()
  })

  it('case 14: that waits for a person is running', async () => {
    const asking = {
      ...runJavascript,
      definition: { ...runJavascript.definition, name: 'searchNews', approval: 'always' as const },
    }
    await using test = await createRunApiApp({ tools: [{ ...asking, needsApproval: () => true }] })
    const { api } = test
    const tools = [{ source: 'builtin', type: 'searchNews' }]
    const id = await createReporter(test, api, [{ toolCalls: [{ name: 'searchNews' }] }, { text: 'Done.' }], { tools })
    const { id: runId } = await api.startRun(id, topic)
    const [approval] = await whenWaiting(test, runId)
    expect((await api.getRun(id, runId)).status).toBe('running')
    await test.client.call('agent.run.resolveApproval', {
      runId,
      approvalId: approval?.approvalId ?? '',
      decision: 'approve',
    })
    await test.whenEnded(runId)
    expect((await api.getRun(id, runId)).status).toBe('done')
  })

  it('case 15: that fails says the code of the log', async () => {
    const gate = createGatedTool({ name: 'searchNews' })
    await using test = await createRunApiApp({ tools: [gate.tool] })
    const { api, client } = test
    const tools = [{ source: 'builtin', type: 'searchNews' }]
    const slow = await createReporter(test, api, [{ toolCalls: [{ name: 'searchNews' }] }], { tools })
    await client.call('agent.update', { agentId: slow, timeoutMs: 500 })
    const { id: runId } = await api.startRun(slow, topic)
    await gate.started()
    await test.clock.advance(500)
    await test.whenEnded(runId)
    expect((await api.getRun(slow, runId)).error?.code).toBe('RUN_TIMEOUT')
    const call = { toolCalls: [{ name: 'run_javascript' }] }
    const looping = await createReporter(test, api, [call, call, call])
    await client.call('agent.update', { agentId: looping, maxIterations: 2 })
    expect((await api.run(looping, topic)).error?.code).toBe('RUN_MAX_ITERATIONS')
    const broken = await createReporter(test, api, [{ error: { message: 'no', statusCode: 400 } }])
    expect((await api.run(broken, topic)).error).toMatchObject({
      code: 'MODEL_FAILED',
      message: expect.any(String) as string,
    })
  })

  it('case 16: is the same run natively, and the reverse', async () => {
    await using test = await createRunApiApp()
    const { api, client } = test
    const id = await createReporter(test, api, [{ text: 'Done.' }])
    const run = await api.run(id, topic)
    expect(await client.call('agent.run.get', { runId: run.id })).toMatchObject({
      id: run.id,
      origin: { kind: 'agdev' },
      input: { message: 'Report on AI in healthcare', context: topic },
      output: { result: 'Done.' },
      revisionId: run.revisionId,
    })
    const { runId } = await client.call('agent.run.execute', { agentId: id, input: { message: 'Go', context: topic } })
    await test.whenEnded(runId)
    expect(await api.getRun(id, runId)).toMatchObject({ id: runId, input: topic, status: 'done' })
    expect((await api.listRuns(id)).map((one) => one.id)).toEqual([runId, run.id])
    expect((await api.listRuns(id, '?limit=1&offset=1')).map((one) => one.id)).toEqual([run.id])
  })

  it('case 18: needs an agent that is active', async () => {
    await using test = await createRunApiApp()
    const { api, client } = test
    const id = await createReporter(test, api, [])
    const refuse = (agentId: string) => api.refuse('POST', `/agents/${agentId}/runs`, topic)
    for (const status of ['paused', 'draft'] as const) {
      await client.call('agent.update', { agentId: id, status })
      expect(await refuse(id)).toBe('400 AGENT_NOT_ACTIVE')
    }
    const foreign = await createReporter(test, createRunApiClient(test, FOREIGN_TOKEN), []).catch(() => 'none')
    await api.deleteAgent(id)
    for (const agentId of [id, foreign, 'unknown']) expect(await refuse(agentId)).toBe('404 AGENT_NOT_FOUND')
    expect(await countRuns(test)).toBe(0)
  })

  it('case 19: is not there under another agent', async () => {
    await using test = await createRunApiApp()
    const { api } = test
    const id = await createReporter(test, api, [{ text: 'Done.' }])
    const other = await createReporter(test, api, [])
    const { id: runId } = await api.run(id, topic)
    for (const path of [`${other}/runs/${runId}`, `${other}/runs/${runId}/events`, `${id}/runs/none`]) {
      expect(await api.refuse('GET', `/agents/${path}`)).toBe('404 RUN_NOT_FOUND')
    }
  })

  it('case 20: goes on beside 49 others, each with its own result', async () => {
    const model = createFakeModel((_n, options) => say(`On ${listAsked({ calls: [options] })[0]}`))
    await using test = await createRunApiApp({ agents: [createGoalAgent(model, '{{topic}}')] })
    const topics = Array.from({ length: 50 }, (_item, index) => `topic ${index}`)
    const runs = await Promise.all(topics.map((name) => test.api.run('goal', { topic: name })))
    expect(new Set(runs.map(({ id }) => id)).size).toBe(50)
    expect(runs.map(({ resultData }) => resultData?.['result'])).toEqual(topics.map((name) => `On ${name}`))
  })

  it('case 21: is made once under one Idempotency-Key', async () => {
    await using test = await createRunApiApp()
    const { api, client } = test
    const id = await createReporter(test, api, [{ text: 'Done.' }])
    const key = { 'idempotency-key': 'once' }
    const first = await api.startRun(id, topic, '', key)
    await test.whenEnded(first.id)
    await client.call('agent.update', { agentId: id, status: 'active', userPromptTemplate: 'Another {{topic}}' })
    expect(await api.startRun(id, topic, '', key)).toEqual(first)
    expect(await api.refuse('POST', `/agents/${id}/runs`, { topic: 'Y' }, key)).toBe('409 IDEMPOTENCY_CONFLICT')
    expect(await countRuns(test)).toBe(1)
    const agent = { ...reporter, name: 'Once' }
    const made = [
      await api.send('POST', '/agents', agent, key),
      await api.send('POST', '/agents', agent, { 'idempotency-key': 'twice' }),
    ]
    expect(made.map(({ status }) => status)).toEqual([409, 201])
    const again = await api.send('POST', '/agents', agent, { 'idempotency-key': 'twice' })
    expect(again.body).toEqual(made[1]?.body)
  })

  it('cases 23 and 24: goes by the published revision, or the one it names, and stays with it', async () => {
    await using test = await createRunApiApp({ isWorking: false })
    const { api } = test
    const id = await createReporter(test, api, [])
    const other = await createReporter(test, api, [])
    await api.publish(id)
    await api.patchAgent(id, { goalPrompt: 'Newer {{topic}}' })
    const [newer, published] = (await api.listRevisions(id)).map((revision) => revision.id)
    const bound = await api.startRun(id, topic)
    expect(bound.revisionId).toBe(published)
    expect((await api.startRun(id, topic, `?revisionId=${newer}`)).revisionId).toBe(newer)
    const path = `/agents/${id}/runs?revisionId=${other}-r1`
    expect(await api.refuse('POST', path, topic)).toBe('404 REVISION_NOT_FOUND')
    expect(await api.refuse('POST', `/agents/${id}/runs?revision=x`, topic)).toBe('422 INPUT_INVALID "/revision"')
    await api.publish(id)
    expect((await api.getRun(id, bound.id)).revisionId).toBe(published)
    expect(await test.client.call('agent.run.get', { runId: bound.id })).toMatchObject({
      input: { message: 'Report on AI in healthcare' },
    })
  })

  it('case 30: offers the enabled tools of an MCP server and no other', async () => {
    await using test = await createRunApiApp({ tools: ['a', 'b'].map((name) => createServerTool('docs', name)) })
    const { api } = test
    const tools = [{ source: 'mcp', serverId: 'docs', enabledTools: ['a'] }]
    const id = await createReporter(
      test,
      api,
      [{ toolCalls: [{ name: 'docs_b' }, { name: 'docs_a' }] }, { text: 'Done.' }],
      { tools },
    )
    const { id: runId } = await api.run(id, topic)
    const rows = await api.listEvents(id, runId)
    expect(rows.map(({ data }) => [data['name'], data['output']])).toEqual([
      ['docs_b', { error: { code: 'TOOL_NOT_FOUND', message: expect.any(String) as string } }],
      ['docs_a', { value: null }],
    ])
  })

  it('asks a fork what it was asked itself, and a fork on another input that', async () => {
    const model = createFakeModel(() => say('Done.'))
    await using test = await createRunApiApp({ agents: [createGoalAgent(model, 'Say {{message}} to {{topic}}')] })
    const { id: runId } = await test.api.run('goal', { message: 'hello', topic: 'Ada' })
    const changes = [{}, { input: { message: 'bye', context: { topic: 'Bob' } } }]
    for (const change of changes) {
      const fork = await test.client.call('agent.run.fork', { runId, at: 1, ...change })
      await test.whenEnded(fork.runId)
    }
    expect(listAsked(model)).toEqual(['Say hello to Ada', 'Say hello to Ada', 'Say bye to Bob'])
  })

  it('case 38: goes on when its agent is archived', async () => {
    const gate = createGatedTool({ name: 'searchNews' })
    await using test = await createRunApiApp({ tools: [gate.tool] })
    const { api, client } = test
    const tools = [{ source: 'builtin', type: 'searchNews' }]
    const id = await createReporter(test, api, [{ toolCalls: [{ name: 'searchNews' }] }, { text: 'Done.' }], { tools })
    const { id: runId } = await api.startRun(id, topic)
    await gate.started()
    await api.deleteAgent(id)
    gate.release('news')
    await test.whenEnded(runId)
    expect(await client.call('agent.run.get', { runId })).toMatchObject({ status: 'done', output: { result: 'Done.' } })
    expect(await api.refuse('GET', `/agents/${id}`)).toBe('404 AGENT_NOT_FOUND')
    expect(await client.call('agent.get', { agentId: id })).toMatchObject({ status: 'archived' })
  })

  it('case 39: is what its row says, which is a fold of its log', async () => {
    await using test = await createRunApiApp()
    const { api } = test
    const id = await createReporter(test, api, [{ text: 'Done.' }])
    const run = await api.run(id, topic)
    const row = await test.app.store.getRun({ organizationId: 'default', runId: run.id })
    expect(row && renderRunApiRun(row, true)).toEqual(run)
  })
})
