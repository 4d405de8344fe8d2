// An engine over a store of its own, without an app around it, and a store whose verbs a test can get hold of.
import { createLocalEngine } from '../engine/local/local-engine.ts'
import type { Engine } from '../engine/engine.ts'
import { type Agent, defineAgent } from '../runtime/define-agent.ts'
import { createRateLimiter } from '../runtime/rate-limiter.ts'
import type { Tool } from '../runtime/define-tool.ts'
import { createLiveFeed } from '../store/live-feed.ts'
import { createSqliteStore } from '../store/sqlite/sqlite-store.ts'
import type { Store } from '../store/store.ts'
import { systemIds } from '../app/clock.ts'
import { createFakeClock, type FakeClock } from './fake-clock.ts'
import { callTool, createFakeModel, type FakeModel, say } from './fake-model.ts'
import { draft, organizationId } from './store-fixture.ts'
import { type Intercept, interceptStore } from './intercept-store.ts'
import { moment } from './log-of.ts'

export interface EngineSetting {
  readonly store: Store
  readonly feed: ReturnType<typeof createLiveFeed>
  readonly clock: FakeClock
  readonly errors: unknown[]
  /** A new engine over the same store, not started. */
  createEngine(options?: { concurrency?: number; taskConcurrency?: number; intercept?: Intercept }): Engine
  /** Makes an agent known to the store, so that runs of it can be created. */
  save(agent: Agent): Promise<void>
}

export function createEngineSetting(): EngineSetting {
  const store = createSqliteStore({ path: ':memory:' })
  const clock = createFakeClock()
  const errors: unknown[] = []
  const fetch = () => Promise.reject(new Error('tests of the engine reach nothing'))
  return {
    store,
    feed: createLiveFeed(store),
    clock,
    errors,
    createEngine: ({ concurrency = 10, taskConcurrency = 10, intercept } = {}) =>
      createLocalEngine({
        store: intercept ? interceptStore(store, intercept) : store,
        clock,
        ids: systemIds,
        owner: systemIds.create('trace'),
        concurrency,
        taskConcurrency,
        fetch,
        storedTools: {
          fetch,
          limiter: createRateLimiter(clock),
          readSecret: () => null,
          findFunction: () => null,
          findBuiltIn: () => null,
        },
        resolveModel: async () => ({ ok: false, code: 'MODEL_FAILED', message: 'tests bring their own models' }),
        runInTrace: (_traceparent, work) => work(),
        redact: (text) => text,
        findPrice: () => null,
        findContextWindow: () => null,
        callOperation: () => Promise.reject(new Error('there are no operations')),
        spaces: { whenSynced: async () => undefined, findNear: async () => [] },
        onWaitingForCode: () => undefined,
        onError: (error) => void errors.push(error),
      }),
    async save({ id, definition }) {
      const drafts = [draft(id, { definition: { model: 'fake/model', ...definition } })]
      await store.saveAgents({ organizationId, drafts, at: moment(0) })
    },
  }
}

/** An agent that calls its first tool once, if it has one, and then answers. */
export function createCallingAgent(tools: Tool[] = []): { model: FakeModel; agent: Agent } {
  const model = createFakeModel((_n, { prompt }) => {
    const [tool] = tools
    return tool && prompt.at(-1)?.role !== 'tool' ? callTool(tool.definition.name) : say('Done')
  })
  return { model, agent: defineAgent({ id: 'agent', instructions: '', model, tools }) }
}
