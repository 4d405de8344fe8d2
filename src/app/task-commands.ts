// Commands of tasks: read when they are scheduled, performed when they fire, through the pipeline and as whoever scheduled
// them, with the rights that they had then and still have.
import type { ErrorItem } from '../contracts/task.ts'
import { isObject, type JsonObject } from '../contracts/scalars.ts'
import type { ScheduleRow } from '../core/schedule.ts'
import type { PerformParams, TaskCommands } from '../engine/tasks/task-commands.ts'
import { type Call, findInputFault, invoke, listContracts, type PipelineDeps } from '../operations/invoke.ts'
import type { Principal, Stream, StreamFrame } from '../operations/operation.ts'
import { shapeStream, streamOne } from '../operations/shape-answer.ts'
import type { CommandReading, ItemTransform, ParsedCommand } from '../operations/task-deps.ts'
import type { Contract } from '../spec/contract.ts'
import type { Problem } from '../spec/problem.ts'
import type { CreateRunParams } from '../store/new-run.ts'
import type { TaskLogItem } from '../store/task-verbs.ts'
import { parseCommand } from '../surfaces/cli/parse-command.ts'

const EXECUTE = 'agent.run.execute'
const FIRING = ['tasks.run', 'tasks.trigger']

/** Reads the words of a command as the command line would, down to what the operation would refuse. */
export async function readCommand(words: readonly string[], pipeline: PipelineDeps): Promise<CommandReading> {
  const contracts = listContracts(pipeline)
  const refuse = (index: number, message: string, code: 'INPUT_INVALID' | 'SCHEDULE_RECURSION' = 'INPUT_INVALID') =>
    ({ ok: false, code, issue: { pointer: `/command/${index}`, code: 'custom', message } }) as const
  const parsed = parseCommand(words, contracts)
  if (!parsed.ok) return refuse(parsed.index, parsed.message)
  const { contract, input, nameIndex, restIndex, jq, python, timeoutSeconds, maxTokens } = parsed.command
  const { key } = contract.meta
  if (FIRING.includes(key)) return refuse(nameIndex, 'a task cannot fire tasks', 'SCHEDULE_RECURSION')
  const fault = findInputFault(contract, input)
  if (fault) return refuse(nameIndex, fault.detail)
  if (key === 'tasks.schedule' && restIndex !== null) {
    const inner = await readCommand(words.slice(restIndex), pipeline)
    if (!inner.ok) return refuse(restIndex + Number(inner.issue.pointer.slice(9)), inner.issue.message, inner.code)
  }
  const opened = await pipeline.tasks.openTransform({ jq, python })
  if (!opened.ok) return refuse(Math.max(0, words.indexOf(`--${opened.field}`)), opened.message)
  await opened.transform?.[Symbol.asyncDispose]()
  const command: ParsedCommand = {
    key,
    input,
    wantsStream: isStreamWanted(contract, input),
    shape: { jq, python, timeoutSeconds, maxTokens },
    isIdempotent: contract.isIdempotent,
    scopes: contract.policy.scopes,
  }
  return { ok: true, command }
}

function isStreamWanted({ stream }: Contract, input: Record<string, unknown>): boolean {
  if (!stream) return false
  return 'always' in stream.on || ('input' in stream.on && input[stream.on.input] === true)
}

export function createTaskCommands(getPipeline: () => PipelineDeps): TaskCommands {
  return {
    isDenied: async (schedule) => (await resolveRights(schedule, getPipeline())) === null,
    prepareRun: (schedule) => prepareRun(schedule, getPipeline()),
    perform: (params) => perform(params, getPipeline()),
    async stopRun(schedule, runId, reason) {
      const pipeline = getPipeline()
      const read = await readCommand(schedule.command, pipeline)
      const principal = await resolveCreator(schedule, pipeline)
      if (!principal || !read.ok || !read.command.wantsStream) return // the run goes on by itself
      const call = createCall(schedule, principal, 'agent.run.cancel', { runId, reason }, pipeline)
      if (call) await invoke(call, pipeline)
    },
  }
}

/** Who acts: the creator, with the rights that they had and have. Null: they are gone. */
async function resolveCreator(schedule: ScheduleRow, pipeline: PipelineDeps): Promise<Principal | null> {
  const { organizationId, creator, hierarchy, plugin } = schedule
  const now = await pipeline.access.resolve({ organizationId, credentialId: creator.credentialId })
  if (!now) return null
  const scopes = now.scopes.filter((scope) => creator.scopes.includes(scope))
  return { ...now, scopes, userId: creator.userId, hierarchy, plugin }
}

/** The same, if these rights are enough for the command. A command that cannot be read any more says so when it fires. */
async function resolveRights(schedule: ScheduleRow, pipeline: PipelineDeps): Promise<Principal | null> {
  const principal = await resolveCreator(schedule, pipeline)
  if (!principal) return null
  const read = await readCommand(schedule.command, pipeline)
  const scopes = read.ok ? read.command.scopes : []
  return scopes.every((scope) => principal.scopes.some((own) => own === scope)) ? principal : null
}

