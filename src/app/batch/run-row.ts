// One row of a batch: its run is started, or found again, and followed to its end.
import { createHash } from 'node:crypto'
import type { Client } from '../../client/client.ts'
import { ProblemError } from '../../client/problem-error.ts'
import { isPassing, retryWaitMs, wait } from '../../client/send.ts'
import type { RunEvent } from '../../contracts/run-event.ts'
import type { RunInput } from '../../contracts/run.ts'
import { renderOutput } from '../../core/render-result.ts'
import { isSameJson } from '../../core/same-json.ts'
import type { BatchResult } from './batch-result.ts'
import type { RowInput } from './row-input.ts'

export interface Batch {
  readonly client: Client
  readonly agentId: string
  /** Names the file: the same line of the same file is the same run. */
  readonly file: string
  readonly timeoutMs: number | undefined
  /** Fires when nobody waits any more; the runs go on. */
  readonly signal: AbortSignal
  /** Told of a run before its end is known. */
  readonly onStarted: (result: BatchResult) => void
}

export interface BatchRow {
  readonly line: number
  readonly input: RowInput
  /** What became of this line in an earlier invocation. */
  readonly known: BatchResult | undefined
}

/** Whether an earlier invocation has the result of this very input. */
export function isDone({ input, known }: BatchRow, agentId: string): boolean {
  return known?.status === 'done' && isOf(known, input, agentId)
}

/** Rejects when the batch as a whole cannot go on: no server, no such agent, no right. */
export async function runRow(row: BatchRow, batch: Batch): Promise<BatchResult> {
  const { line, input, known } = row
  const { agentId } = batch
  if (!input.ok) {
    return { line, agentId, status: 'refused', error: { code: 'ROW_INVALID', message: input.fault } }
  }
  const base = { line, agentId, input: input.input }
  const earlier = known && isOf(known, input, agentId) ? known : undefined
  const isOpen = earlier?.status === 'started' || earlier?.status === 'waiting'
  try {
    const runId = isOpen && earlier.runId !== undefined ? earlier.runId : await start(base, earlier?.runId, batch)
    if (!isOpen) batch.onStarted({ ...base, runId, status: 'started' })
    return { ...base, runId, ...(await follow(runId, batch)) }
  } catch (error) {
    if (!(error instanceof ProblemError) || !isOfRow(error)) throw error
    const { code, problem } = error
    return { ...base, status: 'refused', error: { code, message: problem.detail } }
  }
}

function isOf(known: BatchResult, input: RowInput, agentId: string): boolean {
  return known.agentId === agentId && input.ok && isSameJson(known.input, input.input)
}

/** A fault of this input alone. */
function isOfRow({ code }: ProblemError): boolean {
  return code === 'INPUT_INVALID' || code === 'PAYLOAD_TOO_LARGE'
}

/** `failedRunId`: the run of this line that did not succeed; this one takes its place. */
async function start(
  { line, input }: { line: number; input: RunInput },
  failedRunId: string | undefined,
  { client, agentId, file, timeoutMs, signal }: Batch,
): Promise<string> {
  const metadata = { batch: file, line, ...(failedRunId !== undefined && { insteadOf: failedRunId }) }
  const body = { agentId, input, metadata, ...(timeoutMs !== undefined && { timeoutMs }) }
  const idempotencyKey = `batch-${createHash('sha256').update(JSON.stringify(body)).digest('hex')}`
  const execute = () => client.call('agent.run.execute', body, { idempotencyKey, signal })
  return (await patiently(execute, signal)).runId
}

type Outcome = Omit<BatchResult, 'line' | 'agentId' | 'input' | 'runId'>
const types = ['run.completed', 'run.failed', 'run.cancelled', 'run.waiting']

async function follow(runId: string, { client, signal }: Batch): Promise<Outcome> {
  for await (const event of client.agent.run.getEvents.stream({ runId, types }, { signal })) {
    const outcome = readOutcome(event)
    const isOver = outcome?.status === 'waiting' && !(await isWaiting(client, runId))
    if (outcome && !isOver) return outcome
  }
  throw new Error(`the events of run ${runId} end without an outcome`)
}

/** The log may say that it has waited, and somebody has answered since. */
async function isWaiting(client: Client, runId: string): Promise<boolean> {
  return (await client.call('agent.run.get', { runId })).status === 'waiting'
}

/** Null while the run goes on. */
function readOutcome(event: RunEvent): Outcome | null {
  switch (event.type) {
    case 'run.completed': {
      const { usage, costUsd } = event.data
      const output = renderOutput(event.data)
      return { status: 'done', output, totalTokens: usage.totalTokens, ...(costUsd !== undefined && { costUsd }) }
    }
    case 'run.failed':
      return { status: 'error', error: { code: event.data.code, message: event.data.message } }
    case 'run.cancelled': {
      const { by, reason } = event.data
      return { status: 'cancelled', error: { code: 'CANCELLED', message: reason ?? `cancelled by ${by}` } }
    }
    case 'run.waiting':
      return { status: 'waiting' }
    default:
      return null
  }
}

const MAX_TRIES = 20
const PAUSE_MS = 500

/** Asks again while what went wrong may pass, for as long as the server asks: many rows meet limits that one run does not. */
async function patiently<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await work()
    } catch (error) {
      if (!isPassing(error) || tries === MAX_TRIES || signal.aborted) throw error
      await wait(Math.min(retryWaitMs(error, PAUSE_MS * tries), 60_000), signal)
    }
  }
}
