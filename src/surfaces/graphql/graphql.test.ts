import { type ExecutionResult, validateSchema } from 'graphql'
import { serverAudits } from 'graphql-http'
import { createClient } from 'graphql-sse'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { operations } from '../../operations/index.ts'
import { listNames } from '../../spec/names.ts'
import { defineQuery } from '../../spec/define.ts'
import { createScriptedAgent } from '../../testing/scripted-agent.ts'
import { createTestApp, type TestApp } from '../../testing/create-test-app.ts'
import { createGraphqlSchema } from './graphql-schema.ts'

const agents = [createScriptedAgent([{ text: 'Hello, you.' }])]

async function ask(test: TestApp, query: string, variables: object = {}, headers: Record<string, string> = {}) {
  const answer = await test.send('/graphql', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Accept: 'application/json', ...headers },
    body: JSON.stringify({ query, variables }),
  })
  const body = (await answer.json()) as { data?: Record<string, unknown>; errors?: { extensions: object }[] }
  return { status: answer.status, ...body }
}

const execute = `mutation ($message: String!) {
  agent_run_execute(agentId: "scripted", input: { message: $message }) { runId status }
}`

async function startRun(test: TestApp): Promise<string> {
  const { data = {} } = await ask(test, execute, { message: 'Hi' })
  return (data['agent_run_execute'] as { runId: string }).runId
}

describe('the GraphQL schema', () => {
  it('has a field for every contract, a mutation for a command, and a subscription for what can be streamed', () => {
    const schema = createGraphqlSchema(operations.map((operation) => operation.contract))
    expect(validateSchema(schema)).toEqual([])
    const fields = {
      query: schema.getQueryType()?.getFields() ?? {},
      command: schema.getMutationType()?.getFields() ?? {},
    }
    for (const { contract } of operations) expect(Object.keys(fields[contract.kind])).toContain(listNames(contract).mcp)
    const streamed = operations.filter(({ contract }) => contract.stream).map(({ contract }) => listNames(contract).mcp)
    expect(Object.keys(schema.getSubscriptionType()?.getFields() ?? {})).toEqual(streamed)
  })

  it('gives what GraphQL cannot name as JSON', () => {
    const contract = defineQuery({
      meta: {
        key: 'odd.read',
        version: '1.0.0',
        stability: 'stable',
        owners: ['@me'],
        tags: ['odd'],
        description: 'Reads.',
        goal: 'Read.',
        context: 'Here.',
      },
      io: {
        inputName: 'OddInput',
        outputName: 'OddOutput',
        input: z.strictObject({ 'two-words': z.string() }),
        output: z.strictObject({
          mode: z.enum(['a-b', 'c']),
          size: z.enum(['1', '2']),
          either: z.union([z.string(), z.object({ n: z.number() })]),
          rest: z.strictObject({ 'x-y': z.string() }),
        }),
        errors: {},
      },
      policy: { auth: 'user', scopes: ['read'] },
      acceptance: { scenarios: [], examples: [] },
      http: { method: 'GET', path: '/odd' },
    })
    const schema = createGraphqlSchema([contract])
    const field = schema.getQueryType()?.getFields()['odd_read']
    expect(String(field?.args[0]?.type)).toBe('JSON!')
    const output = schema.getType('OddOutput')
    if (!output || !('getFields' in output)) throw new Error('no such type')
    const types = Object.fromEntries(Object.values(output.getFields()).map(({ name, type }) => [name, String(type)]))
    expect(types).toEqual({ mode: 'OddOutputMode!', size: 'String!', either: 'JSON!', rest: 'JSON!' })
  })
})

