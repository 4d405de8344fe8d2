// Runs one agent in a test app and watches its log.
import type { RawInputOf } from '../spec/contract.ts'
import type { executeAgent } from '../contracts/agent.run.execute.ts'
import type { RunEvent, RunEventType } from '../contracts/run-event.ts'
import { isTerminal } from '../contracts/run-event.ts'
import type { Agent } from '../runtime/define-agent.ts'
import { followRun } from '../store/follow-run.ts'
import type { LiveFeed } from '../store/live-feed.ts'
import type { Store } from '../store/store.ts'
import { createTestApp, type TestApp, type TestAppOptions } from './create-test-app.ts'

type ExecuteInput = Partial<RawInputOf<typeof executeAgent>>
type EventOf<T extends RunEventType> = Extract<RunEvent, { type: T }>

export interface AgentApp extends TestApp {
  /** Starts a run of the app's first agent and answers its id. */
  execute(input?: ExecuteInput): Promise<string>
  /** Starts a run and answers its log once it has ended. */
  run(input?: ExecuteInput): Promise<RunEvent[]>
  /** The whole log, once it has ended. */
  readLog(runId: string): Promise<RunEvent[]>
  /** The first such event after `after`, as soon as it is in the log. */
  whenLogged<T extends RunEventType>(runId: string, type: T, after?: number): Promise<EventOf<T>>
}

export async function createAgentApp(agent: Agent, options: TestAppOptions = {}): Promise<AgentApp> {
  const test = await createTestApp({ agents: [agent], ...options })
  const { store, feed } = test.app.pipeline
  const execute = async (input: ExecuteInput = {}) => {
    const { runId } = await test.client.call('agent.run.execute', {
      agentId: agent.id,
      input: { message: 'Go' },
      ...input,
    })
    return runId
  }
  return {
    ...test,
    execute,
    run: async (input) => collect(store, feed, await execute(input)),
    readLog: (runId) => collect(store, feed, runId),
    whenLogged: (runId, type, after = 0) => whenLogged({ store, feed, runId, type, after }),
    [Symbol.asyncDispose]: () => test[Symbol.asyncDispose](),
  }
}

async function collect(store: Store, feed: LiveFeed, runId: string): Promise<RunEvent[]> {
  const log: RunEvent[] = []
  const { signal } = new AbortController()
  for await (const events of followRun({ store, feed, runId, after: 0, signal })) log.push(...events)
  return log
}

interface Wanted<T> {
  readonly store: Store
  readonly feed: LiveFeed
  readonly runId: string
  readonly type: T
  readonly after: number
}

export async function whenLogged<T extends RunEventType>({ type, ...rest }: Wanted<T>): Promise<EventOf<T>> {
  const { signal } = new AbortController()
  for await (const events of followRun({ ...rest, signal })) {
    const found = events.find((event): event is EventOf<T> => event.type === type)
    if (found) return found
    if (events.some(isTerminal)) break
  }
  throw new Error(`run ${rest.runId} ended without ${type}`)
}

/** The events of one type. */
export function eventsOf<T extends RunEventType>(log: readonly RunEvent[], type: T): EventOf<T>[] {
  return log.filter((event): event is EventOf<T> => event.type === type)
}
