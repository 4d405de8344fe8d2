// Storage care with real processes: killed in the middle, and beside a server that works.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { copyFileSync, existsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, afterAll, describe, expect, test } from 'vitest'
import { createSqliteStore } from '../store/sqlite/sqlite-store.ts'
import { verifyFile } from '../store/sqlite/verify-file.ts'
import { runCli, startCli, waitForLine } from '../testing/cli-process.ts'
import { completed, line, startRun } from '../testing/store-fixture.ts'
import { createTempDir, type TempDir } from '../testing/temp-dir.ts'
import { restoreBackup } from './restore-backup.ts'

const child = join(import.meta.dirname, '../testing/storage-child.ts')
const agents = join(import.meta.dirname, 'cli-agents.fixture.ts')
const RUNS = 1500
const killMs = [0, 20, 50, 80, 110]

let dir: TempDir
/** A closed database of runs that ended long ago, with a text that was streamed. */
let database: string

beforeAll(async () => {
  dir = createTempDir()
  database = join(dir.path, 'old.db')
  await using store = createSqliteStore({ path: database })
  await Promise.all(Array.from({ length: RUNS }, (_, n) => endRun(`run_${n}`)))

  async function endRun(runId: string): Promise<void> {
    const { epoch } = await startRun(store, runId)
    const [at, messageId] = [completed.at, 'm']
    const text = { at, spanId: 'text', parentSpanId: 'turn' }
    const usage = { promptTokens: 1, completionTokens: 1, totalTokens: 2 }
    await store.appendEvents({
      runId,
      epoch,
      events: [
        { type: 'turn.started', at, spanId: 'turn', data: { n: 1, provider: 'sim', model: 'script' } },
        { type: 'message.delta', ...text, data: { messageId, channel: 'final', content: 'x' } },
        { type: 'message.delta', ...text, data: { messageId, channel: 'final', content: 'y' } },
        { type: 'message.completed', ...text, data: { messageId, channel: 'final', content: 'xy', startedAt: at } },
        { type: 'turn.completed', at, spanId: 'turn', data: { usage, finishReason: 'stop' } },
        line('z'.repeat(2000)),
        completed,
      ],
    })
  }
})
afterAll(() => dir[Symbol.dispose]())

/** Starts the child and kills it so long after it is ready, unless it has ended before. */
async function killAfter(ms: number, args: readonly string[]): Promise<void> {
  const started = spawn(process.execPath, ['--conditions=errand-source', child, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = once(started, 'exit')
  await once(started.stdout, 'data')
  await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, ms))])
  started.kill('SIGKILL')
  await ended
}

describe('a kill in the middle', () => {
  test.each(killMs)('of pruning, after %i ms, leaves whole runs only', async (ms) => {
    const path = join(dir.path, `prune-${ms}.db`)
    copyFileSync(database, path)
    await killAfter(ms, ['prune', path])
    await createSqliteStore({ path })[Symbol.asyncDispose]() // takes up the write-ahead log
    const { runs, faults } = verifyFile(path)
    expect(faults).toEqual([])
    expect(runs).toBeLessThanOrEqual(RUNS)
  })

  test.each(killMs)('of restoring, after %i ms, leaves all or nothing, and it can be done again', async (ms) => {
    const dataDir = join(dir.path, `restore-${ms}`)
    await killAfter(ms, ['restore', database, dataDir])
    const path = join(dataDir, 'errand.db')
    if (existsSync(path)) expect(verifyFile(path)).toMatchObject({ runs: RUNS, faults: [] })
    else expect(restoreBackup(database, dataDir)).toMatchObject({ runs: RUNS, faults: [] })
  })
})

describe('the commands', () => {
  test('a backup beside a server is its work; it is verified and restored, and prune is left to the server', async () => {
    using home = createTempDir()
    const cwd = home.path
    const server = startCli(['serve', agents, '--port', '0'], { cwd })
    await waitForLine(server, 'listening')
    expect((await runCli(['run', 'echo', 'hi', '--agents', agents], { cwd })).code).toBe(0)
    const made = await runCli(['backup', 'copy.db'], { cwd })
    expect(JSON.parse(made.stdout)).toEqual({
      path: join(cwd, 'copy.db'),
      sizeBytes: statSync(join(cwd, 'copy.db')).size,
    })
    expect((await runCli(['backup', 'copy.db'], { cwd })).stderr).toContain('BACKUP_FILE_EXISTS')
    const pruned = await runCli(['prune', '--older-than', '1h'], { cwd })
    expect(pruned).toMatchObject({ code: 2 })
    expect(pruned.stderr).toContain('ERRAND_RETENTION')
    server.child.kill('SIGTERM')
    await server.finished()
    const verified = await runCli(['restore', 'copy.db', '--verify'], { cwd })
    expect(verified.code).toBe(0)
    expect(JSON.parse(verified.stdout)).toMatchObject({ runs: 1, openRuns: 0, faults: [], isRestored: false })
    expect((await runCli(['restore', 'copy.db'], { cwd })).stderr).toContain('never replaces data')
    expect((await runCli(['restore', 'copy.db', '--data', 'again'], { cwd })).code).toBe(0)
    const runs = await runCli(['runs', '--data', 'again'], { cwd })
    expect(runs.stdout.trim().split('\n')).toHaveLength(1)
  })

  test('errand prune says what it would delete, deletes it, and shows a compacted run', async () => {
    using home = createTempDir()
    const cwd = home.path
    restoreBackup(database, join(cwd, '.errand'))
    const call = async (...args: string[]) =>
      JSON.parse((await runCli(args, { cwd })).stdout) as Record<string, unknown>
    expect(await call('prune', '--older-than', '1h', '--dry-run')).toMatchObject({ runs: RUNS, events: RUNS * 9 })
    expect(await call('prune')).toMatchObject({ runs: 0, removedDeltas: RUNS * 2 })
    const shown = await runCli(['show', 'run_7'], { cwd })
    expect(
      shown.stdout
        .trim()
        .split('\n')
        .map((text) => (JSON.parse(text) as { seq: number }).seq),
    ).toEqual([1, 2, 3, 6, 7, 8, 9])
    const followed = await runCli(['follow', 'run_7', '--after', '4', '--agents', agents], { cwd })
    expect(followed.stdout.trim().split('\n')).toHaveLength(4)
    expect(await call('prune', '--older-than', '1h')).toMatchObject({ runs: RUNS, events: RUNS * 7 })
    expect((await runCli(['prune', '--older-than', 'x'], { cwd })).code).toBe(2)
    expect((await runCli(['runs'], { cwd })).stdout).toBe('')
  })
})
