import { expect, it } from 'vitest'
import { createdData, logOf, turnCompleted, turnStarted } from '../testing/log-of.ts'
import { createRunChanges } from './run-changes.ts'
import type { Committed } from './store.ts'

const organizationId = 'default'
const ofRun = (runId: string, change: Partial<Committed> = {}): Committed => {
  const events = logOf([turnCompleted('t')])
  return { organizationId, runId, events, size: 2, ...change }
}

/** Commits by hand. */
function createChanges() {
  let tell: (committed: readonly Committed[]) => void = () => undefined
  const controller = new AbortController()
  const subscribe = (listener: typeof tell) => {
    tell = listener
    return () => (tell = () => undefined)
  }
  const changes = createRunChanges({ subscribe }, organizationId, controller.signal)
  return { changes, controller, commit: (...committed: Committed[]) => tell(committed) }
}

it('tells each run once that changed since the last look, of the tenant alone', async () => {
  const { changes, commit } = createChanges()
  const waiting = changes.wait()
  commit(ofRun('run_1'), ofRun('run_2', { organizationId: 'other' }), ofRun('run_3'))
  commit(ofRun('run_1'))
  expect(await waiting).toBe(true)
  expect(changes.take()).toEqual(['run_1', 'run_3'])
  commit(ofRun('run_4'))
  expect(await changes.wait()).toBe(true)
  expect(changes.take()).toEqual(['run_4'])
})

it('passes over what no list shows', () => {
  const { changes, commit } = createChanges()
  commit(ofRun('run_1', { events: logOf([turnStarted('t')]) }))
  expect(changes.take()).toEqual([])
  commit(ofRun('run_1', { events: logOf([{ type: 'run.created', data: createdData() }]) }))
  expect(changes.take()).toEqual(['run_1'])
})

it('keeps a bounded number of runs for a reader who takes none, and says when there were more', () => {
  const { changes, commit } = createChanges()
  commit(...Array.from({ length: 2000 }, (_, n) => ofRun(`run_${n}`)))
  expect(changes.take()).toHaveLength(2000)
  commit(...Array.from({ length: 5000 }, (_, n) => ofRun(`run_${n}`)))
  expect(changes.take()).toBeNull()
  expect(changes.take()).toEqual([])
})

it('ends its wait when the signal fires', async () => {
  const { changes, controller } = createChanges()
  const waiting = changes.wait()
  controller.abort()
  expect(await waiting).toBe(false)
})
