import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { operations } from '../../operations/index.ts'
import { listNames } from '../../spec/names.ts'
import { createTestApp, type TestApp } from '../../testing/create-test-app.ts'
import { readProblem } from '../../testing/read-problem.ts'
import { createScriptedAgent } from '../../testing/scripted-agent.ts'

const contracts = operations.map((operation) => operation.contract)
const agents = [createScriptedAgent([{ text: 'Hello!' }])]
/** Keeps the whole file under five seconds. */
const bounds = { interruptAfterTimeLimit: 1_200, numRuns: 1_500 }

const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc.constantFrom(
    '',
    '__proto__',
    'constructor',
    '\0',
    '\ud800',
    'scripted',
    '-1',
    '0',
    '2',
    '1e999',
    'true',
    '[]',
    '%',
  ),
  fc.constantFrom(
    '9'.repeat(400),
    'x'.repeat(300),
    '2026-01-05T09:00:00Z',
    '0000-01-01T00:00:00Z',
    'IN_PROGRESS',
    '-0',
  ),
)
const field = fc.oneof(
  fc.constantFrom(...contracts.flatMap((contract) => Object.keys(Object(contract.acceptance.examples[0]?.input)))),
  fc.constantFrom('limit', 'offset', 'after', 'types', 'status', 'startDate', 'endDate', 'search', 'organizationId'),
  fc.constantFrom('includeSteps', 'includeLogs', 'level', 'stepId', 'sessionId', 'metadata', 'stream', 'timeoutMs'),
  text,
)
const json = fc.oneof(fc.jsonValue({ maxDepth: 4 }), text, fc.constantFrom(null, 0, -0, 1e21, 2 ** 53, {}, [], [[]]))
const headerValue = fc.string({ unit: fc.integer({ min: 0x20, max: 0x7e }).map((code) => String.fromCharCode(code)) })
const headers = fc.dictionary(
  fc.constantFrom('accept', 'content-type', 'last-event-id', 'idempotency-key', 'origin', 'content-length', 'range'),
  fc.oneof(headerValue, fc.constantFrom('text/event-stream', 'application/json', '0', '1', '2', '99999999', 'null')),
  { maxKeys: 3 },
)

/** Whatever was asked, the answer is a success or a valid problem, and never an undeclared fault. */
async function check(test: TestApp, path: string, init: RequestInit): Promise<Response> {
  const answer = await test.send(path, init)
  expect(answer.status, `${init.method} ${path}`).not.toBe(500)
  if (init.method === 'HEAD' || answer.ok) await answer.body?.cancel()
  else await readProblem(answer)
  return answer
}

/** Each contract's route and alias, with these segments for its path parameters. */
function pathsOf(contract: (typeof contracts)[number], segment: string): string[] {
  return [
    contract.http.path.replaceAll(/\{\w+\}/g, encodeURIComponent(segment.toWellFormed())),
    listNames(contract).path,
  ]
}

describe('whatever is sent', () => {
  it('as a body, the answer is a success or a problem', async () => {
    await using test = await createTestApp({ agents })
    const statuses = new Set<number>()
    const commands = contracts.filter((contract) => contract.kind === 'command')
    const mutated = fc
      .tuple(fc.constantFrom(...commands), fc.dictionary(field, json, { maxKeys: 4 }))
      .map(([contract, changes]) => {
        const input = Object(contract.acceptance.examples[0]?.input) as object
        const agent = 'agentId' in input ? { agentId: 'scripted' } : {}
        return { contract, body: JSON.stringify({ ...input, ...agent, ...changes }) }
      })
    const foreign = fc.record({
      contract: fc.constantFrom(...commands),
      body: fc.oneof(
        mutated.map(({ body }) => body),
        json.map((value) => JSON.stringify(value)),
        text,
      ),
    })
    const asked = fc.oneof(mutated, foreign)
    const property = fc.asyncProperty(asked, headers, text, async ({ contract, body }, extra, id) => {
      for (const path of pathsOf(contract, id)) {
        const init = { method: 'POST', body, headers: { 'content-type': 'application/json', ...extra } }
        statuses.add((await check(test, path, init)).status)
      }
    })
    await fc.assert(property, bounds)
    expect(test.errors).toEqual([])
    expect([...statuses]).toEqual(expect.arrayContaining([200, 400, 404, 422])) // it reaches every layer
  })

  it('as a query string, the answer is a success or a problem', async () => {
    await using test = await createTestApp({ agents })
    const { runId } = await test.client.call('agent.run.execute', { agentId: 'scripted', input: { message: 'x' } })
    await test.whenEnded(runId)
    const statuses = new Set<number>()
    const queries = contracts.filter((contract) => contract.kind === 'query')
    const pairs = fc.array(
      fc.tuple(
        field,
        fc.oneof(
          text,
          json.map((value) => JSON.stringify(value)),
        ),
      ),
      { maxLength: 4 },
    )
    const query = fc.oneof(
      pairs.map((list) => new URLSearchParams(list.map(([name, value]) => [name, value])).toString()),
      json.map((value) => `input=${encodeURIComponent(JSON.stringify(value).toWellFormed())}`),
      fc.webQueryParameters(),
    )
    const id = fc.oneof(text, fc.constantFrom(runId, 'scripted'))
    const property = fc.asyncProperty(
      fc.constantFrom(...queries),
      query,
      headers,
      id,
      async (contract, query, extra, id) => {
        for (const path of pathsOf(contract, id)) {
          for (const method of ['GET', 'HEAD']) {
            statuses.add((await check(test, `${path}?${query}`, { method, headers: extra })).status)
          }
        }
      },
    )
    const half = 'input=%7B' // rare among what is made up
    await fc.assert(property, { ...bounds, examples: queries.slice(0, 1).map((one) => [one, half, {}, 'x'] as const) })
    expect(test.errors).toEqual([])
    expect([...statuses]).toEqual(expect.arrayContaining([200, 400, 404, 422])) // it reaches every layer
  })

  it('as a path, a method, a token or an origin, the answer is a success or a problem', async () => {
    await using test = await createTestApp({ agents })
    const segments = fc.array(
      fc.oneof(fc.webSegment(), fc.constantFrom('v1', 'runs', 'agents', '..', '%', '%00', '%E0')),
    )
    const path = fc.oneof(
      segments.map((parts) => `/${parts.join('/')}`),
      fc.constantFrom(...contracts.flatMap((contract) => pathsOf(contract, '%'))),
    )
    const method = fc.constantFrom('GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'PURGE')
    const credential = fc.option(
      headerValue.map((value) => ({ authorization: value })),
      { nil: {} },
    )
    const property = fc.asyncProperty(path, method, headers, credential, async (path, method, extra, authorization) => {
      await check(test, path, { method, headers: { ...extra, ...authorization } })
    })
    await fc.assert(property, bounds)
    expect(test.errors).toEqual([])
  })
})
