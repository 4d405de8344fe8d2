// An app for tests: in memory, with a clock that moves only when told, a scripted model and two tenants.
import type { LookupFunction } from 'node:net'
import { type App, createApp, type AppOptions, type Overrides } from '../app/app.ts'
import { systemIds } from '../app/clock.ts'
import { ROOT } from '../app/credentials.ts'
import { createEgress } from '../app/egress.ts'
import type { Principal } from '../operations/operation.ts'
import { type Client, createClient } from '../client/client.ts'
import { createFakeClock, type FakeClock } from './fake-clock.ts'

export interface TestApp extends AsyncDisposable {
  readonly app: App
  readonly clock: FakeClock
  /** Errors nobody declared, in order. */
  readonly errors: unknown[]
  /** A client of the tenant `default`, user `root`, with all scopes. */
  readonly client: Client
  /** A client of another tenant. */
  readonly foreignClient: Client
  /** Sends a request with the root token unless it has an Authorization header; `path` starts with `/`. */
  send(path: string, init?: RequestInit): Promise<Response>
  /** The log of a run, once it has ended. */
  whenEnded(runId: string): Promise<void>
}

/** Token of the tenant `default`, user `root`. */
export const TOKEN = 'test-token-of-root'
export const FOREIGN_TOKEN = 'test-token-of-another-tenant'
const URL_BASE = 'http://localhost'
/** Who calls with the token of another tenant. */
export const foreigner: Principal = { ...ROOT, organizationId: 'other', userId: 'stranger', isOperator: false }

export type TestAppOptions = Partial<Omit<AppOptions, 'overrides' | 'onError'>> & {
  readonly overrides?: Partial<Overrides>
}

/** Tests reach no names but localhost and those they bring. */
const onlyLocalhost: LookupFunction = (name, _options, callback) =>
  name === 'localhost'
    ? callback(null, [{ address: '127.0.0.1', family: 4 }])
    : callback(new Error(`${name} has no address`), [])

/** Starts an app on `:memory:` (or `databasePath`) whose time stands still until `clock.advance`. */
export async function createTestApp(options: TestAppOptions = {}): Promise<TestApp> {
  const clock = createFakeClock()
  const errors: unknown[] = []
  const { egressAllowed = [] } = options
  const app = await createApp({
    databasePath: ':memory:',
    agents: [],
    env: {},
    credentials: [
      { token: TOKEN, principal: ROOT },
      { token: FOREIGN_TOKEN, principal: foreigner },
    ],
    ...options,
    onError: (error) => void errors.push(error),
    overrides: {
      clock,
      ids: systemIds,
      egress: createEgress({ allowed: egressAllowed, resolve: onlyLocalhost }),
      ...options.overrides,
    },
  })
  const fetch = async (request: Request) => app.http.fetch(request)
  const client = createClient({ url: URL_BASE, token: TOKEN, fetch, maxRetries: 0 })
  return {
    app,
    clock,
    errors,
    client,
    foreignClient: createClient({ url: URL_BASE, token: FOREIGN_TOKEN, fetch, maxRetries: 0 }),
    async send(path, init = {}) {
      const headers = new Headers(init.headers)
      if (!headers.has('authorization')) headers.set('Authorization', `Bearer ${TOKEN}`)
      return app.http.fetch(new Request(URL_BASE + path, { ...init, headers }))
    },
    async whenEnded(runId) {
      for await (const _event of client.follow(runId)); // until the terminal event
    },
    async [Symbol.asyncDispose]() {
      const stopped = app.stop({ graceMs: 0 })
      await clock.advance(2000) // the grace of runs and deliveries in progress ends when the clock says so
      await stopped
    },
  }
}
