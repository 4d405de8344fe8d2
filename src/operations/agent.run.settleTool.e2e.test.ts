// A person settles what a crash left unknown: a child process is killed in the middle of a call.
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { createCrashAgents, readLedger } from '../testing/crash/crash-agents.ts'
import { crashChild } from '../testing/crash/crash-run.ts'
import { whenWaiting } from '../testing/approving-agent.ts'
import { createTestApp } from '../testing/create-test-app.ts'
import { listSpanFaults, listTraces } from '../testing/list-traces.ts'
import { postJson } from '../testing/post-json.ts'
import { readRefusal } from '../testing/read-problem.ts'
import { createTempDir } from '../testing/temp-dir.ts'

it.each([
  [{ outcome: 'completed', output: { receipt: 17 } }, 'done', { output: { receipt: 17 } }],
  [{ outcome: 'failed', message: 'it never arrived' }, 'error', { errorMessage: 'it never arrived' }],
] as const)('an unknown outcome is settled as %o, and the run goes on', async (settlement, status, result) => {
  using folder = createTempDir()
  const databasePath = join(folder.path, 'errand.db')
  const ledgerPath = join(folder.path, 'ledger')
  const [runId = ''] = await crashChild({ databasePath, ledgerPath }, 'asks', (lines) => lines.includes('hanging'))
  const agents = createCrashAgents({ ledgerPath, isHanging: false })
  await using test = await createTestApp({ databasePath, agents })
  const [item] = await whenWaiting(test, runId)
  expect(item).toMatchObject({ kind: 'unknown', toolName: 'once', reason: expect.stringContaining('crash') })
  const callId = item?.callId ?? ''
  const approval = `/v1/runs/${runId}/approvals/${item?.approvalId}`
  const refused = await test.send(approval, postJson({ decision: 'approve' }))
  expect(await readRefusal(refused)).toBe('422 INPUT_INVALID /decision')
  const settle = () => test.send(`/v1/runs/${runId}/calls/${callId}/settle`, postJson(settlement))
  const answer = await settle()
  expect([answer.status, await answer.json()]).toEqual([200, { success: true, status: 'running' }])
  expect(await readRefusal(await settle())).toBe('409 CALL_NOT_UNKNOWN')
  await test.whenEnded(runId)
  const { steps } = await test.client.call('agent.run.getSteps', { runId })
  expect(steps.find((step) => step.id.endsWith('-settled'))).toMatchObject({ status, ...result })
  const { events, types, audit } = await listTraces(test.app.store, runId)
  expect(types.at(-1)).toBe('run.completed')
  expect(listSpanFaults(events)).toEqual([])
  expect(audit.map(({ action }) => action)).toContain('run.tool.settled')
  expect(readLedger(ledgerPath, 'once').filter((started) => started === callId)).toHaveLength(1)
})
