// The one pipeline behind every surface: authorise, parse, replay, perform, check, answer. Deny by default.
import type { z } from 'zod'
import type { OriginKind } from '../contracts/enums.ts'
import { Hierarchy, isObject } from '../contracts/scalars.ts'
import { getRootHierarchy, isWithin } from '../core/hierarchy.ts'
import type { AgentArguments } from '../core/schedule.ts'
import type { Contract } from '../spec/contract.ts'
import { type Issue, listIssues } from '../spec/issues.ts'
import { listTextIssues } from '../spec/json-text.ts'
import { createProblem, type Problem, type ProblemDetails } from '../spec/problem.ts'
import type { Store } from '../store/store.ts'
import { StoreUnavailableError } from '../store/store-error.ts'
import type { Access } from './access.ts'
import { answerItems, answerOutput } from './answer-call.ts'
import { findReply, hashRequest, isIdempotencyKey, type Replay } from './idempotency.ts'
import { createTurns } from './turns.ts'
import type { Answer, CallDeps, FailureDetails, LogEntry, Operation, OperationDeps, Principal } from './operation.ts'
import type { OpenedTransform } from './task-deps.ts'
import { describeExcess, type LimitState, type RateLimiter } from './rate-limiter.ts'
import { recordDenial } from './record-denial.ts'
import { readShape } from './shape-answer.ts'

export interface Call {
  readonly operation: Operation
  /** Anything at all; it is parsed here. */
  readonly input: unknown
  /** null: the caller gave no valid credential. */
  readonly principal: Principal | null
  readonly origin: OriginKind
  readonly idempotencyKey: string | null
  /** Answer as a stream, if the contract allows it. */
  readonly wantsStream: boolean
  /** Ends a stream; otherwise it fires when the server stops. It never undoes a command. */
  readonly signal: AbortSignal
  /** The path that the caller names as its own; absent: that of its credential, else the root of the way in. */
  readonly hierarchy?: string | null
  readonly agentArguments?: AgentArguments
  /** What the call has begun already, in another transaction: it is not performed, only answered. */
  readonly begun?: unknown
}

export interface PipelineDeps extends OperationDeps {
  readonly access: Access
  /** Every operation that is served, by its key. */
  readonly operationsByKey: ReadonlyMap<string, Operation>
  readonly limiter: RateLimiter
  createTraceId(): string
  /** Writes a line to the log of the server. */
  readonly log: (entry: LogEntry) => void
  /** Told of every fault that is nobody's declared answer. */
  onError(error: unknown, traceId: string): void
}

/** Of every operation that is served. */
export function listContracts({ operationsByKey }: Pick<PipelineDeps, 'operationsByKey'>): Contract[] {
  return [...operationsByKey.values()].map(({ contract }) => contract)
}

/** Throws when no operation has that key: for callers that take it from a contract. */
export function getOperation(key: string, { operationsByKey }: Pick<PipelineDeps, 'operationsByKey'>): Operation {
  const operation = operationsByKey.get(key)
  if (!operation) throw new Error(`there is no operation "${key}"`)
  return operation
}

/** An operation that ends with an error of its contract. */
class OperationFailure extends Error {
  readonly code: string
  readonly details: FailureDetails
  constructor(code: string, details: FailureDetails) {
    super(code)
    this.code = code
    this.details = details
  }
}

/** Performs one call. Never rejects: every fault is an answer. */
export async function invoke(call: Call, deps: PipelineDeps): Promise<Answer> {
  const answer = await answerCall(call, deps)
  const { operation, origin, principal } = call
  if (principal && !answer.ok && answer.problem.code === 'FORBIDDEN') {
    await recordDenial({ contract: operation.contract, origin, principal }, deps)
  }
  return answer
}

async function answerCall(call: Call, deps: PipelineDeps): Promise<Answer> {
  const { contract } = call.operation
  try {
    return await perform(call, deps)
  } catch (error) {
    if (error instanceof OperationFailure) return refuse(contract, error.code, error.details)
    return { ok: false, problem: reportFault(error, deps, contract) }
  }
}

/** The problem for what nobody declared, after it was reported: its message stays on the server. */
export function reportFault(error: unknown, deps: PipelineDeps, contract?: Contract): Problem {
  const traceId = deps.createTraceId()
  deps.onError(error, traceId)
  if (error instanceof StoreUnavailableError) {
    return createProblem('STORE_UNAVAILABLE', { traceId, retryAfterSeconds: 1 }, contract)
  }
  const detail = `Something went wrong on the server. Quote trace id ${traceId} when you report it.`
  return createProblem('INTERNAL_ERROR', { detail, traceId }, contract)
}

