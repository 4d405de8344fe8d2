// One run of the measured agent, alone, as the commits it took: what the baseline writes again with raw statements.
import { createTestApp } from 'errand/testing'
import type { RunEvent } from '../src/contracts/run-event.ts'
import { twoTurns } from './agents.ts'

/** The events of each commit, in order. */
export type Commits = readonly (readonly RunEvent[])[]

export async function recordRun(): Promise<Commits> {
  await using test = await createTestApp({ agents: [twoTurns] })
  const commits: (readonly RunEvent[])[] = []
  test.app.store.subscribe((committed) => commits.push(committed.flatMap(({ events }) => events)))
  const { runId } = await test.client.call('agent.run.execute', { agentId: twoTurns.id, input: { message: 'hi' } })
  await test.whenEnded(runId)
  return commits
}
