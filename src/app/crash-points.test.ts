// A crash right before and right after every commit of whole runs. An image is what `kill -9` at that moment would leave: the
// database file, its log and the tools' ledger. From each image a new app has to bring every run to its end.
import { copyFileSync, existsSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { createSqliteStore } from '../store/sqlite/sqlite-store.ts'
import { createTestApp, type TestApp } from '../testing/create-test-app.ts'
import { createAgents } from '../testing/faults/agents.ts'
import { checkHistory } from '../testing/faults/check-history.ts'
import type { ClientDeps, Send } from '../testing/faults/client.ts'
import { readDump } from '../testing/faults/dump.ts'
import { createHistory, type History } from '../testing/faults/history.ts'
import { readLedger } from '../testing/faults/ledger.ts'
import { agentIds, heal, quiesce } from '../testing/faults/load.ts'
import { type Intercept, interceptStore, type Verb } from '../testing/intercept-store.ts'
import { createTempDir } from '../testing/temp-dir.ts'
import { systemClock } from './clock.ts'

const dir = createTempDir()
afterAll(() => dir[Symbol.dispose]())

const writes: readonly Verb[] = ['createRun', 'acquireRun', 'appendEvents', 'resolveApproval', 'cancelRun']
const random = () => 0.5
let lives = 0

interface Site {
  readonly databasePath: string
  readonly ledgerPath: string
}

const createSite = (name: string): Site => ({
  databasePath: join(dir.path, `${name}.db`),
  ledgerPath: join(dir.path, `${name}.jsonl`),
})

/** The copied file is never locked by another process here, so a lock that its closing drops protects nothing. */
function takeImage({ databasePath, ledgerPath }: Site, name: string): Site {
  const image = createSite(name)
  for (const suffix of ['', '-wal']) copyFileSync(databasePath + suffix, image.databasePath + suffix)
  if (existsSync(ledgerPath)) copyFileSync(ledgerPath, image.ledgerPath)
  return image
}

async function startApp({ databasePath, ledgerPath }: Site, intercept: Intercept): Promise<TestApp> {
  const store = interceptStore(createSqliteStore({ path: databasePath }), intercept)
  return createTestApp({ agents: createAgents(ledgerPath, (lives += 1)), overrides: { store, clock: systemClock } })
}

/** Brings every run to its end. */
async function goOn(test: TestApp, history: History): Promise<void> {
  const send: Send = (path, init) => test.send(path, init)
  const deps: ClientDeps = { history, random, mayBreakOff: false }
  await heal(send, deps)
  await quiesce(send, deps, () => true)
}

interface Image extends Site {
  /** What the clients knew at that moment. */
  readonly history: History
}

/** One run of an agent, with an image before and after each write. */
async function recordImages(agentId: string): Promise<Image[]> {
  const site = createSite(agentId)
  const images: Image[] = []
  const history = createHistory()
  const take = () => {
    images.push({ ...takeImage(site, `${agentId}-${images.length}`), history: structuredClone(history) })
  }
  await using test = await startApp(site, async (verb, perform) => {
    if (!writes.includes(verb)) return perform()
    take()
    const result = await perform()
    take()
    return result
  })
  history.posts.push({ key: 'key-0', agentId, wantsStream: false, runIds: [], refusals: [] })
  await goOn(test, history)
  return images
}

/** What is wrong after an app went on from an image. */
async function listFaults(image: Image): Promise<string[]> {
  const { history, databasePath, ledgerPath } = image
  {
    await using test = await startApp(image, (_verb, perform) => perform())
    await goOn(test, history)
  }
  return checkHistory({ history, ledger: readLedger(ledgerPath), dump: readDump(databasePath) })
}

describe('a crash at any point', () => {
  it.each(agentIds)('of a run of %s neither loses nor repeats anything', { timeout: 60_000 }, async (agentId) => {
    const images = await recordImages(agentId)
    expect(images.length).toBeGreaterThan(10)
    const faults = await Promise.all(images.map(listFaults))
    expect(faults).toEqual(images.map(() => []))
  })
})
