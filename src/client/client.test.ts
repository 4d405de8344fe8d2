// The typed client against a real app: methods from contracts, retries, and streams over connections that break.
import { expect, expectTypeOf, test } from 'vitest'
import { z } from 'zod'
import { contracts } from '../contracts/index.ts'
import type { RunEvent } from '../contracts/run-event.ts'
import type { RunStatus } from '../contracts/enums.ts'
import { operations } from '../operations/index.ts'
import { implement } from '../operations/operation.ts'
import { defineQuery } from '../spec/define.ts'
import { createGatedTool } from '../testing/gated-tool.ts'
import { createScriptedAgent } from '../testing/scripted-agent.ts'
import { createTempDir } from '../testing/temp-dir.ts'
import { createTestApp, type TestApp } from '../testing/create-test-app.ts'
import { createClient } from './client.ts'
import { ProblemError } from './problem-error.ts'

const input = { agentId: 'scripted', input: { message: 'Hello' } }
const agents = [createScriptedAgent([{ text: 'One two three.' }])]

type Fetch = (request: Request) => Promise<Response>

function connect(fetch: Fetch) {
  return createClient({ url: 'http://localhost', token: 'test-token-of-root', fetch })
}

/** Sends requests to the app, and remembers them. */
function record(test: TestApp, answer: (request: Request, send: Fetch) => Promise<Response> = (r, send) => send(r)) {
  const requests: Request[] = []
  const client = connect((request) => {
    requests.push(request)
    return answer(request, async (given) => test.app.http.fetch(given))
  })
  return { requests, client }
}

test('has a method for each contract, which answers as the call by key does', async () => {
  await using app = await createTestApp({ agents })
  const { runId } = await app.client.agent.run.execute(input)
  await app.whenEnded(runId)
  expect(await app.client.agent.run.get({ runId })).toEqual(await app.client.call('agent.run.get', { runId }))
  expect((await app.client.agent.list()).items.map(({ id }) => id)).toEqual(['scripted'])
  for (const key of Object.keys(contracts)) {
    const method = key.split('.').reduce<unknown>((node, word) => (node as Record<string, unknown>)[word], app.client)
    expect([key, typeof method]).toEqual([key, 'function'])
  }
})

test('a command whose answer was lost is sent again under its key, and has one effect', async () => {
  await using app = await createTestApp({ agents })
  let lost = 0
  const { requests, client } = record(app, async (request, send) => {
    const response = await send(request)
    if (request.method === 'POST' && lost++ === 0) throw new TypeError('the connection broke')
    return response
  })
  await client.agent.run.execute(input)
  expect(requests).toHaveLength(2)
  expect(requests[0]?.headers.get('idempotency-key')).toBe(requests[1]?.headers.get('idempotency-key'))
  expect((await client.agent.run.list()).total).toBe(1)
})

test('waits as long as the server asks, and gives up at once when that is too long', async () => {
  await using app = await createTestApp({ agents })
  const busy = (seconds: string) =>
    new Response(JSON.stringify({ code: 'RATE_LIMITED', retryable: true, status: 429 }), {
      status: 429,
      headers: { 'Retry-After': seconds },
    })
  let asked = 0
  const patient = record(app, async (request, send) => (asked++ < 3 ? busy('0') : send(request)))
  expect((await patient.client.agent.list()).total).toBe(1)
  expect(patient.requests).toHaveLength(4)
  const hopeless = record(app, async () => busy('3600'))
  await expect(hopeless.client.agent.list()).rejects.toMatchObject({ code: 'RATE_LIMITED' })
  expect(hopeless.requests).toHaveLength(1)
})

test('a problem that will not pass is told at once', async () => {
  await using app = await createTestApp({ agents })
  const { requests, client } = record(app)
  const error: unknown = await client.agent.run.cancel({ runId: 'run_x' }).catch((reason: unknown) => reason)
  expect(requests).toHaveLength(1)
  expect(client.agent.run.cancel.isError(error, 'RUN_NOT_FOUND')).toBe(true)
  expect(client.agent.run.cancel.isError(error, 'UNAUTHENTICATED')).toBe(false)
  expect(client.agent.run.cancel.isError(new Error('x'))).toBe(false)
})