/** What a caller lacks to call this operation; null when nothing. */
export function findAccessFault(contract: Contract, principal: Principal): Problem | null {
  const missing = contract.policy.scopes.filter((scope) => !principal.scopes.includes(scope))
  if (missing.length === 0) return null
  return createProblem('FORBIDDEN', { detail: `The credential lacks the scope ${missing.join(', ')}.` }, contract)
}

/** What is wrong with the input, as the pipeline would say; null when the operation would see it. */
export function findInputFault(contract: Contract, input: unknown): Problem | null {
  const parsed = parseInput(contract.io.input, input, contract)
  return parsed.ok ? null : parsed.problem
}

async function perform(call: Call, deps: PipelineDeps): Promise<Answer> {
  const { operation } = call
  const { contract } = operation
  if (!call.principal) return refuse(contract, 'UNAUTHENTICATED')
  const accessFault = findAccessFault(contract, call.principal)
  if (accessFault) return { ok: false, problem: accessFault }
  const parsed = parseInput(contract.io.input, call.input, contract)
  if (!parsed.ok) return parsed
  const { input } = parsed
  const principal = enterTenant(contract, input, call.principal)
  if (!principal) {
    return refuse(contract, 'FORBIDDEN', { detail: 'organizationId is not the organization of the credential.' })
  }
  const place = findHierarchy(call, principal)
  if (!place.ok) return refuse(contract, place.code, { detail: place.detail })
  const excess = call.begun === undefined ? countRun(contract, principal, deps) : null
  if (excess) return refuse(contract, 'RATE_LIMITED', describeExcess(excess))
  const replay = createReplay(call, principal, deps.now())
  if (replay === 'invalid') return refuse(contract, 'IDEMPOTENCY_KEY_INVALID')
  const callDeps = { ...createCallDeps(call, principal, replay, deps), hierarchy: place.hierarchy }
  const opened = contract.isShaped ? await deps.tasks.openTransform(readShape(input)) : noTransform
  if (!opened.ok) return refuseTransform(contract, opened)
  const run = () => operation.run(input, callDeps, fail)
  const begin = () => (replay ? runOnce(run, replay, contract, deps.store) : run())
  const begun =
    call.begun ??
    (await begin().catch(async (error: unknown) => {
      await opened.transform?.[Symbol.asyncDispose]()
      throw error
    }))
  const answered = { ...call, contract, input, principal, callDeps, begun, transform: opened.transform }
  return contract.stream && 'always' in contract.stream.on ? answerItems(answered, deps) : answerOutput(answered, deps)
}

const noTransform = { ok: true, transform: null } as const

function refuseTransform(
  contract: Contract,
  { code, field, message }: Extract<OpenedTransform, { ok: false }>,
): Answer {
  if (code !== 'INPUT_INVALID') return refuse(contract, code, { detail: message })
  return refuse(contract, code, describeIssues([{ pointer: `/${field}`, code: 'custom', message }]))
}

type Place =
  | { readonly ok: true; readonly hierarchy: string }
  | { readonly ok: false; readonly code: string; readonly detail: string }

/** The caller's own path: the one it names, within that of its credential. */
function findHierarchy({ hierarchy: named = null, origin }: Call, { hierarchy: pinned }: Principal): Place {
  if (named === null) return { ok: true, hierarchy: pinned ?? getRootHierarchy(origin) }
  if (!Hierarchy.safeParse(named).success) {
    const detail = 'The agent instance hierarchy must be segments of 1 to 128 characters joined by /.'
    return { ok: false, code: 'INPUT_INVALID', detail }
  }
  if (pinned === null || isWithin(named, pinned)) return { ok: true, hierarchy: named }
  return { ok: false, code: 'FORBIDDEN', detail: `"${named}" is not within "${pinned}", the path of the credential.` }
}

/** Counts a call that starts a run. Null when the tenant may start one more in this minute. */
function countRun({ sideEffects }: Contract, { organizationId }: Principal, deps: PipelineDeps): LimitState | null {
  const quota = deps.limits.runsPerMinute
  if (quota === null || !sideEffects.emits.some(({ key }) => key === 'run.started')) return null
  const limit = deps.limiter.take({ name: 'runs', who: organizationId, quota })
  return limit.isExceeded ? limit : null
}

