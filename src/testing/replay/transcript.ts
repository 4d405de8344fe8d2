// A run as lines of text that can be compared: what its agent is, what the model was told and said, and what people were asked.
import type { AgentDefinition } from '../../contracts/agent-definition.ts'
import type { RunEvent } from '../../contracts/run-event.ts'
import { withoutEnd } from '../../core/fork-log.ts'
import type { Fixture } from '../../core/run-fixture.ts'
import { foldEvents } from '../../core/run-state.ts'
import { isOwn } from '../../models/own-message.ts'
import { buildPrompt } from '../../runtime/build-prompt.ts'

type Message = ReturnType<typeof buildPrompt>[number]

/** With `isCourse` only what happened: without the agent's settings, the system prompt and the wording of the input. */
export function renderTranscript({ definition, history, events }: Omit<Fixture, 'run'>, isCourse: boolean): string[] {
  const state = foldEvents(withoutEnd(events).filter(({ type }) => type !== 'context.compressed')) // as if it all fitted
  const prompt = buildPrompt({ state, definition, history })
  const said = isCourse
    ? prompt.slice(prompt.findLastIndex((message) => message.role === 'user' && !isOwn(message)) + 1)
    : prompt
  return [
    ...(isCourse ? [] : renderDefinition(definition)),
    ...said.flatMap(renderMessage),
    ...events.flatMap(renderApproval),
  ]
}

function renderDefinition({ model, modelConfig, toolChoice, tools }: AgentDefinition): string[] {
  const settings = modelConfig ? [`settings: ${JSON.stringify(modelConfig)}`] : []
  const lines = tools.flatMap(({ name, description, inputSchema, outputSchema, effect, approval }) => [
    `tool ${name} (${effect}${approval ? `, approval ${approval}` : ''}): ${description}`,
    `  takes ${JSON.stringify(inputSchema)}`,
    ...(outputSchema ? [`  gives ${JSON.stringify(outputSchema)}`] : []),
  ])
  return [`model: ${model}`, ...settings, `tool choice: ${toolChoice}`, ...lines]
}

function renderMessage({ role, content }: Message): string[] {
  if (typeof content === 'string') return renderText(role, content)
  return content.flatMap((part) => {
    switch (part.type) {
      case 'text':
      case 'reasoning':
        return renderText(part.type === 'text' ? role : 'reasoning', part.text)
      case 'tool-call':
        return [`calls ${part.toolName} ${JSON.stringify(part.input)}`]
      case 'tool-result':
        return [`${part.toolName} returned ${JSON.stringify(part.output)}`]
      default:
        return [] // a run tells its model of nothing else
    }
  })
}

const renderText = (who: string, text: string): string[] => text.split('\n').map((line) => `${who}: ${line}`)

function renderApproval(event: RunEvent): string[] {
  if (event.type !== 'approval.requested' || event.data.kind === 'unknown') return []
  const { kind, toolName, input } = event.data
  return [`asks a person (${kind}) about ${toolName} ${JSON.stringify(input)}`]
}

/** Ends that come from outside (a cancel, time, money, the provider) are only where the record ends. */
const fromOutside = ['RUN_TIMEOUT', 'RUN_BUDGET_EXCEEDED', 'RUN_LOST', 'MODEL_FAILED', 'MODEL_KEY_MISSING']

/** How a run ended; null when it has not, or was ended from outside. */
export function renderEnd(events: readonly RunEvent[]): string | null {
  const last = events.at(-1)
  if (last?.type === 'run.completed') return `done: ${JSON.stringify(last.data.resultData)}`
  if (last?.type !== 'run.failed' || fromOutside.includes(last.data.code)) return null
  return `failed with ${last.data.code}: ${last.data.message}`
}