test('a signal ends a call that waits for its next try', async () => {
  const controller = new AbortController()
  const client = connect(async () => {
    setImmediate(() => controller.abort(new Error('enough')))
    throw new TypeError('no server')
  })
  await expect(client.agent.list({}, { signal: controller.signal })).rejects.toThrow('enough')
})

test('a stream that is cut after every event still gives each event once, in order, to the end', async () => {
  await using app = await createTestApp({ agents })
  const { requests, client } = record(app, async (request, send) => {
    const response = await send(request)
    const isStream = response.headers.get('content-type')?.startsWith('text/event-stream')
    return isStream ? new Response(cutAfterOneFrame(response), response) : response
  })
  const events: RunEvent[] = []
  for await (const event of client.agent.run.execute.stream(input)) events.push(event)
  const { items } = await app.client.agent.run.getEvents({ runId: events[0]?.runId ?? '', limit: 500 })
  expect(events).toEqual(items)
  expect(requests.length).toBeGreaterThan(events.length)

  const types = ['run.started', 'message.completed']
  const some: string[] = []
  for await (const { type } of client.agent.run.getEvents.stream({ runId: events[0]?.runId ?? '', types })) {
    some.push(type)
  }
  expect(some).toEqual(types)
})

/** The first frame of an answer, then a broken connection, as a proxy that restarts makes one. */
function cutAfterOneFrame(response: Response): ReadableStream<string> {
  const text = response.body?.pipeThrough(new TextDecoderStream())
  return new ReadableStream({
    async start(controller) {
      let read = ''
      for await (const chunk of text ?? []) {
        read += chunk
        const end = read.indexOf('\n\n', read.startsWith(':') ? read.indexOf('\n\n') + 2 : 0)
        if (end < 0) continue
        controller.enqueue(read.slice(0, end + 2))
        await new Promise((resolve) => setImmediate(resolve)) // an error drops what is not yet read
        return controller.error(new TypeError('terminated'))
      }
      controller.close()
    },
  }).pipeThrough(new TextEncoderStream()) as unknown as ReadableStream<string>
}

test('a stream goes on without gap or double when the server is stopped and another takes its data over', async () => {
  using dir = createTempDir()
  const gate = createGatedTool({ effect: 'pure' })
  const script = [{ text: 'Waiting.', toolCalls: [{ name: 'gate' }] }, { text: 'Done.' }]
  const options = {
    databasePath: `${dir.path}/errand.db`,
    agents: [createScriptedAgent(script, { tools: [gate.tool] })],
  }
  const first = await createTestApp(options)
  let serving: TestApp | null = first
  const client = connect(async (request) => {
    if (!serving) throw new TypeError('no server')
    return serving.app.http.fetch(request)
  })
  const takeOver = async () => {
    serving = await createTestApp(options)
    await gate.started()
    await gate.started()
    gate.release('found')
  }
  let takingOver = Promise.resolve()
  const events: RunEvent[] = []
  for await (const event of client.agent.run.execute.stream(input)) {
    events.push(event)
    if (event.type !== 'tool.started' || serving !== first) continue
    await first[Symbol.asyncDispose]()
    serving = null
    takingOver = takeOver()
  }
  await takingOver
  await using second = serving as unknown as TestApp
  const { items } = await second.client.agent.run.getEvents({ runId: events[0]?.runId ?? '', limit: 500 })
  expect(events).toEqual(items)
  expect(events.map(({ type }) => type)).toContain('run.recovered')
  expect(events.at(-1)?.type).toBe('run.completed')
})

test('a connection that falls silent is given up, and the stream goes on with the next one', async () => {
  await using app = await createTestApp({ agents })
  const { runId } = await app.client.agent.run.execute(input)
  await app.whenEnded(runId)
  let streams = 0
  const client = createClient({
    url: 'http://localhost',
    token: 'test-token-of-root',
    silenceMs: 50,
    fetch: async (request) => (streams++ === 0 ? new Response(new ReadableStream()) : app.app.http.fetch(request)),
  })
  const events: RunEvent[] = []
  for await (const event of client.follow(runId)) events.push(event)
  expect(events.at(-1)?.type).toBe('run.completed')
})

test('a signal ends a stream with its reason', async () => {
  await using app = await createTestApp({ agents, isWorking: false })
  const controller = new AbortController()
  const follow = async () => {
    for await (const event of app.client.agent.run.execute.stream(input, { signal: controller.signal })) {
      expect(event.type).toBe('run.created')
      controller.abort(new Error('seen enough'))
    }
  }
  await expect(follow()).rejects.toThrow('seen enough')
})

