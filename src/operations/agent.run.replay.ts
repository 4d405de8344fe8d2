// Checks a run's log against the decisions it calls for.
import { replayRun } from '../contracts/agent.run.replay.ts'
import { checkLog } from '../core/check-log.ts'
import { replayRun as replayLog } from '../core/replay-run.ts'
import { implement } from './operation.ts'
import { readDefinition } from './read-definition.ts'
import { readWholeLog } from './read-log.ts'

export const replay = implement(replayRun, {
  async run({ runId }, { store, principal: { organizationId } }, fail) {
    const row = await store.getRun({ organizationId, runId })
    if (!row) return fail('RUN_NOT_FOUND')
    const definition = await readDefinition(store, row)
    const events = await readWholeLog(store, row)
    const { checked, divergences } = replayLog(events, definition)
    const faults = checkLog({ row, events, removed: row.head - events.length })
    const isSame = divergences.length === 0 && faults.length === 0
    return { isSame, checked, divergences: [...divergences], faults }
  },
})
