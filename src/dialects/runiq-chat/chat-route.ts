// POST {dashboardPath}/api/agents/{agentId}/chat: an ordinary durable run, told as the chat dialect tells it, streamed or whole.
import { z } from 'zod'
import { executeAgent } from '../../contracts/agent.run.execute.ts'
import type { RunEvent } from '../../contracts/run-event.ts'
import { Id, JsonObject } from '../../contracts/scalars.ts'
import type { DialectAnswer, DialectRequest, DialectRoute, Refusal } from '../../operations/dialect-route.ts'
import type { Answer, Stream } from '../../operations/operation.ts'
import { type ChatFault, describeRefusal, executionFailed } from './chat-event.ts'
import { createFailure, createResultFold } from './chat-result.ts'
import { type FollowedRun, renderChatStream, renderFailedStream } from './chat-stream.ts'

const ChatRequest = z.strictObject({
  message: z.string().optional(),
  responseMode: z
    .string()
    .toLowerCase()
    .pipe(z.enum(['stream', 'result']))
    .default('stream'),
  /** Id or name of the one context space of the agent that is searched. */
  indexName: Id.optional(),
  sessionId: Id.optional(),
  context: JsonObject.optional(),
  /** What a client that leaves does to the run. */
  onDisconnect: z.enum(['cancel', 'continue']).default('cancel'),
})
type ChatRequest = z.infer<typeof ChatRequest>

const messageRequired: ChatFault = { errorCode: 'MessageRequired', errorMessage: 'Message is required.' }

export function createChatRoute(dashboardPath: string): DialectRoute {
  return {
    method: 'POST',
    path: `${dashboardPath}/api/agents/:agentId/chat`,
    contract: executeAgent,
    isLong: true,
    async answer(request) {
      const parsed = request.parse(ChatRequest)
      if (!parsed.ok) return parsed
      const chat = parsed.input
      if (!chat.message?.trim()) return renderFailure(messageRequired, 400)
      const started = await startRun(chat, request)
      if (!started.ok) return renderRefusal(started, chat, request)
      const { runId } = started.output as { runId: string }
      const letGo = chat.onDisconnect === 'cancel' ? cancelWhenLeft(runId, request) : () => undefined
      const run: FollowedRun = { events: readEvents(started.stream), letGo }
      const headers = { 'X-Run-Id': runId }
      if (chat.responseMode === 'result') return awaitResult(run, request, headers)
      return { ok: true, chunks: renderChatStream(run, request), headers: { ...streamHeaders, ...headers } }
    },
  }
}

const streamHeaders = { 'Cache-Control': 'no-cache', Connection: 'keep-alive' }

async function startRun(
  { message, context, sessionId, indexName }: ChatRequest,
  request: DialectRequest,
): Promise<Answer> {
  const { principal, store, params } = request
  const name = params['agentId'] ?? ''
  const agentId = await store.getAgentId({ organizationId: principal.organizationId, name })
  if (agentId === null) return request.refuse('AGENT_NOT_FOUND')
  const input = {
    agentId,
    input: { message, ...(context && { context }) },
    ...(sessionId !== undefined && { sessionId }),
    ...(indexName !== undefined && { contextSpace: indexName }),
  }
  return request.call('agent.run.execute', input, { origin: 'chat', wantsStream: true, isKeyed: true })
}

/** Cancels the run when the client goes away before the run has ended; a server that stops cancels nothing. */
function cancelWhenLeft(runId: string, { signal, stopSignal, call }: DialectRequest): () => void {
  const leave = () => {
    if (!stopSignal.aborted) void call('agent.run.cancel', { runId, reason: 'the client of the chat left' })
  }
  signal.addEventListener('abort', leave, { once: true })
  if (signal.aborted) leave()
  return () => signal.removeEventListener('abort', leave)
}

async function* readEvents(stream: Stream | null): AsyncGenerator<readonly RunEvent[]> {
  for await (const frames of stream ?? []) yield frames.map(({ data }) => data as RunEvent)
}

async function awaitResult(
  { events, letGo }: FollowedRun,
  request: DialectRequest,
  headers: HeadersInit,
): Promise<DialectAnswer> {
  const fold = createResultFold()
  try {
    for await (const batch of events) {
      for (const event of batch) {
        const body = fold(event)
        if (body) return { ok: true, status: body.errorCode === null ? 200 : statusOf(body.errorCode), body, headers }
      }
    }
    return request.refuse(request.stopSignal.aborted ? 'SHUTTING_DOWN' : 'UNAUTHENTICATED')
  } catch (error) {
    request.onError(error)
    return renderFailure(executionFailed, 500, headers)
  } finally {
    letGo()
  }
}

const statusByCode: Record<string, number> = {
  AgentNotFound: 404,
  AgentNotActive: 400,
  RunTimeout: 504,
  ProviderRequestFailed: 502,
  ApiKeyMissing: 502,
  RunCancelled: 409,
  RunMaxIterations: 409,
  RunBudgetExceeded: 409,
}

function statusOf(errorCode: string): number {
  return statusByCode[errorCode] ?? 500
}

function renderFailure(fault: ChatFault, status: number, headers: HeadersInit = {}): DialectAnswer {
  return { ok: true, status, body: createFailure(fault), headers }
}

/** Of what keeps a run from being made, the dialect tells these in its own shape; the rest are problems. */
const told = ['AGENT_NOT_FOUND', 'AGENT_NOT_ACTIVE', 'INTERNAL_ERROR']

function renderRefusal({ problem }: Refusal, chat: ChatRequest, request: DialectRequest): DialectAnswer {
  const { code, detail, issues = [] } = problem
  if (!told.includes(code)) {
    const own = issues.map((issue) => ({ ...issue, pointer: nameField(issue.pointer) }))
    return { ok: false, problem: issues.length > 0 ? { ...problem, detail: nameField(detail), issues: own } : problem }
  }
  const fault = describeRefusal(problem, request.params['agentId'] ?? '')
  if (chat.responseMode === 'result') return renderFailure(fault, statusOf(fault.errorCode))
  return { ok: true, chunks: readOnce(renderFailedStream(fault)), headers: streamHeaders }
}

async function* readOnce(chunks: readonly string[]): AsyncGenerator<readonly string[]> {
  yield chunks
}

/** What begins with a field of the operation, with that of the chat. */
function nameField(text: string): string {
  return text.replace(/^\/input(?=\/)/, '').replace(/^\/contextSpace\b/, '/indexName')
}
