// Figures for Prometheus. Counters and histograms fold the events committed since the process began; what is open now is
// read from the store. Labels have few values: what goes beyond a bound is counted as `other`.
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client'
import type { RunEvent } from '../contracts/run-event.ts'
import type { OpenRunCount } from '../store/store.ts'
import type { Observer } from './watch-runs.ts'

export interface ServedRequest {
  /** Key of the operation; null for pages and paths that do not exist. */
  readonly operation: string | null
  readonly status: number
  readonly durationMs: number
}

/** What is open at the moment of a scrape. */
export interface OpenNow {
  readonly runs: readonly OpenRunCount[]
  /** Runs that this process works on. */
  readonly held: number
  readonly streams: number
  readonly nowMs: number
}

export interface Metrics {
  readonly observe: Observer
  readonly observeRequest: (request: ServedRequest) => void
  /** Called when a commit begins; what it returns, when that is durable. */
  readonly observeCommit: (jobs: number) => () => void
  /** In the Prometheus text format. */
  render(open: OpenNow): Promise<string>
}

export const METRICS_TYPE = Registry.PROMETHEUS_CONTENT_TYPE
const MAX_VALUES = 200
const RUN_SECONDS = [0.1, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900, 3600, 21_600, 86_400]
const CALL_SECONDS = [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300]
const COMMIT_SECONDS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1]

/** Of the process, not of one app; read from the first scrape on. */
let processRegistry: Registry | null = null

/** `nowMs`: milliseconds since any moment. */
export function createMetrics({ nowMs }: { nowMs: () => number }): Metrics {
  const registry = new Registry()
  const time = (name: string, help: string, buckets: number[], labelNames: string[] = []) =>
    createHistogram(registry, name, help, buckets, labelNames)
  const labels = ['operation', 'status']
  const requests = time('errand_request_duration_seconds', 'Until an answer begins', CALL_SECONDS, labels)
  const commits = time('errand_store_commit_duration_seconds', 'Commits of the store', COMMIT_SECONDS)
  const writes = time('errand_store_commit_writes', 'Writes that share a commit', [1, 2, 4, 8, 16, 64, 256])
  const setOpen = createOpenGauges(registry)
  return {
    observe: createRunObserver(registry),
    observeRequest: ({ operation, status, durationMs }) =>
      requests.observe({ operation: operation ?? 'none', status }, durationMs / 1000),
    observeCommit(jobs) {
      const startedMs = nowMs()
      return () => {
        commits.observe((nowMs() - startedMs) / 1000)
        writes.observe(jobs)
      }
    },
    async render(open) {
      setOpen(open)
      processRegistry ??= createProcessRegistry()
      return `${await registry.metrics()}\n${await processRegistry.metrics()}`
    },
  }
}

function createRunObserver(registry: Registry): Observer {
  const count = (name: string, help: string, labelNames: string[]) =>
    new Counter({ name, help, labelNames, registers: [registry] })
  const created = count('errand_runs_created_total', 'Runs made', ['agent'])
  const ended = count('errand_runs_ended_total', 'Runs ended', ['agent', 'status'])
  const recovered = count('errand_runs_recovered_total', 'Runs taken up again after a crash or a stop', ['agent'])
  const tokens = count('errand_model_tokens_total', 'Tokens', ['model', 'direction'])
  const cost = count('errand_model_cost_usd_total', 'Estimated cost', ['model'])
  const time = (name: string, help: string, labels: string[], buckets = CALL_SECONDS) =>
    createHistogram(registry, name, help, buckets, labels)
  const queue = time('errand_run_queue_seconds', 'From creation to start', ['agent'], RUN_SECONDS)
  const duration = time('errand_run_duration_seconds', 'From start to end', ['agent', 'status'], RUN_SECONDS)
  const turns = time('errand_model_turn_duration_seconds', 'Model turns', ['model', 'outcome'])
  const tools = time('errand_tool_call_duration_seconds', 'Tool calls', ['tool', 'outcome'])
  const [agents, models, toolNames] = [createBound(), createBound(), createBound()]

  return (event, run) => {
    const agent = agents(run.created.agentId)
    switch (event.type) {
      case 'run.created':
        return created.inc({ agent })
      case 'run.started':
        if (run.startedAt === null) queue.observe({ agent }, getSeconds(run.queuedAt, event))
        return
      case 'run.recovered':
        return recovered.inc({ agent })
      case 'turn.completed':
      case 'turn.failed': {
        if (!run.turn) return
        const model = models(`${run.turn.data.provider}/${run.turn.data.model}`)
        const outcome = event.type === 'turn.failed' ? 'failed' : 'completed'
        turns.observe({ model, outcome }, getSeconds(run.turn.at, event))
        if (event.type === 'turn.failed') return
        tokens.inc({ model, direction: 'input' }, event.data.usage.promptTokens)
        tokens.inc({ model, direction: 'output' }, event.data.usage.completionTokens)
        if (event.data.costUsd !== undefined) cost.inc({ model }, event.data.costUsd)
        return
      }
      case 'tool.completed':
      case 'tool.failed':
      case 'tool.unknown': {
        const call = run.callsBySpanId.get(event.spanId ?? '')
        if (!call) return
        const labels = { tool: toolNames(call.data.toolName), outcome: event.type.slice('tool.'.length) }
        return tools.observe(labels, getSeconds(call.at, event))
      }
      case 'run.completed':
      case 'run.failed':
      case 'run.cancelled': {
        const labels = { agent, status: endStatus[event.type] }
        ended.inc(labels)
        if (run.startedAt !== null) duration.observe(labels, getSeconds(run.startedAt, event))
      }
    }
  }
}

const endStatus = { 'run.completed': 'done', 'run.failed': 'error', 'run.cancelled': 'cancelled' } as const

function getSeconds(from: string, { at }: RunEvent): number {
  return Math.max(0, Date.parse(at) - Date.parse(from)) / 1000
}

function createOpenGauges(registry: Registry): (now: OpenNow) => void {
  const gauge = (name: string, help: string, labelNames: string[] = []) =>
    new Gauge({ name, help, labelNames, registers: [registry] })
  const open = gauge('errand_runs_open', 'Runs that have not ended', ['agent', 'status'])
  const age = gauge('errand_oldest_pending_run_age_seconds', 'How long the oldest run waits that has not started')
  const held = gauge('errand_runs_held', 'Runs that this process works on')
  const streams = gauge('errand_streams_open', 'Open event streams')
  const agents = createBound()
  return (now) => {
    open.reset()
    for (const { agentId, status, runs } of now.runs) open.inc({ agent: agents(agentId), status }, runs)
    const pending = now.runs.filter(({ status }) => status === 'pending')
    const agesMs = pending.map(({ oldestQueuedAt }) => now.nowMs - Date.parse(oldestQueuedAt))
    age.set(Math.max(0, ...agesMs) / 1000)
    held.set(now.held)
    streams.set(now.streams)
  }
}

function createHistogram(registry: Registry, name: string, help: string, buckets: number[], labelNames: string[]) {
  return new Histogram({ name, help, buckets, labelNames, registers: [registry] })
}

function createProcessRegistry(): Registry {
  const register = new Registry()
  collectDefaultMetrics({ register })
  return register
}

/** Lets the first values through, and makes `other` of those beyond the bound. */
function createBound(): (value: string) => string {
  const known = new Set<string>()
  return (value) => {
    if (known.has(value)) return value
    if (known.size >= MAX_VALUES) return 'other'
    known.add(value)
    return value
  }
}