describe('queries and mutations', () => {
  it('start a run and read it back', async () => {
    await using test = await createTestApp({ agents })
    const runId = await startRun(test)
    await test.whenEnded(runId)
    const query = `query ($runId: String!) {
      agent_run_get(runId: $runId, includeSteps: true) { status output steps { type status } agent { name } }
      agent_run_list(limit: 5, status: COMPLETED) { total items { id status } }
    }`
    const { data } = await ask(test, query, { runId })
    expect(data).toEqual({
      agent_run_get: {
        status: 'done',
        output: { result: 'Hello, you.' },
        steps: [{ type: 'message_creation', status: 'done' }],
        agent: { name: 'scripted' },
      },
      agent_run_list: { total: 1, items: [{ id: runId, status: 'done' }] },
    })
  })

  it('keep the code of an error, its problem, and the answers of other fields', async () => {
    await using test = await createTestApp({ agents })
    const { status, data, errors } = await ask(
      test,
      '{ agent_get(agentId: "scripted") { onUnknown } missing: agent_run_list(agentId: "x") { total } }',
    )
    expect([status, data, errors]).toEqual([
      200,
      { agent_get: { onUnknown: 'tell_model' }, missing: { total: 0 } },
      undefined,
    ])
    const unknown = await ask(test, '{ agent_run_get(runId: "run_x") { id } }')
    expect(unknown.errors?.[0]?.extensions).toMatchObject({
      code: 'RUN_NOT_FOUND',
      status: 404,
      retryable: false,
      operation: { key: 'agent.run.get', version: '1.0.0' },
    })
    const invalid = await ask(test, execute, { message: '' })
    expect(invalid.errors?.[0]?.extensions).toMatchObject({
      code: 'INPUT_INVALID',
      issues: [{ pointer: '/input/message' }],
    })
  })

  it('are one with an Idempotency-Key', async () => {
    await using test = await createTestApp({ agents })
    const send = () => ask(test, execute, { message: 'Hi' }, { 'Idempotency-Key': 'k1' })
    expect((await send()).data).toEqual((await send()).data)
    const { data } = await ask(test, '{ agent_run_list { total } }')
    expect(data).toEqual({ agent_run_list: { total: 1 } })
  })

  it('need a credential, also to read the schema', async () => {
    await using test = await createTestApp({ agents })
    const { status } = await ask(test, '{ __schema { queryType { name } } }', {}, { Authorization: 'Bearer wrong' })
    expect(status).toBe(401)
  })

  it('call at most 20 operations in a request, and none of them when there are more', async () => {
    await using test = await createTestApp({ agents })
    const call = 'agent_run_execute(agentId: "scripted", input: { message: "Hi" }) { runId }'
    const many = Array.from({ length: 21 }, (_, index) => `r${index}: ${call}`).join('\n')
    const { data, errors } = await ask(test, `mutation { ${many} }`)
    expect([data, JSON.stringify(errors)]).toEqual([undefined, expect.stringContaining('at most 20 operations')])
    expect((await ask(test, '{ agent_run_list { total } }')).data).toEqual({ agent_run_list: { total: 0 } })
  })

  it('refuse a document that is too long, and a body that is too large', async () => {
    await using test = await createTestApp({ agents })
    const { errors } = await ask(test, `{ ${'a '.repeat(3000)} }`)
    expect(JSON.stringify(errors)).toContain('tokens')
    expect((await ask(test, `#${'a'.repeat(1_100_000)}`)).status).toBe(413)
  })

  it.each(serverAudits({ url: 'http://localhost/graphql' }).map(({ id, name }) => [name, id]))(
    'GraphQL over HTTP: %s',
    async (_name, id) => {
      await using test = await createTestApp()
      const fetchFn = (url: string, init: RequestInit) => test.send(new URL(url).pathname + new URL(url).search, init)
      const audit = serverAudits({ url: 'http://localhost/graphql', fetchFn }).find((one) => one.id === id)
      const result = await audit?.fn()
      expect(result?.status === 'error' ? result.reason : null).toBeNull()
    },
  )
})

describe('subscriptions', () => {
  const follow = (test: TestApp) =>
    createClient({
      url: 'http://localhost/graphql',
      retryAttempts: 0,
      fetchFn: (url: string, init: RequestInit) => test.send(new URL(url).pathname, init),
    })

  async function readAll(test: TestApp, query: string): Promise<ExecutionResult[]> {
    const results: ExecutionResult[] = []
    for await (const result of follow(test).iterate({ query })) results.push(result as ExecutionResult)
    return results
  }

  it('give every event of a run once, in order, and end with the terminal one', async () => {
    await using test = await createTestApp({ agents })
    const query =
      'subscription { agent_run_execute(agentId: "scripted", input: { message: "Hi" }) { runId seq type data } }'
    const events = (await readAll(test, query)).map(
      ({ data }) => data?.['agent_run_execute'] as { runId: string; seq: number; type: string },
    )
    expect(events.map(({ seq }) => seq)).toEqual(events.map((_event, index) => index + 1))
    expect([events[0]?.type, events.at(-1)?.type]).toEqual(['run.created', 'run.completed'])
    const rest = await readAll(
      test,
      `subscription { agent_run_getEvents(runId: "${events[0]?.runId}", after: 3) { seq } }`,
    )
    expect(rest.map(({ data }) => data?.['agent_run_getEvents'])).toEqual(events.slice(3).map(({ seq }) => ({ seq })))
  })

  it('say what is wrong in the first result', async () => {
    await using test = await createTestApp({ agents })
    const [result] = await readAll(test, 'subscription { agent_run_getEvents(runId: "run_x") { seq } }')
    expect(result?.errors?.[0]?.extensions).toMatchObject({ code: 'RUN_NOT_FOUND' })
  })
})
