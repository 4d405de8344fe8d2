import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { TOKEN } from '../../testing/create-test-app.ts'
import { createReporter, createRunApiApp, reporter } from '../../testing/run-api-app.ts'

const AGENT = 'reporter'
const segment = fc.constantFrom(AGENT, `${AGENT}-r1`, 'x'.repeat(300), '%00', '%2F', '%FF', '__proto__', 'diff', '日本')
const path = fc.oneof(
  fc.constant(''),
  segment.map((id) => `/${id}`),
  fc
    .tuple(segment, fc.constantFrom('runs', 'revisions', 'publish', 'revisions/diff'))
    .map((parts) => `/${parts.join('/')}`),
  fc.tuple(segment, fc.constantFrom('runs', 'revisions'), segment).map((parts) => `/${parts.join('/')}`),
  fc.tuple(segment, segment).map(([id, runId]) => `/${id}/runs/${runId}/events`),
)
const query = fc.constantFrom(
  '',
  '?limit=1',
  '?limit=%00',
  '?offset=999999999999',
  '?from=a&to=b',
  '?revisionId=',
  '?a[b]=1',
)
const value = fc.oneof(fc.jsonValue(), fc.constantFrom('{{#if', '{{topic}}', '\u0000', '\ud800', null, [], {}, 1e99))
const field = fc.constantFrom(
  ...Object.keys(reporter),
  'name',
  'description',
  'resultType',
  'resultSchema',
  'webhookUrl',
  'topic',
)
const body = fc.oneof(
  fc.constantFrom('', '{', 'null', '[]', '"x"', '{"__proto__":1}'),
  fc.dictionary(field, value, { noNullPrototype: true }).map((fields) => JSON.stringify(fields)),
  fc.tuple(field, value).map(([name, wrong]) => JSON.stringify({ ...reporter, [name]: wrong })),
)

it('answers whatever it is sent, and never with a fault of its own', async () => {
  await using test = await createRunApiApp()
  await createReporter(test, test.api, [{ text: 'Done.' }], { name: AGENT })
  const headers = { 'x-api-key': TOKEN, 'content-type': 'application/json' }
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom('GET', 'POST', 'PATCH', 'PUT'),
      path,
      query,
      body,
      async (method, at, asked, sent) => {
        const init = method === 'GET' ? { method, headers } : { method, headers, body: sent }
        const { status } = await test.app.http.fetch(new Request(`http://localhost/v0.1/agents${at}${asked}`, init))
        expect(status).toBeLessThan(500)
      },
    ),
    { numRuns: 500 },
  )
  expect(test.errors).toEqual([])
})
