// The log of a server: one JSON line for each request, each run that ends or is taken up again, and each fault. No secrets.
import { type Logger, pino, stdTimeFunctions } from 'pino'
import { isTerminal } from '../contracts/run-event.ts'
import type { ServedRequest } from '../surfaces/http/create-http-app.ts'
import type { Observer } from '../telemetry/watch-runs.ts'
import type { LOG_LEVELS } from './config.ts'
import type { Redact } from './redact.ts'

export interface LogSettings {
  readonly level: (typeof LOG_LEVELS)[number]
  /** Gets each line, with its line break. */
  readonly write: (line: string) => void
}

const BEARER = /\b(Bearer\s+)[\w.~+/=-]{8,}/gi

export function createLog({ level, write }: LogSettings, redact: Redact): Logger {
  const options = { level, base: null, timestamp: stdTimeFunctions.isoTime }
  const formatters = { level: (label: string) => ({ level: label }) }
  const clean = (line: string) => redact(line).replaceAll(BEARER, '$1[redacted]')
  return pino({ ...options, formatters }, { write: (line) => write(clean(line)) })
}

/** `traceId`: of the request. */
export function logRequest(log: Logger, { status, operation, ...request }: ServedRequest, traceId: string): void {
  const level = status >= 500 ? 'error' : status >= 400 ? 'warn' : 'info'
  const fields = { ...request, ...(operation !== null && { operation }), status, traceId }
  log[level]({ ...fields, durationMs: Math.round(request.durationMs) }, `${request.method} ${request.path} ${status}`)
}

export function createRunLog(log: Logger): Observer {
  return (event, { runId, created, startedAt, queuedAt }) => {
    const run = { runId, agentId: created.agentId, traceId: created.traceparent?.slice(3, 35) }
    if (event.type === 'run.recovered') {
      log.warn({ ...run, attempt: event.data.attempt }, 'run taken up again')
    } else if (event.type === 'turn.failed') {
      const { code, message, willRetry } = event.data
      log.warn({ ...run, code, willRetry }, `model turn failed: ${message}`)
    } else if (isTerminal(event)) {
      const durationMs = Date.parse(event.at) - Date.parse(startedAt ?? queuedAt)
      const end = { ...run, status: event.type.slice('run.'.length), durationMs }
      if (event.type !== 'run.failed') log.info(end, `run ${end.status}`)
      else log.error({ ...end, code: event.data.code }, `run failed: ${event.data.message}`)
    }
  }
}
