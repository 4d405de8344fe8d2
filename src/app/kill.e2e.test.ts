// The guarantees under kill -9: a real server, real clients, many deaths, and a checker that compares all that is left.
// ERRAND_KILLS sets how many (default 100), ERRAND_KILL_SEED when.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { checkHistory, type Evidence } from '../testing/kill/check-history.ts'
import { runKillLoop } from '../testing/kill/kill-loop.ts'

const kills = Number(process.env['ERRAND_KILLS'] ?? 100)
const seed = Number(process.env['ERRAND_KILL_SEED'] ?? 1)
const dir = mkdtempSync(join(tmpdir(), 'errand-kill-'))
afterAll(() => rmSync(dir, { recursive: true, force: true }))

describe('a server that is killed again and again under load', () => {
  it('loses no run, repeats no effect, and shows nothing that it does not keep', async () => {
    const startMs = performance.now()
    const evidence = await runKillLoop({ dir, kills, posters: 8, seed })
    const faults = checkHistory(evidence)
    console.log(renderFigures(evidence, performance.now() - startMs))
    expect(faults.slice(0, 20)).toEqual([])
    expect(evidence.dump.runs.length).toBeGreaterThanOrEqual(evidence.history.posts.length)
  })
})

function renderFigures({ history, ledger, dump }: Evidence, ms: number): string {
  const events = [...dump.eventsByRunId.values()].flat()
  const count = (type: string) => events.filter((event) => event.type === type).length
  const figures = {
    kills,
    seed,
    seconds: Math.round(ms / 100) / 10,
    posts: history.posts.length,
    runs: dump.runs.length,
    recovered: count('run.recovered'),
    toolCalls: ledger.length,
    repeatedCalls: ledger.length - new Set(ledger.map((line) => line.callId)).size,
    unknownOutcomes: count('tool.unknown'),
    readings: history.readings.length,
    sightings: history.sightings.length,
    events: events.length,
  }
  return JSON.stringify(figures)
}
