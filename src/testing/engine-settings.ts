// Engine settings that last as long as the test that made them, and what tests ask of their runs.
import { afterEach } from 'vitest'
import type { RunEvent } from '../contracts/run-event.ts'
import { createEngineSetting, type EngineSetting } from './engine-fixture.ts'
import { whenLogged } from './run-agent.ts'
import { readLog } from './store-fixture.ts'

const settings: EngineSetting[] = []

/** A new setting, closed after the test. */
export function createSetting(): EngineSetting {
  const setting = createEngineSetting()
  settings.push(setting)
  return setting
}

afterEach(async () => {
  for (const { store } of settings.splice(0)) await store[Symbol.asyncDispose]()
})

/** Resolves when the run is done. */
export function ended({ store, feed }: EngineSetting, runId: string): Promise<RunEvent> {
  return whenLogged({ store, feed, runId, type: 'run.completed', after: 0 })
}

export function typesOf(log: readonly RunEvent[]): string[] {
  return log.map((event) => event.type)
}

/** Type of the newest event of a run. */
export async function last({ store }: EngineSetting, runId: string): Promise<string | undefined> {
  return (await readLog(store, runId)).at(-1)?.type
}
