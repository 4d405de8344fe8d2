import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createSqliteStore } from '../store/sqlite/sqlite-store.ts'
import { verifyFile } from '../store/sqlite/verify-file.ts'
import { createTestApp } from '../testing/create-test-app.ts'
import { postJson } from '../testing/post-json.ts'
import { readRefusal } from '../testing/read-problem.ts'
import { createScriptedAgent } from '../testing/scripted-agent.ts'
import { everyRun, organizationId, page } from '../testing/store-fixture.ts'
import { createTempDir } from '../testing/temp-dir.ts'

const agents = [createScriptedAgent([{ text: 'Hello there.' }])]
const hello = { agentId: 'scripted', input: { message: 'Hello' } }

describe('a backup', () => {
  it('taken while runs go on holds every run that was acknowledged before it, and nothing in it is broken', async () => {
    using dir = createTempDir()
    await using test = await createTestApp({ agents, databasePath: join(dir.path, 'errand.db') })
    const path = join(dir.path, 'backup.db')
    const runIds: string[] = []
    let isLoaded = true
    const load = Array.from({ length: 8 }, async () => {
      while (isLoaded) runIds.push((await test.client.call('agent.run.execute', hello)).runId)
    })
    while (runIds.length < 200) await new Promise(setImmediate)
    const acknowledged = [...runIds]
    const { sizeBytes } = await test.client.call('store.backup', { path })
    isLoaded = false
    await Promise.all(load)
    expect(statSync(path)).toMatchObject({ size: sizeBytes })
    expect(statSync(path).mode & 0o777).toBe(0o600)
    expect(verifyFile(path)).toMatchObject({ faults: [] })
    expect(readdirSync(dir.path).sort()).toEqual(['backup.db', 'errand.db', 'errand.db-wal'])
    await using copy = createSqliteStore({ path })
    for (const runId of acknowledged) expect(await copy.getRun({ organizationId, runId })).not.toBeNull()
    expect((await copy.listRuns(everyRun)).total).toBeGreaterThanOrEqual(acknowledged.length)
  })

  it('never replaces a file [backup-file-exists]', async () => {
    using dir = createTempDir()
    await using test = await createTestApp()
    const path = join(dir.path, 'backup.db')
    writeFileSync(path, 'mine')
    expect(await readRefusal(await test.send('/v1/store/backup', postJson({ path })))).toBe('409 BACKUP_FILE_EXISTS')
    expect(readFileSync(path, 'utf8')).toBe('mine')
    expect(readdirSync(dir.path)).toEqual(['backup.db'])
  })

  it('says why a file cannot be written, and takes only absolute paths', async () => {
    using dir = createTempDir()
    await using test = await createTestApp()
    const post = async (path: string) => readRefusal(await test.send('/v1/store/backup', postJson({ path })))
    expect(await post(join(dir.path, 'nowhere', 'backup.db'))).toBe('400 BACKUP_NOT_WRITABLE')
    expect(await post('backup.db')).toBe('422 INPUT_INVALID /path')
    expect(existsSync('backup.db')).toBe(false)
  })

  it('leaves an audit row, and answers a repeat with the same key as before', async () => {
    using dir = createTempDir()
    await using test = await createTestApp()
    const path = join(dir.path, 'backup.db')
    const first = await test.client.call('store.backup', { path }, { idempotencyKey: 'key-1' })
    expect(await test.client.call('store.backup', { path }, { idempotencyKey: 'key-1' })).toEqual(first)
    const { items } = await test.app.store.listAudit({ organizationId, resource: path, ...page })
    expect(items).toMatchObject([{ action: 'store.backup', actor: 'root' }])
  })
})