const findOrder = defineQuery({
  meta: {
    key: 'shop.order.find',
    version: '1.0.0',
    stability: 'stable',
    owners: ['shop'],
    tags: ['order'],
    description: 'Finds an order.',
    goal: 'Answer a question about an order.',
    context: 'Used by the shop.',
  },
  io: {
    inputName: 'FindOrderInput',
    outputName: 'FindOrderOutput',
    input: z.strictObject({ number: z.int().min(1) }),
    output: z.strictObject({ status: z.enum(['open', 'shipped']) }),
    errors: {
      ORDER_NOT_FOUND: { description: 'No such order', http: 404, gqlCode: 'ORDER_NOT_FOUND', when: 'It is unknown' },
    },
  },
  policy: { auth: 'user', scopes: ['read'] },
  acceptance: { scenarios: [], examples: [{ key: 'open', input: { number: 1 }, output: { status: 'open' } }] },
  http: { method: 'GET', path: '/v1/orders' },
})

test("calls contracts of one's own beside the product's", async () => {
  const find = implement(findOrder, {
    run: async ({ number }, _deps, fail) =>
      number === 1042 ? { status: 'shipped' as const } : fail('ORDER_NOT_FOUND'),
  })
  await using app = await createTestApp({ overrides: { operations: [...operations, find] } })
  const client = createClient({
    url: 'http://localhost',
    token: 'test-token-of-root',
    contracts: { ...contracts, 'shop.order.find': findOrder },
    fetch: async (request) => app.app.http.fetch(request),
  })
  const { status } = await client.shop.order.find({ number: 1042 })
  expect(status).toBe('shipped')
  expectTypeOf(status).toEqualTypeOf<'open' | 'shipped'>()
  const error: unknown = await client.shop.order.find({ number: 1 }).catch((reason: unknown) => reason)
  expect(client.shop.order.find.isError(error, 'ORDER_NOT_FOUND')).toBe(true)
  expect((await client.agent.list()).total).toBe(0)
})

test('an empty part of an address is said beside it, so that the answer names the field', async () => {
  await using test = await createTestApp()
  const client = connect(async (request) => test.app.http.fetch(request))
  for (const refused of [client.agent.run.get({ runId: '' }), client.agent.run.cancel({ runId: '' })]) {
    await expect(refused).rejects.toMatchObject({ problem: { code: 'INPUT_INVALID', issues: [{ pointer: '/runId' }] } })
  }
})

test('types come from the contracts', () => {
  const client = connect(() => Promise.reject(new Error('not called')))
  const { run } = client.agent
  expectTypeOf(run.execute).parameter(0).toHaveProperty('agentId')
  expectTypeOf<Awaited<ReturnType<typeof run.execute>>['status']>().toEqualTypeOf<RunStatus>()
  expectTypeOf<ReturnType<typeof run.execute.stream>>().toEqualTypeOf<AsyncGenerator<RunEvent, void, undefined>>()
  expectTypeOf<ReturnType<typeof run.getEvents.stream>>().toEqualTypeOf<AsyncGenerator<RunEvent, void, undefined>>()
  expectTypeOf(run.get).not.toHaveProperty('stream')
  expectTypeOf(client.agent.list).parameter(0).extract<undefined>().toEqualTypeOf<undefined>()
  expectTypeOf(run.get).parameter(0).extract<undefined>().toBeNever()
  const error: unknown = new ProblemError({ type: '', title: '', status: 404, code: 'X', detail: '', retryable: false })
  if (run.get.isError(error)) {
    expectTypeOf(error.code)
      .extract<'RUN_NOT_FOUND' | 'UNAUTHENTICATED'>()
      .toEqualTypeOf<'RUN_NOT_FOUND' | 'UNAUTHENTICATED'>()
    expectTypeOf(error.code).extract<'AGENT_NOT_FOUND'>().toBeNever()
  }
  // @ts-expect-error a code that the contract does not declare
  run.get.isError(error, 'AGENT_NOT_FOUND')
  // @ts-expect-error there is no such operation
  expect(client.agent.run.exist).toBe(undefined)
  // @ts-expect-error a field is missing
  expect(() => void run.get({}).catch(() => undefined)).not.toThrow()
})
