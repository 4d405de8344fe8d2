// Every verb of the store fails now and then, before or after it did its work, under the load of the fault tests.
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { createSqliteStore } from '../store/sqlite/sqlite-store.ts'
import { systemClock } from './clock.ts'
import { createTestApp } from '../testing/create-test-app.ts'
import { createAgents } from '../testing/faults/agents.ts'
import { checkHistory } from '../testing/faults/check-history.ts'
import type { Send } from '../testing/faults/client.ts'
import { readDump } from '../testing/faults/dump.ts'
import { createHistory } from '../testing/faults/history.ts'
import { readLedger } from '../testing/faults/ledger.ts'
import { createRandom, heal, quiesce, runClients } from '../testing/faults/load.ts'
import { failSometimes, interceptStore } from '../testing/intercept-store.ts'
import { createTempDir } from '../testing/temp-dir.ts'

const dir = createTempDir()
afterAll(() => dir[Symbol.dispose]())

it.each([1, 2])(
  'a store that fails before or after its work loses and doubles nothing (seed %i)',
  { timeout: 60_000 },
  async (seed) => {
    const databasePath = join(dir.path, `${seed}.db`)
    const ledgerPath = join(dir.path, `${seed}.jsonl`)
    const random = createRandom(seed)
    const share = { now: 0 }
    const store = interceptStore(createSqliteStore({ path: databasePath }), (...call) =>
      failSometimes(share.now, random)(...call),
    )
    const deps = { history: createHistory(), random, mayBreakOff: true }
    {
      await using test = await createTestApp({
        agents: createAgents(ledgerPath),
        overrides: { store, clock: systemClock },
      })
      const send: Send = (path, init) => test.send(path, init)
      share.now = 0.1
      await runClients(
        async () => send,
        deps,
        () => deps.history.posts.length >= 100,
      )
      share.now = 0
      await heal(send, deps)
      await quiesce(send, deps, () => true)
    }
    const evidence = { history: deps.history, ledger: readLedger(ledgerPath), dump: readDump(databasePath) }
    expect(checkHistory(evidence).slice(0, 10)).toEqual([])
    expect(evidence.dump.runs.length).toBeGreaterThan(50)
  },
)
