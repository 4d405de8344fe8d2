// What runs ask people, answered on the command line while another process follows the run.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { runCli, startCli, waitForLine } from '../testing/cli-process.ts'
import { createTempDir } from '../testing/temp-dir.ts'

const agents = ['--agents', join(import.meta.dirname, 'cli-agents.fixture.ts')]

test('a run that waits is listed, answered by approve, reject and answer, and followed to its end', async () => {
  using dir = createTempDir()
  const errand = (...args: string[]) => runCli([...args, ...agents], { cwd: dir.path })
  const whenListed = async (text: string) => {
    for (;;) {
      const { stdout } = await errand('approvals')
      if (stdout.includes(text)) return JSON.parse(stdout) as { approvalId: string }
    }
  }
  const cli = startCli(['run', 'asking', 'hi', ...agents], { cwd: dir.path })
  const { runId } = JSON.parse(await waitForLine(cli, '"run.waiting"')) as { runId: string }
  const listed = JSON.parse((await errand('approvals')).stdout) as object
  expect(listed).toMatchObject({ runId, kind: 'approval', toolName: 'pay', input: { amount: 7 } })
  expect((await errand('answer', runId, 'yes')).stderr).toContain('does not wait for the answer to a question')
  expect((await errand('approve', 'unknown')).stderr).toContain('RUN_NOT_FOUND')
  expect((await errand('approve', runId, '--edit', '[]')).code).toBe(2)
  const answered = await errand('approve', runId, '--edit', '{"amount":5}')
  expect(answered).toMatchObject({ code: 0, stdout: '{"success":true,"status":"running"}\n' })
  const { approvalId } = await whenListed('"amount":8')
  expect((await errand('reject', runId, '--id', approvalId, '--reason', 'no')).code).toBe(0)
  await whenListed('Tea?')
  expect((await errand('answer', runId, 'yes')).code).toBe(0)
  const { code, stdout } = await cli.finished()
  expect(code).toBe(0)
  expect(stdout).toContain('"output":{"answer":"yes"}')
  expect(readFileSync(join(dir.path, 'paid'), 'utf8')).toBe('5\n')
  expect((await errand('approvals')).stdout).toBe('')
})
