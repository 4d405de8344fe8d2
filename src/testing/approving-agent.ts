// An agent whose calls wait for a person, and short ways to answer for that person.
import { askHuman } from '../runtime/ask-human.ts'
import type { Agent, AgentOptions } from '../runtime/define-agent.ts'
import { defineTool, type Tool } from '../runtime/define-tool.ts'
import { z } from 'zod'
import type { ScriptTurn } from '../models/sim-script.ts'
import type { TestApp } from './create-test-app.ts'
import { createScriptedAgent } from './scripted-agent.ts'

export interface PayTool {
  readonly tool: Tool
  /** What was paid, in order. */
  readonly paid: { readonly callId: string; readonly amount: number }[]
}

/** A tool `pay` that asks when the amount is at least 100, or always. */
export function createPayTool(approval: boolean | 'large' = true): PayTool {
  const paid: PayTool['paid'] = []
  const tool = defineTool({
    name: 'pay',
    description: 'Pays an amount.',
    input: z.object({ amount: z.int() }),
    approval: approval === 'large' ? ({ amount }) => amount >= 100 : approval,
    execute({ amount }, { callId }) {
      paid.push({ callId, amount })
      return { paid: amount }
    },
  })
  return { tool, paid }
}

/** An agent that makes these calls in one turn and then says `Done.` */
export function createApprovingAgent(
  calls: ScriptTurn['toolCalls'],
  tools: readonly Tool[],
  options: Partial<AgentOptions> = {},
): Agent {
  const script = [{ toolCalls: calls ?? [] }, { text: 'Done.' }]
  return createScriptedAgent(script, { tools: [...tools, askHuman], ...options })
}

/** What is pending of a run, as soon as it waits. */
export async function whenWaiting(test: TestApp, runId: string) {
  for (;;) {
    const { status } = await test.client.call('agent.run.get', { runId })
    if (status === 'waiting') return (await test.client.call('agent.run.listApprovals', { runId })).items
    if (status !== 'pending' && status !== 'running') throw new Error(`run ${runId} is ${status}`)
    await new Promise(setImmediate)
  }
}
