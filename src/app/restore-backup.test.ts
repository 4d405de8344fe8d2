import { copyFileSync, existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createSqliteStore } from '../store/sqlite/sqlite-store.ts'
import { createScriptedAgent } from '../testing/scripted-agent.ts'
import { createTestApp } from '../testing/create-test-app.ts'
import { everyRun } from '../testing/store-fixture.ts'
import { createTempDir, type TempDir } from '../testing/temp-dir.ts'
import { restoreBackup, verifyBackup } from './restore-backup.ts'

let dir: TempDir
/** A backup of two runs that ended, compacted, and one that is open. */
let backup: string
let copies = 0

beforeAll(async () => {
  dir = createTempDir()
  backup = join(dir.path, 'backup.db')
  const agents = [createScriptedAgent([{ text: 'Hello there, friend.' }]), createScriptedAgent([], { id: 'later' })]
  await using test = await createTestApp({ agents })
  const start = (agentId: string) => test.client.call('agent.run.execute', { agentId, input: { message: 'Hello' } })
  for (let n = 0; n < 2; n += 1) await test.whenEnded((await start('scripted')).runId)
  const endedBefore = '2999-01-01T00:00:00.000Z'
  expect(await test.app.store.compactDeltas({ endedBefore, limit: 1000 })).not.toMatchObject({ removed: 0 })
  await test.app.engine.stop({ graceMs: 0 })
  await start('later')
  await test.client.call('store.backup', { path: backup })
})
afterAll(() => dir[Symbol.dispose]())

/** The backup with something done to it. */
function damage(sql: string): string {
  copies += 1
  const path = join(dir.path, `damaged-${copies}.db`)
  copyFileSync(backup, path)
  const db = new DatabaseSync(path)
  db.exec(`PRAGMA journal_mode = DELETE; ${sql}`)
  db.close()
  return path
}

const faults: [string, string, RegExp][] = [
  ['a lost event', `DELETE FROM events WHERE type = 'turn.started'`, /has a gap/],
  ['a lost end', `DELETE FROM events WHERE type = 'run.completed'`, /0 terminal/],
  ['a log without a row', `DELETE FROM runs WHERE n = 1`, /events and no row/],
  ['a row without a log', `DELETE FROM events WHERE run_id = (SELECT id FROM runs WHERE n = 1)`, /does not start/],
  ['a drifted row', `UPDATE runs SET total_tokens = 99 WHERE n = 1`, /row says usage/],
  ['text that is no JSON', `UPDATE events SET data = '{' WHERE type = 'turn.started'`, /run run_.*JSON/],
  ['a newer schema', `PRAGMA user_version = 999`, /schema 999/],
  ['another database', `PRAGMA user_version = 0`, /schema 0/],
]

describe('restoring a backup', () => {
  it('checks it and changes nothing with --verify', () => {
    const before = readdirSync(dir.path)
    expect(verifyBackup(backup)).toMatchObject({ runs: 3, openRuns: 1, faults: [] })
    expect(readdirSync(dir.path)).toEqual(before)
  })

  it('puts it into a new folder, readable by its owner alone, where it opens with all its runs', async () => {
    const dataDir = join(dir.path, 'new')
    expect(restoreBackup(backup, dataDir)).toMatchObject({ runs: 3, faults: [] })
    expect(readdirSync(dataDir)).toEqual(['errand.db'])
    expect(statSync(join(dataDir, 'errand.db')).mode & 0o777).toBe(0o600)
    await using store = createSqliteStore({ path: join(dataDir, 'errand.db') })
    expect((await store.listRuns(everyRun)).total).toBe(3)
    expect(await store.listOpenRuns()).toHaveLength(1)
  })

  it('never replaces data', () => {
    const dataDir = join(dir.path, 'taken')
    restoreBackup(backup, dataDir)
    writeFileSync(join(dataDir, 'errand.db'), 'mine')
    expect(() => restoreBackup(backup, dataDir)).toThrow(/never replaces data/)
    expect(readFileSync(join(dataDir, 'errand.db'), 'utf8')).toBe('mine')
  })

  it.each(faults)('finds %s and restores nothing', (_name, sql, pattern) => {
    const damaged = damage(sql)
    const dataDir = join(dir.path, `refused-${copies}`)
    expect(verifyBackup(damaged).faults.join('\n')).toMatch(pattern)
    expect(restoreBackup(damaged, dataDir).faults.join('\n')).toMatch(pattern)
    expect(readdirSync(dataDir)).toEqual([])
  })

  it('finds pages that are broken', () => {
    const path = join(dir.path, 'torn.db')
    const bytes = readFileSync(backup)
    bytes.fill(0xaa, 8192, 24_576)
    writeFileSync(path, bytes)
    expect(verifyBackup(path).faults).not.toEqual([])
    writeFileSync(path, 'this is no database '.repeat(100))
    expect(verifyBackup(path).faults.join()).toMatch(/cannot be read/)
  })

  it('refuses a file that is missing, or that a process has open', async () => {
    expect(() => verifyBackup(join(dir.path, 'nothing.db'))).toThrow(/there is no file/)
    const path = join(dir.path, 'open.db')
    await using _store = createSqliteStore({ path })
    expect(existsSync(`${path}-wal`)).toBe(true)
    expect(() => verifyBackup(path)).toThrow(/in use or was not closed/)
  })
})
