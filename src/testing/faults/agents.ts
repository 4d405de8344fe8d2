// The agents of the fault tests: every tool writes to the ledger before it answers.
import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import type { Effect } from '../../contracts/enums.ts'
import type { ScriptTurn } from '../../models/sim-script.ts'
import type { Agent } from '../../runtime/define-agent.ts'
import { defineTool, type Tool } from '../../runtime/define-tool.ts'
import { createScriptedAgent } from '../scripted-agent.ts'
import { appendLedger } from './ledger.ts'

interface Ledger {
  readonly path: string
  readonly pid: number
}

function createTool(name: string, effect: Effect, { path, pid }: Ledger, approval = false): Tool {
  return defineTool({
    name,
    description: `Writes to the ledger; a repeat is ${effect}.`,
    input: z.object({ step: z.int(), waitMs: z.int() }),
    effect,
    approval,
    async execute({ step, waitMs }, { callId, runId }) {
      appendLedger(path, { runId, callId, step, effect, pid, atMs: Date.now() })
      await sleep(waitMs)
      return { step }
    },
  })
}

const call = (name: string, step: number, waitMs: number) => ({ name, input: { step, waitMs } })

/** What each agent's model says, by agent id. */
const scripts: Record<string, ScriptTurn[]> = {
  mixed: [
    { text: 'I do three things.', toolCalls: [call('look', 1, 2), call('put', 2, 10), call('pay', 3, 20)] },
    { reasoning: 'One more.', toolCalls: [call('pay', 4, 5)] },
    { text: 'All of it is done.' },
  ],
  single: [{ toolCalls: [call('pay', 1, 0)] }, { text: 'Paid.' }],
  chain: [
    { toolCalls: [call('put', 1, 15)] },
    { toolCalls: [call('pay', 2, 15)] },
    { toolCalls: [call('look', 3, 15)] },
    { text: 'The chain has come to its end.' },
  ],
  asks: [{ toolCalls: [call('put', 1, 5), call('order', 2, 5)] }, { text: 'It was for you to say.' }],
}

/** `pid` names the life of the server in the ledger. */
export function createAgents(path: string, pid = process.pid): Agent[] {
  const ledger = { path, pid }
  const tools = [
    createTool('look', 'pure', ledger),
    createTool('put', 'idempotent', ledger),
    createTool('pay', 'once', ledger),
    createTool('order', 'once', ledger, true),
  ]
  return Object.entries(scripts).map(([id, script]) =>
    createScriptedAgent(script, { id, tools, modelConfig: { delayMs: id === 'mixed' ? 1 : 0, script } }),
  )
}
