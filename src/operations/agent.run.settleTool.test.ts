import { expect, it } from 'vitest'
import { createApprovingAgent, createPayTool, whenWaiting } from '../testing/approving-agent.ts'
import { createTestApp } from '../testing/create-test-app.ts'
import { postJson } from '../testing/post-json.ts'
import { readRefusal } from '../testing/read-problem.ts'

it('settling a call nobody asks about is refused and changes nothing [settle-tool-not-unknown]', async () => {
  const { tool } = createPayTool()
  const calls = [{ name: 'pay', input: { amount: 1 } }]
  await using test = await createTestApp({ agents: [createApprovingAgent(calls, [tool])] })
  const { runId } = await test.client.call('agent.run.execute', { agentId: 'scripted', input: { message: 'x' } })
  const [item] = await whenWaiting(test, runId)
  const settle = (run: string, callId: string, body: object = { outcome: 'completed' }) =>
    test.send(`/v1/runs/${run}/calls/${callId}/settle`, postJson(body))
  expect(await readRefusal(await settle(runId, item?.callId ?? ''))).toBe('409 CALL_NOT_UNKNOWN')
  expect(await readRefusal(await settle(runId, 'nothing'))).toBe('409 CALL_NOT_UNKNOWN')
  expect(await readRefusal(await settle('unknown', 'nothing'))).toBe('404 RUN_NOT_FOUND')
  expect(await readRefusal(await settle(runId, 'x', { outcome: 'maybe' }))).toBe('422 INPUT_INVALID /outcome')
  expect(await test.client.call('agent.run.get', { runId })).toMatchObject({ status: 'waiting' })
})
