// What a person sees of the runs below the one they follow, and of the tree afterwards.
import { expect, test } from 'vitest'
import { askHuman } from '../../runtime/ask-human.ts'
import { defineTool } from '../../runtime/define-tool.ts'
import { createAgentApp } from '../../testing/run-agent.ts'
import { createScriptedAgent } from '../../testing/scripted-agent.ts'
import { EXIT } from '../../surfaces/cli/exit-codes.ts'
import type { Terminal } from '../terminal.ts'
import { followToEnd } from './follow-run.ts'
import { renderTree } from './render-tree.ts'

const tool = (name: string, execute: () => unknown) =>
  defineTool({ name, description: 'x', input: { type: 'object' }, execute })
const look = tool('look', () => 'seen')
const fail = tool('fail', () => Promise.reject(new Error('no luck')))
const call = (name: string) => ({ name, input: { message: 'Go' } })
const deep = createScriptedAgent([{ toolCalls: [{ name: 'look' }] }, { text: 'Deep.' }], {
  id: 'deep',
  description: 'x',
  tools: [look],
})
const middle = createScriptedAgent([{ toolCalls: [call('deep'), { name: 'fail' }] }, { text: 'Middle.' }], {
  id: 'middle',
  description: 'x',
  tools: [deep, fail],
})
const lead = createScriptedAgent([{ toolCalls: [call('middle')] }, { text: 'Done.' }], { id: 'lead', tools: [middle] })

function createTerminal(isJson = false) {
  const out: string[] = []
  const terminal: Terminal = {
    stdin: process.stdin,
    env: {},
    isJson,
    write: (part) => void out.push(part),
    writeJson: (value) => void out.push(`${JSON.stringify(value)}\n`),
    note: () => undefined,
    style: (_style, part) => part,
    columns: 80,
    showStatus: () => undefined,
    onInterrupt: () => () => undefined,
  }
  return { terminal, read: () => out.join('') }
}

test('each call of a run below is one line, deeper ones further in, all before the end of the call above', async () => {
  await using app = await createAgentApp(lead)
  const runId = await app.execute()
  const { terminal, read } = createTerminal()
  expect(await followToEnd(app.client, terminal, runId)).toBe(EXIT.ok)
  const lines = read()
    .split('\n')
    .map((line) => line.replace(/\d+ ms/, 'N ms'))
  const below = lines.filter((line) => line.startsWith('  │'))
  expect(below.toSorted()).toEqual(
    [
      '  │ middle → deep {"message":"Go"}',
      '  │ middle → fail {}',
      '  │ middle ✗ fail · TOOL_EXECUTION_ERROR no luck',
      '  │   │ deep → look {}',
      '  │   │ deep ✓ look · N ms',
      '  │ middle ✓ deep · N ms',
    ].toSorted(),
  )
  const at = (start: string) => lines.findIndex((line) => line.startsWith(start))
  const order = [
    '→ middle',
    '  │ middle → deep',
    '  │   │ deep → look',
    '  │   │ deep ✓',
    '  │ middle ✓ deep',
    '✓ middle',
  ]
  expect(order.map(at)).toEqual(order.map(at).toSorted((a, b) => a - b))
  expect(order.map(at)).not.toContain(-1)
})

test('programs get the events of the run alone', async () => {
  await using app = await createAgentApp(lead)
  const runId = await app.execute()
  const { terminal, read } = createTerminal(true)
  await followToEnd(app.client, terminal, runId)
  const runIds = read()
    .trim()
    .split('\n')
    .map((line) => (JSON.parse(line) as { runId: string }).runId)
  expect(new Set(runIds)).toEqual(new Set([runId]))
})

test('what a run below asks a person is shown with the commands that answer it', async () => {
  const asker = createScriptedAgent(
    [{ toolCalls: [{ name: 'ask_human', input: { question: 'Red?' } }] }, { text: 'ok' }],
    {
      id: 'asker',
      description: 'x',
      tools: [askHuman],
    },
  )
  const above = createScriptedAgent([{ toolCalls: [call('asker')] }, { text: 'Done.' }], { id: 'lead', tools: [asker] })
  await using app = await createAgentApp(above)
  const runId = await app.execute()
  const { terminal, read } = createTerminal()
  const asked = Promise.withResolvers<void>()
  const write = (part: string) => {
    terminal.write(part)
    if (part.includes('errand answer')) asked.resolve()
  }
  const followed = followToEnd(app.client, { ...terminal, write }, runId)
  await asked.promise
  const [pending] = (await app.client.call('agent.run.listApprovals', {})).items
  expect(read()).toContain('Red?')
  expect(read()).toContain(`errand answer ${pending?.runId}`)
  const answer = { runId: pending?.runId ?? '', approvalId: pending?.approvalId ?? '', decision: 'answer' as const }
  await app.client.call('agent.run.resolveApproval', { ...answer, answer: 'Yes' })
  expect(await followed).toBe(EXIT.ok)
})

test('the tree of a run is a table, indented by depth; a run alone has none', async () => {
  await using app = await createAgentApp(lead)
  const runId = await app.execute()
  await app.whenEnded(runId)
  const rows = (await renderTree(app.client, runId)).trim().split('\n')
  expect(rows.map((row) => row.trimEnd().split(/ {2,}/).slice(0, 3).join('|'))).toEqual([
    'runs below',
    expect.stringMatching(/^\|middle\|done/),
    expect.stringMatching(/^\|deep\|done/),
  ])
  expect(rows[2]).toMatch(/^ {4}deep/)
  const [leaf] = (await app.client.call('agent.run.list', { agentId: 'deep' })).items
  expect(await renderTree(app.client, leaf?.id ?? '')).toBe('')
})
