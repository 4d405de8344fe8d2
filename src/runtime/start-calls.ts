// The calls a turn asks for: each gets its intent in the log before anything runs. A call that cannot run fails at once.
import type { LanguageModelV4ToolCall } from '@ai-sdk/provider'
import type { NewRunEvent, RunEventData } from '../contracts/run-event.ts'
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
  return calls.flatMap((call): NewRunEvent[] => {
    const spanId = ids.create('span')
    const callId = ids.create('call')
    const input = parseArguments(call.input)
    const fault = findFault(run, call.toolName, input)
    const definition = run.definition.tools.find((tool) => tool.name === call.toolName)
    const data: RunEventData<'tool.started'> = {
      callId,
      toolName: call.toolName,
      input: input.value,
      effect: definition?.effect ?? 'pure',
      providerMetadata: { ...call.providerMetadata, errand: { toolCallId: call.toolCallId } },
    }
    const started: NewRunEvent = { type: 'tool.started', ...envelope, spanId, data }
    if (!fault) return [started]
    return [started, { type: 'tool.failed', ...envelope, spanId, data: { callId, ...fault, retryable: false } }]
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

function findFault(run: ActiveRun, toolName: string, input: Arguments): { code: string; message: string } | null {
  if (!run.definition.tools.some((tool) => tool.name === toolName)) {
    const names = run.definition.tools.map((tool) => tool.name).join(', ') || 'none'
    return { code: 'TOOL_NOT_FOUND', message: `there is no tool "${toolName}"; the tools are: ${names}` }
  }
  const tool = run.toolsByName.get(toolName)
  if (!tool) return { code: 'TOOL_NOT_FOUND', message: `the code of tool "${toolName}" is not loaded` }
  if (!input.isJson) return { code: 'TOOL_INPUT_INVALID', message: 'the arguments are not JSON, or nested too deeply' }
  const parsed = tool.parseInput(input.value)
  return parsed.ok ? null : { code: 'TOOL_INPUT_INVALID', message: parsed.message }
}