function createCall(
  schedule: ScheduleRow,
  principal: Principal,
  key: string,
  input: unknown,
  pipeline: PipelineDeps,
): Call | null {
  const operation = pipeline.operationsByKey.get(key)
  if (!operation) return null
  const { hierarchy, agentArguments } = schedule
  const base = { operation, input, principal, hierarchy, agentArguments, origin: 'task' } as const
  return { ...base, idempotencyKey: null, wantsStream: false, signal: new AbortController().signal }
}

/** What the command would write to start its run; the claim of the firing writes it instead. */
async function prepareRun(schedule: ScheduleRow, pipeline: PipelineDeps): Promise<CreateRunParams | null> {
  const read = await readCommand(schedule.command, pipeline)
  if (!read.ok || read.command.key !== EXECUTE) return null
  const principal = await resolveCreator(schedule, pipeline)
  const call = principal && createCall(schedule, principal, EXECUTE, read.command.input, pipeline)
  if (!call) return null
  let prepared: CreateRunParams | null = null
  const store = {
    ...pipeline.store,
    createRun: (params: CreateRunParams) => {
      prepared = params
      return Promise.resolve({ outcome: 'created' as const })
    },
  }
  const answer = await invoke(call, { ...pipeline, store })
  return answer.ok ? prepared : null
}

async function perform({ schedule, firing, signal, emit }: PerformParams, pipeline: PipelineDeps): Promise<void> {
  const read = await readCommand(schedule.command, pipeline)
  if (!read.ok) return emit([renderFault(read.code, read.issue.message)])
  const principal = await resolveRights(schedule, pipeline)
  if (!principal) return emit([renderFault('FORBIDDEN', 'the creator of the task has not the rights any more')])
  const { key, input, wantsStream, shape } = read.command
  const call = createCall(schedule, principal, key, input, pipeline)
  if (!call) return emit([renderFault('OPERATION_NOT_FOUND', `operation "${key}" is not loaded`)])
  const { currentRunId, attempt, losses, runId } = firing
  const begun = currentRunId === null ? undefined : { runId: currentRunId, status: 'pending' }
  // A try that a crash cut off goes on under the same key, so that errand's own commands have one effect.
  const isCommand = call.operation.contract.kind === 'command'
  const idempotencyKey = isCommand && begun === undefined ? `task/${runId}/${attempt - losses}` : null
  const answer = await invoke({ ...call, wantsStream, signal, begun, idempotencyKey }, pipeline)
  if (!answer.ok) return emit([renderProblem(answer.problem)])
  const opened = await pipeline.tasks.openTransform(shape)
  if (!opened.ok) return emit([renderFault(opened.code, opened.message)])
  const source = answer.stream ?? streamOne(answer.output)
  const marked = markErrors(source, call.operation.contract, opened.transform)
  const params = { shape, transform: null, schedule: pipeline.tasks.schedule, onTimeout: () => undefined }
  for await (const frames of shapeStream(marked, params)) {
    if (signal.aborted) return
    if (frames.length > 0) await emit(frames.map(renderFrame))
  }
}

function renderFrame({ event, data }: StreamFrame): TaskLogItem {
  return { isError: event === 'error', value: data }
}

/** The frames with the filter applied to values; errors are marked, and left as they are. */
async function* markErrors(stream: Stream, contract: Contract, transform: ItemTransform | null): Stream {
  const isOfItems = contract.stream !== undefined && 'always' in contract.stream.on
  try {
    for await (const frames of stream) {
      for (const frame of frames) {
        const error = findErrorItem(frame, isOfItems)
        if (error) yield [{ ...frame, event: 'error', data: error }]
        else if (!transform) yield [{ ...frame, event: 'item' }]
        else {
          const result = await transform.apply(frame.data)
          if (!result.ok)
            return yield [{ ...frame, event: 'error', data: renderFault(result.code, result.message).value }]
          yield result.values.map((data) => ({ ...frame, event: 'item', data }))
        }
      }
    }
  } finally {
    await transform?.[Symbol.asyncDispose]()
  }
}

/** What a frame says went wrong: an error item, or the end of a run that failed. */
function findErrorItem({ event, data }: StreamFrame, isOfItems: boolean): ErrorItem | null {
  if (isOfItems) return isObject(data) && data['type'] === 'error' ? (data as ErrorItem) : null
  if (event !== 'run.failed' && event !== 'run.cancelled') return null
  const told = isObject(data) && isObject(data['data']) ? data['data'] : {}
  if (event === 'run.failed') {
    return { type: 'error', fatal: true, code: readText(told, 'code'), message: readText(told, 'message') }
  }
  const reason = typeof told['reason'] === 'string' ? `: ${told['reason']}` : ''
  return { type: 'error', fatal: true, code: 'RUN_CANCELLED', message: `the run was cancelled${reason}` }
}

function readText(told: JsonObject, name: string): string {
  const text = told[name]
  return typeof text === 'string' ? text : ''
}

function renderProblem({ code, detail }: Problem): TaskLogItem {
  return renderFault(code, detail)
}

function renderFault(code: string, message: string): TaskLogItem & { readonly value: ErrorItem } {
  return { isError: true, value: { type: 'error', fatal: true, message, code } }
}
