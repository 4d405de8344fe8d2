// Agents for crash tests: their tools write every start to a ledger outside of the store. In the process that is to be
// killed they then hang; in the one that takes over they end.
import { appendFileSync, readFileSync } from 'node:fs'
import { type Agent, defineAgent } from '../../runtime/define-agent.ts'
import { defineTool, type Tool, type ToolOptions } from '../../runtime/define-tool.ts'
import { callTool, createFakeModel, say, streamForever } from '../fake-model.ts'
import { createScriptedAgent } from '../scripted-agent.ts'

export interface CrashSetting {
  readonly ledgerPath: string
  readonly isHanging: boolean
}

type Change = Partial<Pick<ToolOptions<object, unknown>, 'effect' | 'reconcile'>>

function createLedgerTool(name: string, { ledgerPath, isHanging }: CrashSetting, change: Change): Tool {
  return defineTool<object, unknown>({
    name,
    description: 'Writes to the ledger.',
    input: { type: 'object' },
    execute(_input, { callId }) {
      appendFileSync(ledgerPath, `${name} ${callId}\n`)
      if (!isHanging) return `${name} done`
      console.log('hanging') // tells the parent that it may kill this process
      return new Promise(() => undefined)
    },
    ...change,
  })
}

/** The starts of a tool by the ledger: the call ids, oldest first. */
export function readLedger(ledgerPath: string, name: string): string[] {
  const lines = readFileSync(ledgerPath, 'utf8').split('\n')
  return lines.flatMap((line) => (line.startsWith(`${name} `) ? [line.slice(name.length + 1)] : []))
}

export const hangingTools = ['pure', 'idempotent', 'once', 'settled', 'unstarted'] as const

/** Agents `delegates` (to one that calls two tools),
 * `shares` (a budget of 4 tokens with one that loops on a tool), `calls`, `fails` (on an unknown outcome), `asks` (a person about it) and `talks` (hangs in the middle of its answer). */
export function createCrashAgents(setting: CrashSetting): Agent[] {
  const once = createLedgerTool('once', setting, {})
  const tools = [
    createLedgerTool('first', { ...setting, isHanging: false }, {}),
    createLedgerTool('pure', setting, { effect: 'pure' }),
    createLedgerTool('idempotent', setting, { effect: 'idempotent' }),
    once,
    createLedgerTool('settled', setting, { reconcile: () => ({ outcome: 'completed', output: 'found out' }) }),
    createLedgerTool('unstarted', setting, { reconcile: () => ({ outcome: 'not-started' }) }),
  ]
  const script = [
    { toolCalls: [{ name: 'first' }] },
    { text: 'All at once', toolCalls: hangingTools.map((name) => ({ name })) },
    { text: 'Done' },
  ]
  const worker = createScriptedAgent(
    [{ toolCalls: [{ name: 'first' }] }, { toolCalls: [{ name: 'idempotent' }] }, { text: 'Worked' }],
    { id: 'worker', description: 'Works.', tools },
  )
  const delegating = [{ toolCalls: [{ name: 'worker', input: { message: 'Go' } }] }, { text: 'Done' }]
  const looping = createFakeModel(() => callTool('idempotent')) // one token each way
  const spender = defineAgent({ id: 'spender', description: 'Spends.', instructions: '', model: looping, tools })
  const asking = createFakeModel(() => callTool('spender', { message: 'Go' }))
  const sharing = { id: 'shares', instructions: '', model: asking, tools: [spender], maxTokensPerRun: 4 }
  const failing = [{ toolCalls: [{ name: 'once' }] }, { text: 'Done' }]
  const model = createFakeModel(() =>
    setting.isHanging ? streamForever(say('Half an ans').slice(0, 2)) : say('Whole'),
  )
  return [
    createScriptedAgent(script, { id: 'calls', tools }),
    createScriptedAgent(delegating, { id: 'delegates', tools: [worker] }),
    createScriptedAgent(failing, { id: 'fails', tools: [once], onUnknown: 'fail' }),
    createScriptedAgent(failing, { id: 'asks', tools: [once], onUnknown: 'ask' }),
    defineAgent(sharing),
    defineAgent({ id: 'talks', instructions: '', model }),
  ]
}