/** Calls of one operation under one key take turns: the second finds the reply of the first. */
const takeTurn = createTurns()

function runOnce(run: () => Promise<unknown>, replay: Replay, contract: Contract, store: Store): Promise<unknown> {
  const name = [replay.organizationId, contract.meta.key, replay.key].join('\n')
  return takeTurn(name, () => runOrRepeat(run, replay, contract, store))
}

/** The reply that is kept for the key is the answer, also when another call with the key was quicker than this one. */
async function runOrRepeat(
  run: () => Promise<unknown>,
  replay: Replay,
  { isShownOnce }: Contract,
  store: Store,
): Promise<unknown> {
  const earlier = await findReply(store, replay)
  const output = earlier ? earlier.output : await run()
  const kept = earlier ?? (await findReply(store, replay))
  if (kept && kept.requestHash !== replay.requestHash) fail('IDEMPOTENCY_CONFLICT')
  if (isShownOnce) return earlier ? fail('SHOWN_ONCE') : output
  return kept ? kept.output : output
}

function fail(code: string, details: FailureDetails = {}): never {
  throw new OperationFailure(code, details)
}

function refuse(contract: Contract, code: string, details: ProblemDetails = {}): Answer {
  return { ok: false, problem: createProblem(code, details, contract) }
}

type ParsedInput<T> = { readonly ok: true; readonly input: T } | { readonly ok: false; readonly problem: Problem }

/** Reads an input that may be anything at all. */
export function parseInput<T>(schema: z.ZodType<T>, input: unknown, contract?: Contract): ParsedInput<T> {
  const textIssues = listTextIssues(input)
  const parsed = textIssues.length > 0 ? null : schema.safeParse(input)
  if (parsed?.success) return { ok: true, input: parsed.data }
  const issues = parsed ? listIssues(parsed.error) : textIssues
  return { ok: false, problem: createProblem('INPUT_INVALID', describeIssues(issues), contract) }
}

function describeIssues(issues: readonly Issue[]): ProblemDetails {
  const [first] = issues
  const more = issues.length > 1 ? ` (and ${issues.length - 1} more)` : ''
  return {
    detail: first ? `${first.pointer || 'the input'}: ${first.message}${more}` : 'The input is invalid.',
    issues,
  }
}

/** The caller in the tenant of the call: an organizationId in the input must be the caller's own. Null when it is not. */
function enterTenant({ policy }: Contract, input: unknown, principal: Principal): Principal | null {
  const organizationId = isObject(input) ? input['organizationId'] : undefined
  if (organizationId === undefined || organizationId === principal.organizationId) return principal
  if (!policy.mayNameTenant || !principal.isOperator || typeof organizationId !== 'string') return null
  return { ...principal, organizationId }
}

function createReplay(call: Call, principal: Principal, at: string): Replay | null | 'invalid' {
  const { idempotencyKey: key, operation, input } = call
  if (key === null || operation.contract.kind === 'query') return null
  if (!isIdempotencyKey(key)) return 'invalid'
  const requestHash = hashRequest(operation.contract.meta.key, input)
  return { organizationId: principal.organizationId, key, requestHash, at }
}

function createCallDeps(call: Call, principal: Principal, replay: Replay | null, deps: PipelineDeps): CallDeps {
  const { sideEffects } = call.operation.contract
  const [action] = sideEffects.audit
  const [emits] = sideEffects.emits
  return {
    ...deps,
    principal,
    origin: call.origin,
    hierarchy: '',
    agentArguments: call.agentArguments ?? {},
    idempotencyKey: replay?.key ?? null,
    signal: call.signal,
    call(key, input, idempotencyKey) {
      const { begun: _begun, ...same } = call
      return invoke({ ...same, operation: getOperation(key, deps), input, idempotencyKey, wantsStream: false }, deps)
    },
    log: deps.log,
    record({ resource, output, payload }) {
      if (action === undefined) throw new Error(`${call.operation.contract.meta.key} declares no audit`)
      const { organizationId, userId: actor, credentialId } = principal
      const at = deps.now()
      const audit = { organizationId, actor, credentialId, origin: call.origin, action, resource, at, data: null }
      const emission =
        payload === undefined || !emits ? null : { organizationId, key: emits.key, resource, at, payload }
      return { audit, reply: replay && { ...replay, output }, emission }
    },
  }
}
