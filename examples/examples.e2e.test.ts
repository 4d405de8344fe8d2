// Every example runs as it stands, without a key.
import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { runCli, startCli, waitForLine } from '../src/testing/cli-process.ts'
import { createTempDir } from '../src/testing/temp-dir.ts'

const run = promisify(execFile)
const path = (name: string) => join(import.meta.dirname, name)

interface Event {
  runId: string
  type: string
  data: { resultData?: { result: string }; input?: unknown }
}

async function answer(file: string, args: readonly string[]): Promise<string> {
  using dir = createTempDir()
  const { stdout } = await runCli(['run', ...args, '--agents', path(file)], { cwd: dir.path })
  const last = JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as Event
  expect(last.type).toBe('run.completed')
  return last.data.resultData?.result ?? ''
}

test('first.ts runs an agent and streams another run', async () => {
  using dir = createTempDir()
  const { PATH = '', HOME = '' } = process.env
  const options = { cwd: dir.path, env: { PATH, HOME } }
  const { stdout } = await run(process.execPath, ['--conditions=errand-source', path('first.ts')], options)
  expect(stdout).toContain('Lisbon')
  expect(stdout).toContain('run.completed')
})

test('client.ts follows a run of a server, and says why a run that has ended cannot be cancelled', async () => {
  using dir = createTempDir()
  const { PATH = '', HOME = '' } = process.env
  const token = 'a-token-for-the-example'
  const server = startCli(['serve', path('docs-agent.ts'), '--port', '0'], {
    cwd: dir.path,
    env: { ERRAND_TOKEN: token },
  })
  const { url } = JSON.parse(await waitForLine(server, 'listening')) as { url: string }
  const env = { PATH, HOME, ERRAND_URL: url, ERRAND_TOKEN: token }
  const { stdout } = await run(process.execPath, ['--conditions=errand-source', path('client.ts')], { env })
  server.child.kill('SIGTERM')
  await server.finished()
  expect(stdout).toMatch(/^→ search_docs\n[^]*docs\/[^]*\nRUN_NOT_CANCELLABLE: /)
})

test('docs-agent.ts answers from the documentation with path and line', async () => {
  const text = await answer('docs-agent.ts', ['docs', 'What happens to a run when its process is killed?'])
  expect(text).toContain('taken up again at the next start')
  expect(text).toMatch(/\[1\] docs\/guarantees\.md:\d+/)
  const effects = await answer('docs-agent.ts', ['docs', 'Which effects can a tool have?'])
  expect(effects).toMatch(/docs\/(agents-and-tools|glossary)\.md:\d+/)
})

test('support-agent.ts answers from a folder of documents with citations, or says that nothing is there', async () => {
  const text = await answer('support-agent.ts', ['support', 'What happens when a tool asks for approval?'])
  expect(text).toMatch(/\[1\][^]*\n\[1\] \S+\.md/)
  expect(await answer('support-agent.ts', ['support', 'Zyzzyva quokka?'])).toContain('please open an issue')
})

test('payment-agent.ts pays an invoice once and gives the receipt', async () => {
  using dir = createTempDir()
  const args = ['run', 'payments', 'Please pay invoice 77', '--agents', path('payment-agent.ts')]
  const { stdout } = await runCli(args, { cwd: dir.path })
  expect(JSON.parse(stdout.trim().split('\n').at(-1) ?? '')).toMatchObject({ type: 'run.completed' })
  const payments = readFileSync(join(dir.path, 'payments.jsonl'), 'utf8').trim().split('\n')
  expect(payments.map((line) => JSON.parse(line))).toEqual([{ id: expect.stringMatching(/^call_/), invoice: 77 }])
})

test('team-agent.ts asks both colleagues, each in a run of its own', async () => {
  using dir = createTempDir()
  const question = 'What is the price of a lamp, and how many lamps are in stock?'
  const { stdout } = await runCli(['run', 'shop', question, '--agents', path('team-agent.ts')], { cwd: dir.path })
  const events = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Event)
  expect(events.at(-1)?.data.resultData?.result).toMatch(/euros 49[^]*inStock 12/)
  const runs = await runCli(['agent', 'run', 'list', '--parent-run-id', events[0]?.runId ?? ''], { cwd: dir.path })
  expect(JSON.parse(runs.stdout)).toMatchObject({ total: 2, items: [{ status: 'done' }, { status: 'done' }] })
})

test('order-agent.ts answers with an object', async () => {
  using dir = createTempDir()
  const message = 'Please send 3 lamps to Oslo and confirm to ada@example.com'
  const args = ['run', 'orders', message, '--text', '--agents', path('order-agent.ts')]
  const { stdout } = await runCli(args, { cwd: dir.path })
  expect(JSON.parse(stdout)).toEqual({ product: 'lamp', quantity: 3, email: 'ada@example.com' })
})

test('topic-agent.ts checks its input', async () => {
  expect(await answer('topic-agent.ts', ['topic', 'Be brief.', '--input', '{"topic":"tides"}'])).not.toBe('')
  using dir = createTempDir()
  const refused = await runCli(['run', 'topic', 'Be brief.', '--input', '{}', '--agents', path('topic-agent.ts')], {
    cwd: dir.path,
  })
  expect(refused.code).toBe(1)
  expect(refused.stderr).toContain('/input/context/topic')
})
