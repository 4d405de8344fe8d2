// What the runs below a followed one do, live: each call of a tool on one line, and whatever they ask a person.
import type { Client } from '../../client/client.ts'
import { isOfChild, isTerminal, type RunEvent } from '../../contracts/run-event.ts'
import { clip, printable, renderMs, type Terminal } from '../terminal.ts'
import { renderAsked, renderCommands } from './render-approval.ts'

export interface ChildFollower {
  /** Follows the run that this event of the run above started. */
  observe(event: RunEvent): void
  /** Resolves when the run whose end this event tells of is shown whole. */
  whenShown(event: RunEvent): Promise<void>
}

interface FollowParams {
  readonly client: Client
  readonly terminal: Terminal
  readonly writeLine: (line: string) => void
  readonly signal: AbortSignal
}

/** `depth` 1 stands for the runs directly below the one that is followed. */
export function followChildren(params: FollowParams, depth = 1): ChildFollower {
  const shownById = new Map<string, Promise<void>>()
  return {
    observe(event) {
      if (event.type !== 'tool.started' || !event.data.child) return
      const { runId } = event.data.child
      // A run that was never made, or that retention has deleted, has nothing to show.
      shownById.set(
        runId,
        showChild(params, runId, depth).catch(() => undefined),
      )
    },
    async whenShown(event) {
      if (isOfChild(event) && 'child' in event.data) await shownById.get(event.data.child?.runId ?? '')
    },
  }
}

async function showChild(params: FollowParams, runId: string, depth: number): Promise<void> {
  const { client, terminal, writeLine, signal } = params
  const children = followChildren(params, depth + 1)
  const toolNames = new Map<string, string>()
  let name = ''
  for await (const event of client.follow(runId, { signal })) {
    await children.whenShown(event)
    if (event.type === 'run.created') name = event.data.agentName
    if (event.type === 'tool.started') toolNames.set(event.data.callId, event.data.toolName)
    for (const line of renderLines(event, toolNames, terminal)) {
      const text = `${'  │ '.repeat(depth)}${printable(name)} ${line}`
      writeLine(
        terminal.style('dim', text.length > terminal.columns ? `${text.slice(0, terminal.columns - 1)}…` : text),
      )
    }
    if (event.type === 'approval.requested') {
      for (const command of renderCommands({ ...event.data, runId })) writeLine(`    ${command}`)
    }
    children.observe(event)
    if (isTerminal(event)) return
  }
}

function renderLines(event: RunEvent, toolNames: ReadonlyMap<string, string>, { columns }: Terminal): string[] {
  switch (event.type) {
    case 'tool.started':
      return [`→ ${clip(`${event.data.toolName} ${JSON.stringify(event.data.input)}`, columns)}`]
    case 'tool.completed':
      return [`✓ ${printable(toolNames.get(event.data.callId) ?? '')} · ${renderMs(event.data.durationMs)}`]
    case 'tool.failed':
    case 'tool.unknown': {
      const code = event.type === 'tool.failed' ? event.data.code : 'outcome unknown'
      return [`✗ ${printable(toolNames.get(event.data.callId) ?? '')} · ${code} ${clip(event.data.message, columns)}`]
    }
    case 'approval.requested':
      return [renderAsked({ ...event.data, runId: event.runId }, columns)]
    default:
      return []
  }
}
