// The checker of the fault tests: pure, over what clients saw, what tools did and what the store holds. One line a fault.
import type { RunEvent } from '../../contracts/run-event.ts'
import { checkLog } from '../../core/check-log.ts'
import { checkLedger } from './check-ledger.ts'
import { checkOrders } from './check-orders.ts'
import { checkRecovery } from './check-recovery.ts'
import type { Dump } from './dump.ts'
import type { Evidence } from './evidence.ts'
import { hashEvent } from './history.ts'

/** Lists every broken guarantee. */
export function checkHistory(evidence: Evidence): string[] {
  const { dump } = evidence
  return [
    ...checkPosts(evidence),
    ...dump.runs.flatMap((row) => checkLog({ row, events: dump.eventsByRunId.get(row.id) ?? [], removed: 0 })),
    ...checkOrders(evidence),
    ...checkReaders(evidence),
    ...checkRecovery(evidence),
    ...checkLedger(evidence),
    ...checkEmissions(dump),
  ]
}

/** Every answered run exists, a key is one run, and a run is one key. */
function checkPosts({ history, dump }: Evidence): string[] {
  const faults: string[] = []
  const known = new Set(dump.runs.map((row) => row.id))
  for (const { key, runIds, refusals } of history.posts) {
    const distinct = [...new Set(runIds)]
    if (refusals.length > 0) faults.push(`post ${key} was refused: ${refusals.join(', ')}`)
    if (distinct.length !== 1) faults.push(`post ${key} was answered with ${distinct.length} runs`)
    for (const runId of distinct) if (!known.has(runId)) faults.push(`run ${runId} of post ${key} is lost`)
    const kept = dump.runIdsByKey.get(key)
    if (kept !== distinct[0]) faults.push(`the kept reply of ${key} names ${kept}, the answer ${distinct[0]}`)
  }
  const runsByKey = Map.groupBy(dump.runs, (row) => row.created.input.message)
  for (const [key, runs] of runsByKey) if (runs.length > 1) faults.push(`key ${key} made ${runs.length} runs`)
  return faults
}

/** What was seen is in the store unchanged, and each connection got exactly what follows its cursor. */
function checkReaders({ history, dump }: Evidence): string[] {
  const faults: string[] = []
  const hashes = new Map<RunEvent, string>()
  for (const { runId, seq, hash } of history.sightings) {
    const event = dump.eventsByRunId.get(runId)?.[seq - 1]
    if (!event) {
      faults.push(`run ${runId}: event ${seq} was shown and is not in the store`)
      continue
    }
    const stored = hashes.get(event) ?? hashEvent(event)
    hashes.set(event, stored)
    if (stored !== hash) faults.push(`run ${runId}: event ${seq} changed after it was shown`)
  }
  for (const { runId, after, seqs, isEnded } of history.readings) {
    if (seqs.some((seq, index) => seq !== after + index + 1)) {
      faults.push(`run ${runId}: a reader from ${after} got ${seqs.join(', ')}`)
    }
    const count = dump.eventsByRunId.get(runId)?.length ?? 0
    if (isEnded && after + seqs.length < count) faults.push(`run ${runId}: a stream ended before the last event`)
  }
  return faults
}

/** One notice of the start and one of the end for each run. */
function checkEmissions({ runs, emissions }: Dump): string[] {
  const keysByRunId = Map.groupBy(emissions, (emission) => emission.resource)
  return runs.flatMap((row) => {
    const keys = (keysByRunId.get(row.id) ?? []).map((emission) => emission.key).sort()
    const end = row.status === 'cancelled' ? 'run.cancelled' : 'run.completed'
    return keys.join() === `${end},run.started` ? [] : [`run ${row.id} emitted ${keys.join() || 'nothing'}`]
  })
}
