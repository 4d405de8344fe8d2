// A client of the run API as its users have one, written from its reference: JSON in and out, an API key in a header, bare arrays
// as lists, four statuses. It checks what every answer must keep, and knows nothing of Errand.
import type { TestApp } from './create-test-app.ts'
import { TOKEN } from './create-test-app.ts'

export type Json = Record<string, unknown>

export interface ApiRun {
  readonly id: string
  readonly agentId: string
  readonly input: Json
  readonly status: 'pending' | 'running' | 'done' | 'error'
  readonly createdAt: string
  readonly updatedAt: string
  readonly completedAt?: string
  readonly error?: { readonly code: string; readonly message: string }
  readonly resultType: 'document' | 'json'
  readonly resultData: Json | null
  readonly revisionId: string
}

export interface ApiEvent {
  readonly id: string
  readonly runId: string
  readonly type: string
  readonly data: Json
  readonly startedAt: string
  readonly finishedAt: string | null
}

export interface ApiAnswer {
  readonly status: number
  readonly body: unknown
  readonly headers: Headers
}

const RUN = 'id agentId input status createdAt updatedAt completedAt error resultType resultData revisionId'.split(' ')
const EVENT = 'id runId type data startedAt finishedAt'.split(' ')
const MOMENT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/

export function createRunApiClient(test: TestApp, key = TOKEN) {
  const send = async (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) => {
    const json = body === undefined ? {} : { 'content-type': 'application/json' }
    const text = typeof body === 'string' ? body : JSON.stringify(body)
    const request = new Request(`http://localhost/v0.1${path}`, {
      method,
      headers: { 'x-api-key': key, ...json, ...headers },
      ...(body !== undefined && { body: text }),
    })
    const response = await test.app.http.fetch(request)
    const answer = await response.text()
    return {
      status: response.status,
      body: answer === '' ? null : (JSON.parse(answer) as unknown),
      headers: response.headers,
    }
  }
  const expectStatus = async (status: number, asked: Promise<ApiAnswer>): Promise<unknown> => {
    const answer = await asked
    if (answer.status !== status) throw new Error(`${answer.status}, not ${status}: ${JSON.stringify(answer.body)}`)
    return answer.body
  }
  const get = (path: string) => expectStatus(200, send('GET', path))
  const client = {
    send,
    /** Status, code and pointers, after the members of an error were checked. */
    async refuse(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<string> {
      return describeError(await send(method, path, body, headers))
    },
    createAgent: async (input: Json) =>
      (await expectStatus(201, send('POST', '/agents', input))) as Json & { id: string },
    getAgent: async (id: string) => (await get(`/agents/${id}`)) as Json,
    patchAgent: async (id: string, patch: Json) =>
      (await expectStatus(200, send('PATCH', `/agents/${id}`, patch))) as Json,
    deleteAgent: (id: string) => expectStatus(204, send('DELETE', `/agents/${id}`)),
    publish: async (id: string, body?: Json) =>
      (await expectStatus(200, send('POST', `/agents/${id}/publish`, body))) as Json,
    listRevisions: async (id: string) => (await get(`/agents/${id}/revisions`)) as (Json & { id: string })[],
    async startRun(id: string, input: unknown, query = '', headers?: Record<string, string>): Promise<ApiRun> {
      return checkRun(await expectStatus(201, send('POST', `/agents/${id}/runs${query}`, input, headers)))
    },
    getRun: async (id: string, runId: string) => checkRun(await get(`/agents/${id}/runs/${runId}`)),
    listRuns: async (id: string, query = '') => ((await get(`/agents/${id}/runs${query}`)) as unknown[]).map(checkRun),
    listEvents: async (id: string, runId: string, query = '') =>
      ((await get(`/agents/${id}/runs/${runId}/events${query}`)) as unknown[]).map(checkEvent),
    /** Starts a run and reads it once it has ended. */
    async run(id: string, input: unknown, query = ''): Promise<ApiRun> {
      const { id: runId } = await client.startRun(id, input, query)
      await test.whenEnded(runId)
      return client.getRun(id, runId)
    },
  }
  return client
}

export type RunApiClient = ReturnType<typeof createRunApiClient>

/** Throws unless the keys are those of the reference, in a state that it allows. */
function checkRun(value: unknown): ApiRun {
  const run = value as ApiRun
  const must = RUN.filter((name) => name !== 'completedAt' && name !== 'error')
  const hasEnded = run.status === 'done' || run.status === 'error'
  const faults = [
    ...must.filter((name) => !Object.hasOwn(run, name)).map((name) => `${name} is missing`),
    ...Object.keys(run)
      .filter((name) => !RUN.includes(name))
      .map((name) => `${name} is not known`),
    ...(['createdAt', 'updatedAt'] as const).filter((name) => !MOMENT.test(run[name])),
    ...(hasEnded === (run.completedAt !== undefined) ? [] : ['completedAt']),
    ...((run.status === 'error') === (run.error !== undefined) ? [] : ['error']),
    ...((run.status === 'done') === (run.resultData !== null) ? [] : ['resultData']),
  ]
  if (faults.length > 0) throw new Error(`no run of the run API: ${faults.join(', ')}: ${JSON.stringify(run)}`)
  return run
}

function checkEvent(value: unknown): ApiEvent {
  const event = value as ApiEvent
  if (Object.keys(event).join() !== EVENT.join()) throw new Error(`no event of the run API: ${JSON.stringify(event)}`)
  return event
}

function describeError({ status, body, headers }: ApiAnswer): string {
  const problem = body as Json & { issues?: { pointer: string }[] }
  const isWhole =
    headers.get('content-type')?.startsWith('application/problem+json') === true &&
    problem['status'] === status &&
    problem['statusCode'] === status &&
    problem['error'] === problem['code'] &&
    problem['message'] === problem['detail']
  if (!isWhole) throw new Error(`${status} is no error of the run API: ${JSON.stringify(body)}`)
  const pointers = (problem.issues ?? []).map(({ pointer }) => `"${pointer}"`)
  return [status, problem['code'], ...pointers].join(' ')
}
