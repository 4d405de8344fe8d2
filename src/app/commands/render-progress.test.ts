import { expect, it } from 'vitest'
import { createTestApp } from '../../testing/create-test-app.ts'
import { createGatedTool } from '../../testing/gated-tool.ts'
import { createScriptedAgent } from '../../testing/scripted-agent.ts'
import { renderProgress } from './render-progress.ts'

it('a run that has not ended is shown with who took it up, its attempt, and what it is doing since when', async () => {
  const gate = createGatedTool()
  const agents = [createScriptedAgent([{ toolCalls: [{ name: 'gate', input: {} }] }], { tools: [gate.tool] })]
  await using test = await createTestApp({ agents, overrides: { owner: '17@build' } })
  const { runId } = await test.client.call('agent.run.execute', { agentId: 'scripted', input: { message: 'Hi' } })
  await gate.started()
  const run = await test.client.call('agent.run.get', { runId })
  const show = (afterMs: number) =>
    renderProgress(run, test.clock.now() + afterMs)
      .split('\n')
      .slice(1, -1)
  expect(show(1500)).toEqual([
    '… running, taken up by 17@build (attempt 1)',
    '  gate for 1.5 s',
    `  follow it: errand follow ${runId}`,
  ])
  expect(show(119_900)[1]).toBe('  gate for 1 min 59 s')
  expect(show(50 * 3_600_000 + 60_000)[1]).toBe('  gate for 50 h 1 min')
  const { owner: _owner, inFlight: _inFlight, ...waiting } = { ...run, status: 'waiting' as const }
  expect(renderProgress(waiting, 0)).toBe(`\n… waiting\n  follow it: errand follow ${runId}\n`)
  gate.release('x')
})
