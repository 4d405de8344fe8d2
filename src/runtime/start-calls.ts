// The calls a turn asks for: each gets its intent in the log before anything runs. A call that cannot run
// fails at once; one that needs a person's approval is asked for and does not start; a plan is written at once.
import type { LanguageModelV4ToolCall } from '@ai-sdk/provider'
import type { NewRunEvent, RunEventData } from '../contracts/run-event.ts'
import { getDepth, MAX_DEPTH } from '../core/child-run.ts'
import { writePlan } from '../core/own-tools.ts'
import { listTools, mustPlan } from '../core/run-tools.ts'
import type { ActiveRun, Ids } from './ports.ts'

interface Envelope {
  readonly at: string
  readonly attempt: number
  readonly parentSpanId: string
}

export function startCalls(
  run: ActiveRun,
  calls: readonly LanguageModelV4ToolCall[],
  envelope: Envelope,
  ids: Ids,
): NewRunEvent[] {
  let isPlanMissing = mustPlan(run.definition, run.state)
  return calls.flatMap((call): NewRunEvent[] => {
    const spanId = ids.create('span')
    const callId = ids.create('call')
    const input = parseArguments(call.input)
    const checked = checkCall(run, call.toolName, input, isPlanMissing)
    const definition = listTools(run.definition, run.state).find((tool) => tool.name === call.toolName)
    const providerMetadata = {
      ...call.providerMetadata,
      errand: { ...call.providerMetadata?.['errand'], toolCallId: call.toolCallId },
    }
    if (checked.ok && definition === writePlan) {
      isPlanMissing = false
      const { plan } = input.value as { plan: string }
      return [{ type: 'plan.written', ...envelope, spanId, data: { content: plan, callId, providerMetadata } }]
    }
    const data: RunEventData<'tool.started'> = {
      callId,
      ...(definition?.toolId !== undefined && { toolId: definition.toolId }),
      toolName: call.toolName,
      input: input.value,
      effect: definition?.effect ?? 'pure',
      providerMetadata,
    }
    const agentId = definition?.agentId
    if (checked.ok && agentId !== undefined) data.child = { runId: ids.create('run'), agentId }
    const started: NewRunEvent = { type: 'tool.started', ...envelope, spanId, data }
    if (!checked.ok) {
      const failure = { callId, ...checked.fault, retryable: false }
      return [started, { type: 'tool.failed', ...envelope, spanId, data: failure }]
    }
    if (!checked.needsApproval) return [started]
    const kind = definition?.approval === 'question' ? 'question' : 'approval'
    const request = { approvalId: ids.create('appr'), kind, ...data } as const
    return [{ type: 'approval.requested', ...envelope, spanId, data: request }]
  })
}

interface Arguments {
  readonly isJson: boolean
  readonly value: unknown
}

/** Empty arguments mean none; what is not JSON is kept as the text it is. */
function parseArguments(text: string): Arguments {
  if (text.trim() === '') return { isJson: true, value: {} }
  try {
    const value: unknown = JSON.parse(text)
    return isTooDeep(value) ? { isJson: false, value: text.slice(0, 1000) } : { isJson: true, value }
  } catch (error) {
    if (error instanceof SyntaxError) return { isJson: false, value: text }
    throw error
  }
}

/** Deeper than any real argument: such a value could not be written down again. */
function isTooDeep(value: unknown): boolean {
  let level: unknown[] = [value]
  for (let depth = 0; depth <= 64; depth += 1) {
    level = level.flatMap((inner) => (typeof inner === 'object' && inner !== null ? Object.values(inner) : []))
    if (level.length === 0) return false
  }
  return true
}

type Checked =
  | { readonly ok: true; readonly needsApproval: boolean }
  | { readonly ok: false; readonly fault: { code: string; message: string } }

function checkCall(run: ActiveRun, toolName: string, input: Arguments, isPlanMissing: boolean): Checked {
  const definition = listTools(run.definition, run.state).find((tool) => tool.name === toolName)
  if (!definition) {
    const names =
      listTools(run.definition, run.state)
        .map((tool) => tool.name)
        .join(', ') || 'none'
    return refuse('TOOL_NOT_FOUND', `there is no tool "${toolName}"; the tools are: ${names}`)
  }
  if (isPlanMissing && definition !== writePlan) {
    return refuse('PLAN_MISSING', `write the plan first: call ${writePlan.name}, then make this call again`)
  }
  const tool = run.toolsByName.get(toolName)
  if (!tool) return refuse('TOOL_NOT_FOUND', `the code of tool "${toolName}" is not loaded`)
  if (!input.isJson) return refuse('TOOL_INPUT_INVALID', 'the arguments are not JSON, or nested too deeply')
  if (definition.agentId !== undefined && getDepth(run.state.created) >= MAX_DEPTH) {
    const depth = `this run is ${MAX_DEPTH} agents deep, the most there may be`
    return refuse('AGENT_DEPTH_EXCEEDED', `${depth}; do the work without agent "${definition.agentId}"`)
  }
  const parsed = tool.parseInput(input.value)
  if (!parsed.ok) return refuse('TOOL_INPUT_INVALID', parsed.message)
  const isFixed = definition.approval === 'always' || definition.approval === 'question'
  return { ok: true, needsApproval: isFixed || tool.needsApproval(parsed.value) }
}

function refuse(code: string, message: string): Checked {
  return { ok: false, fault: { code, message } }
}
