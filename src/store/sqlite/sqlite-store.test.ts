import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, afterEach, describe, expect, it } from 'vitest'
import { logOf, moment, toolCompleted, toolFailed, toolStarted, withoutNumbers } from '../../testing/log-of.ts'
import { completed, createRun, organizationId, readLog, startRun } from '../../testing/store-fixture.ts'
import { describeStore } from '../../testing/store-suite.ts'
import type { Store } from '../store.ts'
import { StoreInUseError, StoreUnavailableError } from '../store-error.ts'
import { findRuns } from './changed-runs.ts'
import { findUncompacted } from './compact-deltas.ts'
import { migrate } from './migrations.ts'
import { findHeldFirings, findReadyFirings } from './firings.ts'
import { findOpen } from './list-rows.ts'
import { renderTaskLogs } from './task-logs.ts'
import { renderMeasure } from './measure-runs.ts'
import { findPrunable } from './prune-runs.ts'
import { createSqliteStore } from './sqlite-store.ts'
import { verifyFile } from './verify-file.ts'

const folder = mkdtempSync(join(tmpdir(), 'errand-store-'))
const opened: Store[] = []
let files = 0

function createPath(): string {
  files += 1
  return join(folder, `${files}.db`)
}

function openStore(path: string): Store {
  const store = createSqliteStore({ path })
  opened.push(store)
  return store
}

