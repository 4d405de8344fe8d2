// A batch whose process dies: the same command goes on, and no row has two runs.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { BatchResult } from '../batch/batch-result.ts'
import { runCli, startCli, waitForLine } from '../../testing/cli-process.ts'
import { createTempDir } from '../../testing/temp-dir.ts'

const agents = ['--agents', join(import.meta.dirname, '../batch/batch-agents.fixture.ts')]
const ROWS = 24

const parse = (text: string) =>
  text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as BatchResult)

test('is killed, then interrupted, and then ends with one run for each row, in the order of the inputs', async () => {
  using dir = createTempDir()
  const cwd = dir.path
  const messages = Array.from({ length: ROWS }, (_, index) => `Row ${index + 1}`)
  writeFileSync(join(cwd, 'in.csv'), `message\n${messages.join('\n')}\n`)
  const batch = ['batch', 'slow', 'in.csv', '--concurrency', '4', ...agents]

  const killed = startCli(batch, { cwd })
  const first = JSON.parse(await waitForLine(killed, '"done"')) as BatchResult
  killed.child.kill('SIGKILL')
  await killed.finished()

  const left = startCli(batch, { cwd })
  await waitForLine(left, '"line":6')
  left.child.kill('SIGINT')
  const { code, stderr } = await left.finished()
  expect({ code, stderr }).toMatchObject({ code: 130, stderr: expect.stringContaining('The same command goes on') })

  const last = await runCli([...batch, '--out', 'out.jsonl'], { cwd })
  expect(last).toMatchObject({ code: 0, stderr: expect.stringContaining(`${ROWS} of ${ROWS} rows done`) })
  const results = parse(readFileSync(join(cwd, 'out.jsonl'), 'utf8'))
  expect(results.map(({ input }) => input?.message)).toEqual(messages)
  expect(results.every(({ output }) => output?.['result'] === 'One two three four five.')).toBe(true)
  expect(results.find(({ line }) => line === first.line)).toEqual(first)
  expect(new Set(results.map(({ runId }) => runId)).size).toBe(ROWS)
  const { stdout } = await runCli(['agent', 'run', 'list'], { cwd })
  expect(JSON.parse(stdout)).toMatchObject({ total: ROWS })
})

test('goes on over the death of the server it works with', async () => {
  using dir = createTempDir()
  const cwd = dir.path
  writeFileSync(join(cwd, 'in.jsonl'), Array.from({ length: 8 }, (_, index) => `"Row ${index}"\n`).join(''))
  const server = startCli(['serve', ...agents.slice(1), '--port', '0'], { cwd })
  await waitForLine(server, 'listening')
  const batch = startCli(['batch', 'slow', 'in.jsonl', '--concurrency', '2', ...agents], { cwd })
  await waitForLine(batch, '"done"')
  server.child.kill('SIGKILL')
  const { code, stdout } = await batch.finished()
  expect(code).toBe(0)
  expect(parse(stdout).map(({ status }) => status)).toEqual(Array.from({ length: 8 }, () => 'done'))
  const { stdout: list } = await runCli(['agent', 'run', 'list'], { cwd })
  expect(JSON.parse(list)).toMatchObject({ total: 8 })
})
