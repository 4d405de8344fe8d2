// Faults that the operating system makes: a disk that fails or is full, death in the middle of an fsync, a process that is
// stopped and continued. They are injected into a real server by `strace`; without it those tests are skipped.
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { checkHistory } from '../testing/faults/check-history.ts'
import { type ClientDeps, createSend } from '../testing/faults/client.ts'
import { readDump } from '../testing/faults/dump.ts'
import { createHistory } from '../testing/faults/history.ts'
import { readLedger } from '../testing/faults/ledger.ts'
import { createRandom, heal, quiesce, type Reach, runClients } from '../testing/faults/load.ts'
import { type ServerOptions, type ServerProcess, startServer } from '../testing/faults/server-process.ts'
import { createTempDir } from '../testing/temp-dir.ts'

const dir = createTempDir()
afterAll(() => dir[Symbol.dispose]())
const token = 'token-of-the-process-faults'
const hasStrace = spawnSync('strace', ['-V']).status === 0

function createOptions(name: string): ServerOptions {
  return { dataDir: join(dir.path, name, 'data'), ledgerPath: join(dir.path, `${name}.jsonl`), token }
}

/** Loads a server, takes another when it dies, heals and checks. `disturb` is called when the load has begun. */
async function survive(
  options: ServerOptions,
  under: readonly string[],
  disturb: (server: ServerProcess) => Promise<void> = async () => undefined,
) {
  const first = await startServer({ ...options, under })
  const server = { now: Promise.resolve(first) }
  let isOver = false
  void first.ended.then(() => {
    if (!isOver) server.now = startServer(options)
  })
  const deps: ClientDeps = { history: createHistory(), random: createRandom(1), mayBreakOff: true }
  const reach: Reach = async () => createSend((await server.now).url, token)
  const load = runClients(reach, deps, () => deps.history.posts.length >= 40)
  await disturb(first)
  await load
  await heal(await reach(), deps)
  await quiesce(await reach(), deps, () => true)
  isOver = true
  await (await server.now).stop()
  return {
    history: deps.history,
    ledger: readLedger(options.ledgerPath),
    dump: readDump(join(options.dataDir, 'errand.db')),
  }
}

const inject = (call: string, what: string) => {
  const options = ['-f', '-qq', '-o', '/dev/null', '-e', `trace=${call}`, '-e', `inject=${call}:${what}`]
  return ['strace', ...options]
}

describe.skipIf(!hasStrace)('a server under strace', () => {
  it.each([
    ['a disk that fails five times', 'eio', inject('fsync', 'error=EIO:when=40..44')],
    ['a disk that is full for a while', 'enospc', inject('pwrite64', 'error=ENOSPC:when=400..450')],
    ['death at an fsync', 'kill-40', inject('fsync', 'signal=SIGKILL:when=40')],
    ['death at a later fsync', 'kill-71', inject('fsync', 'signal=SIGKILL:when=71')],
    ['death in a write', 'kill-write', inject('pwrite64', 'signal=SIGKILL:when=333')],
  ])('survives %s', async (_what, name, under) => {
    const evidence = await survive(createOptions(name), under)
    expect(checkHistory(evidence).slice(0, 10)).toEqual([])
    expect(evidence.dump.runs.length).toBeGreaterThan(20)
  })

  it('answers a post only after an fsync that came after the post', async () => {
    const path = join(dir.path, 'trace.txt')
    const under = ['strace', '-f', '-qq', '-s', '64', '-e', 'trace=fsync,read,write,writev', '-o', path]
    const server = await startServer({ ...createOptions('order'), under })
    const body = JSON.stringify({ agentId: 'single', input: { message: 'Go' } })
    const send = createSend(server.url, token)
    const answer = await send('/v1/runs', { method: 'POST', body, headers: { 'Content-Type': 'application/json' } })
    expect(answer.status).toBe(200)
    await server.stop()
    const lines = readFileSync(path, 'utf8').split('\n')
    const asked = lines.findIndex((line) => line.includes('POST /v1/runs'))
    const answered = lines.findIndex((line) => line.includes('HTTP/1.1 200'))
    expect(lines.slice(asked, answered).join('\n')).toMatch(/fsync\(\d+\) += 0/)
  })
})

it('a server that is stopped keeps its data to itself, and goes on when it is continued', async () => {
  const options = createOptions('stopped')
  const evidence = await survive(options, [], async ({ pid }) => {
    process.kill(pid, 'SIGSTOP')
    try {
      await expect(startServer(options)).rejects.toThrow(/another process serves|held by a process/)
    } finally {
      process.kill(pid, 'SIGCONT')
    }
  })
  expect(checkHistory(evidence).slice(0, 10)).toEqual([])
})
