// The agents of the kill test, loaded by the server: every tool writes to the ledger at ERRAND_KILL_LEDGER before it answers.
import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import type { Effect } from '../../contracts/enums.ts'
import { defineAgent } from '../../runtime/define-agent.ts'
import { defineTool, type Tool } from '../../runtime/define-tool.ts'
import { appendLedger } from './ledger.ts'

const path = process.env['ERRAND_KILL_LEDGER'] ?? ''

function createTool(name: string, effect: Effect): Tool {
  return defineTool({
    name,
    description: `Writes to the ledger; a repeat is ${effect}.`,
    input: z.object({ step: z.int(), waitMs: z.int() }),
    effect,
    async execute({ step, waitMs }, { callId, runId }) {
      appendLedger(path, { runId, callId, step, effect, pid: process.pid, atMs: Date.now() })
      await sleep(waitMs)
      return { step }
    },
  })
}

const tools = [createTool('look', 'pure'), createTool('put', 'idempotent'), createTool('pay', 'once')]
const call = (name: string, step: number, waitMs: number) => ({ name, input: { step, waitMs } })
const common = { instructions: 'Play the script.', model: 'sim/script', tools }

export const mixed = defineAgent({
  ...common,
  id: 'mixed',
  modelConfig: {
    delayMs: 1,
    script: [
      { text: 'I do three things.', toolCalls: [call('look', 1, 2), call('put', 2, 10), call('pay', 3, 20)] },
      { reasoning: 'One more.', toolCalls: [call('pay', 4, 5)] },
      { text: 'All of it is done.' },
    ],
  },
})

export const single = defineAgent({
  ...common,
  id: 'single',
  modelConfig: { delayMs: 0, script: [{ toolCalls: [call('pay', 1, 0)] }, { text: 'Paid.' }] },
})

export const chain = defineAgent({
  ...common,
  id: 'chain',
  modelConfig: {
    delayMs: 0,
    script: [
      { toolCalls: [call('put', 1, 15)] },
      { toolCalls: [call('pay', 2, 15)] },
      { toolCalls: [call('look', 3, 15)] },
      { text: 'The chain has come to its end.' },
    ],
  },
})
