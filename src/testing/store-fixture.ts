// What the store suite is made of: a store under test, and short ways to fill it.
import type { OnBusy } from '../contracts/enums.ts'
import type { NewRunEvent, RunEvent, RunEventData } from '../contracts/run-event.ts'
import type { CommandRecord } from '../store/record.ts'
import type { AgentDraft, CreateRunResult, Store } from '../store/store.ts'
import { createdData, createDefinition, moment } from './log-of.ts'

/** **Contract:** each call gives a store of its own that holds nothing. */
export type OpenStore = () => Promise<OpenedStore>

export interface OpenedStore {
  readonly store: Store
  /** Closes the store and opens the same data again; null when its data lives no longer than the store. */
  readonly reopen: (() => Promise<Store>) | null
}

export const organizationId = 'default'

export function record(resource: string, key: string | null = null): CommandRecord {
  const at = moment(0)
  return {
    audit: { organizationId, actor: 'root', action: 'run.started', resource, at, data: null },
    reply: key === null ? null : { organizationId, key, requestHash: 'hash', output: { resource }, at },
    emission: null,
  }
}

export function draft(id: string, change: Partial<AgentDraft> = {}): AgentDraft {
  const base = {
    name: id,
    slug: id,
    description: null,
    tags: [],
    origin: 'code' as const,
    definition: createDefinition(),
  }
  return { id, ...base, ...change }
}

export interface CreateParams {
  readonly created?: Partial<RunEventData<'run.created'>>
  readonly onBusy?: OnBusy
  readonly key?: string | null
  readonly queuedAt?: string
  readonly copied?: readonly NewRunEvent[]
}

/** Creates a run, of an agent `agent` unless told otherwise. */
export function createRun(store: Store, id: string, params: CreateParams = {}): Promise<CreateRunResult> {
  const { created = {}, onBusy = 'queue', key = null, queuedAt = moment(0), copied = [] } = params
  return store.createRun({
    run: { id, queuedAt, created: createdData(created), copied },
    onBusy,
    record: record(id, key),
  })
}

export async function saveAgent(store: Store, agent: AgentDraft = draft('agent')): Promise<void> {
  await store.saveAgents({ organizationId, drafts: [agent], at: moment(0) })
}

/** Acquires a run that can be acquired. */
export async function acquire(store: Store, runId: string, owner = 'worker', atMs = 1000) {
  const acquired = await store.acquireRun({ runId, owner, at: moment(atMs) })
  if (acquired.outcome !== 'acquired') throw new Error(`run ${runId} was not acquired but ${acquired.outcome}`)
  return acquired
}

/** A run that has been created and acquired by `worker`. */
export async function startRun(store: Store, runId: string, params: CreateParams = {}) {
  await saveAgent(store)
  await createRun(store, runId, params)
  return acquire(store, runId)
}

/** The whole log of a run. */
export async function readLog(store: Store, runId: string): Promise<RunEvent[]> {
  const log: RunEvent[] = []
  for (;;) {
    const { events, hasMore } = await store.readEvents({ runId, after: log.at(-1)?.seq ?? 0, limit: 1000, types: null })
    log.push(...events)
    if (!hasMore) return log
  }
}

export function cancel(store: Store, runId: string, key: string | null = null) {
  const at = moment(5000)
  return store.cancelRun({ organizationId, runId, by: 'root', reason: null, at, record: record(runId, key) })
}

export const line = (message: string): NewRunEvent => ({
  type: 'log',
  at: moment(2000),
  data: { level: 'info', message },
})

export const completed: NewRunEvent = {
  type: 'run.completed',
  at: moment(3000),
  data: {
    resultType: 'text',
    resultData: { result: 'Hi' },
    sources: [{ title: 'Book' }],
    usage: { promptTokens: 0, completionTokens: 0, totalTokens: 0 },
  },
}

export const failed: NewRunEvent = {
  type: 'run.failed',
  at: moment(3000),
  data: { code: 'RUN_TIMEOUT', message: 'late', stage: 'limit' },
}

/** A model turn from its start to its end. */
export function turn(spanId: string, tokens = 3, costUsd?: number): NewRunEvent[] {
  const usage = { promptTokens: tokens, completionTokens: 1, totalTokens: tokens + 1 }
  const data = { usage, ...(costUsd !== undefined && { costUsd }), finishReason: 'stop' }
  return [
    { type: 'turn.started', at: moment(2000), spanId, data: { n: 1, provider: 'sim', model: 'script' } },
    { type: 'turn.completed', at: moment(2500), spanId, data },
  ]
}

export function toolStarted(callId: string, turnSpanId: string): NewRunEvent {
  const data = { callId, toolName: 'look', input: {}, effect: 'once' as const }
  return { type: 'tool.started', at: moment(2600), spanId: `span_${callId}`, parentSpanId: turnSpanId, data }
}

/** A question about the call `call_…`, in the turn `t1`. */
export const asked = (approvalId: string, kind: 'approval' | 'question' = 'approval'): NewRunEvent => ({
  type: 'approval.requested',
  at: moment(2600),
  spanId: `span_${approvalId}`,
  parentSpanId: 't1',
  data: { approvalId, kind, callId: `call_${approvalId}`, toolName: 'pay', input: { n: 1 }, effect: 'once' },
})

/** Every page of a list of this size, newest or oldest first as the verb says. */
export const page = { limit: 100, offset: 0 }

export const everyRun = {
  organizationId,
  agentId: null,
  userId: null,
  sessionId: null,
  parentRunId: null,
  status: null,
  startDate: null,
  search: null,
  endDate: null,
  ...page,
}

export const everyAgent = { organizationId, status: null, modelProvider: null, search: null, ...page }