afterEach(async () => {
  for (const store of opened.splice(0)) await store[Symbol.asyncDispose]()
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describeStore('SQLite in memory', async () => ({ store: openStore(':memory:'), reopen: null }))
describeStore('SQLite in a file', async () => {
  const path = createPath()
  const store = openStore(path)
  const reopen = async () => {
    await store[Symbol.asyncDispose]()
    return openStore(path)
  }
  return { store, reopen }
})

/** Runs a script in another process; gives back what it printed and what ended it. */
function runElsewhere(script: string, path: string) {
  const args = ['--conditions=errand-source', '--input-type=module-typescript', '-e', script, path]
  const { stdout, signal } = spawnSync(process.execPath, args, { cwd: import.meta.dirname, encoding: 'utf8' })
  return { printed: stdout.trim(), signal }
}

/** Opens a store, creates a run and kills the process, once somebody may have seen the run or before anybody did. */
const killAt = (moment: 'acknowledged' | 'published' | 'asked') => `
  const { createSqliteStore } = await import('./sqlite-store.ts')
  const { createRun } = await import('../../testing/store-fixture.ts')
  const store = createSqliteStore({ path: process.argv[1] })
  const kill = () => process.kill(process.pid, 'SIGKILL')
  if ('${moment}' === 'published') store.subscribe(kill)
  const created = createRun(store, 'run_1')
  if ('${moment}' === 'asked') kill()
  await created
  kill()
  await new Promise(() => undefined)`

const OPEN_ELSEWHERE = `
  const { createSqliteStore } = await import('./sqlite-store.ts')
  try {
    createSqliteStore({ path: process.argv[1] })
    console.log('opened')
  } catch (error) {
    console.log(error.name + ': ' + error.message)
  }`

/** A file as the first version wrote it, with the rows of `source`. */
function writeFirstVersion(path: string, source: string): void {
  const db = new DatabaseSync(path)
  migrate(db, 1)
  db.exec(`ATTACH '${source}' AS source`)
  const columns = (table: string) => db.prepare(`SELECT name FROM pragma_table_info('${table}')`).all()
  const renamed: Record<string, string> = { is_ad_hoc: "origin = 'adhoc'", run_id: 'resource' }
  for (const table of ['runs', 'events', 'agents', 'revisions', 'emissions', 'audit']) {
    const names = columns(table).map((row) => String(row['name']))
    const values = names.map((name) => (table === 'events' ? name : (renamed[name] ?? name)))
    db.exec(`INSERT INTO ${table} (${names.join()}) SELECT ${values.join()} FROM source.${table}`)
  }
  db.close()
}

/** Everything that is counted. */
function measure(store: Store) {
  const all = { organizationId, agentId: null, startDate: '2000', endDate: '3000' }
  return Promise.all([
    store.measureRuns({ ...all, model: null, groupBy: 'model', granularity: 'day' }),
    store.measureTools({ ...all, toolId: null }),
  ])
}

describe('a SQLite file', () => {
  it('belongs to one process until that closes it', async () => {
    const path = createPath()
    const store = openStore(path)
    await createRun(store, 'run_1')
    expect(runElsewhere(OPEN_ELSEWHERE, path).printed).toBe(`StoreInUseError: ${path} is in use by another process`)
    await store[Symbol.asyncDispose]()
    expect(runElsewhere(OPEN_ELSEWHERE, path).printed).toBe('opened')
  })

  it('cannot be opened twice in one process either', () => {
    const path = createPath()
    openStore(path)
    expect(() => openStore(path)).toThrow(StoreInUseError)
  })

  it.each(['acknowledged', 'published', 'asked'] as const)(
    'of a process that was killed when a run was %s opens at once and holds all that anybody saw',
    async (moment) => {
      const path = createPath()
      expect(runElsewhere(killAt(moment), path).signal).toBe('SIGKILL')
      const store = openStore(path)
      expect(await readLog(store, 'run_1')).toHaveLength(moment === 'asked' ? 0 : 1)
      expect(await store.listOpenRuns()).toHaveLength(moment === 'asked' ? 0 : 1)
    },
  )

  it('that a newer version wrote is refused and left as it is', () => {
    const path = createPath()
    const db = new DatabaseSync(path)
    db.exec('PRAGMA user_version = 9999')
    db.close()
    expect(() => openStore(path)).toThrow(/written by a newer errand \(schema 9999.*update errand/)
    const again = new DatabaseSync(path)
    expect(again.prepare('PRAGMA user_version').get()).toEqual({ user_version: 9999 })
    expect(again.prepare("SELECT count(*) AS n FROM sqlite_master WHERE type = 'table'").get()).toEqual({ n: 0 })
    again.close()
  })

  it('that the first version wrote opens, and is verified as it was', async () => {
    const [source, path] = [createPath(), createPath()]
    await using present = openStore(source)
    const { epoch } = await startRun(present, 'run_1')
    const calls = withoutNumbers(
      logOf([toolStarted('a', 't'), toolStarted('b', 't'), toolCompleted('a'), toolFailed('b')]),
    )
    await present.appendEvents({ runId: 'run_1', epoch, events: [...calls, completed] })
    const figures = await measure(present)
    await present[Symbol.asyncDispose]()
    writeFirstVersion(path, source)
    expect(verifyFile(path)).toEqual({ runs: 1, openRuns: 0, events: 7, faults: [] })
    const store = openStore(path)
    expect(await readLog(store, 'run_1')).toHaveLength(7)
    expect(await measure(store)).toEqual(figures)
    expect(figures).toMatchObject([
      [{ group: 'sim/script', runs: 1 }],
      [{ completed: 1, failed: 1, durationsMs: [5, 2000] }],
    ])
    expect(await store.getAgent({ organizationId, agentId: 'agent' })).toMatchObject({ origin: 'code' })
    const { items } = await store.listEmissions({ organizationId, resource: 'run_1', limit: 9, offset: 0 })
    expect(items.map(({ key }) => key)).toEqual(['run.started', 'run.completed'])
    expect(await store.pruneRuns({ endedBefore: '2999', limit: 9, at: moment(0) })).toMatchObject({ runs: 1 })
  })

  it('finds what is to be swept and what is open by an index, and in its order', async () => {
    const path = createPath()
    await openStore(path)[Symbol.asyncDispose]()
    const db = new DatabaseSync(path)
    const plan = (sql: string) =>
      db
        .prepare(`EXPLAIN QUERY PLAN ${sql}`)
        .all()
        .map((row) => String(row['detail']))
        .join('; ')
    expect(plan(findPrunable)).toMatch(/^SEARCH runs USING INDEX runs_ended/)
    expect(plan(findOpen)).toBe('SCAN runs USING COVERING INDEX runs_open')
    expect(plan(findPrunable)).not.toMatch(/TEMP B-TREE/)
    const measured = 'USING COVERING INDEX runs_measured (organization_id=? AND queued_at>? AND queued_at<?)'
    expect(plan(findRuns)).toMatch(/^SEARCH runs USING INDEX sqlite_autoindex_runs_1 \(id=\?\)/)
    expect(plan(renderMeasure('day'))).toContain(measured)
    expect(plan(findUncompacted)).toMatch(/^SEARCH runs USING INDEX runs_ended[^;]*$/)
    const task = 'SEARCH s USING INTEGER PRIMARY KEY (rowid=?); USE TEMP B-TREE FOR ORDER BY'
    expect(plan(findReadyFirings)).toBe(`SEARCH r USING INDEX tasks_runs_ready (<expr><?); ${task}`)
    const inScope = 'SCAN json_each EXISTS VIRTUAL TABLE INDEX 1:'
    const firing =
      'SEARCH r USING INDEX sqlite_autoindex_tasks_runs_1 (run_id=?); SEARCH s USING INTEGER PRIMARY KEY (rowid=?)'
    expect(plan(renderTaskLogs('all', 'DESC'))).toContain(
      `SEARCH l USING INTEGER PRIMARY KEY (rowid>?); ${firing}; ${inScope}; SCAN (subquery`,
    )
    expect(plan(renderTaskLogs('all', 'ASC'))).toContain('SEARCH r USING INDEX tasks_runs_ended (end_id>?)')
    expect(plan(renderTaskLogs('ofFiring', 'ASC'))).toContain(
      'SEARCH l USING INDEX sqlite_autoindex_tasks_logs_1 (run_id=?)',
    )
    expect(plan(renderTaskLogs('ofName', 'ASC'))).toContain(
      'SEARCH r USING INDEX tasks_runs_by_schedule (schedule_id=?)',
    )
    expect(plan(findHeldFirings)).toBe(`SCAN r USING INDEX tasks_runs_open; ${task}`)
    db.close()
  })

  it('that is no database, or in no folder, cannot be opened', () => {
    const path = createPath()
    writeFileSync(path, 'this is no database '.repeat(100))
    expect(() => openStore(path)).toThrow(StoreUnavailableError)
    expect(() => openStore(join(folder, 'nowhere', 'x.db'))).toThrow(StoreUnavailableError)
  })

  it('refuses a second end and a second event of one number by itself', async () => {
    const path = createPath()
    const store = openStore(path)
    await startRun(store, 'run_1')
    await store[Symbol.asyncDispose]()
    const db = new DatabaseSync(path)
    const insert = (seq: number, type: string) =>
      db.exec(`INSERT INTO events (run_id, seq, type, at, data) VALUES ('run_1', ${seq}, '${type}', '', '{}')`)
    expect(() => insert(2, 'log')).toThrow(/UNIQUE/)
    expect(() => insert(0, 'log')).toThrow(/CHECK/)
    insert(3, 'run.failed')
    expect(() => insert(4, 'run.cancelled')).toThrow(/UNIQUE/)
    db.close()
  })
})
