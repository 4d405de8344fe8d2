// Every example runs as it stands, without a key.
import { execFile } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
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

function readEvents(stdout: string): Event[] {
  return stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Event)
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
  const text = await answer('support-agent.ts', ['support', 'May I send a lamp back?'])
  expect(text).toMatch(/back within 30 days[^]*\[\d\]\n\n\[\d\] returns\.md/)
  expect(await answer('support-agent.ts', ['support', 'Zyzzyva quokka?'])).toContain('I found nothing on this')
})

test('email-agent.ts sends an e-mail once a person has approved it', async () => {
  using dir = createTempDir()
  const agents = ['--agents', path('email-agent.ts')]
  const message = 'Send an e-mail to ada@example.com, subject: "Your lamp", body: "It was sent today."'
  const cli = startCli(['run', 'email', message, ...agents], { cwd: dir.path })
  const { runId } = JSON.parse(await waitForLine(cli, '"run.waiting"')) as Event
  expect(existsSync(join(dir.path, 'outbox.jsonl'))).toBe(false)
  expect((await runCli(['approve', runId, ...agents], { cwd: dir.path })).code).toBe(0)
  expect((await cli.finished()).code).toBe(0)
  expect(JSON.parse(readFileSync(join(dir.path, 'outbox.jsonl'), 'utf8'))).toEqual({
    id: expect.stringMatching(/^call_/),
    to: 'ada@example.com',
    subject: 'Your lamp',
    body: 'It was sent today.',
  })
})

test('report-agent.ts writes the report of a day', async () => {
  using dir = createTempDir()
  const args = ['run', 'report', 'Write the report of 2026-03-01', '--agents', path('report-agent.ts')]
  const { stdout } = await runCli(args, { cwd: dir.path })
  expect(readEvents(stdout).at(-1)?.data.resultData?.result).toContain('euros 697')
  expect(readFileSync(join(dir.path, 'reports/2026-03-01.md'), 'utf8')).toContain('| chair | 2 | 240 |')
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
  const events = readEvents(stdout)
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
