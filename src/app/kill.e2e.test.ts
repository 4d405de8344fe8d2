// The guarantees under kill -9: a real server, real clients, many deaths, and a checker that compares all that is left.
// ERRAND_KILLS sets how many (default 40; `npm run faults` does many), ERRAND_KILL_SEED when.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { checkHistory } from '../testing/faults/check-history.ts'
import { renderFigures } from '../testing/faults/figures.ts'
import { runKillLoop } from '../testing/faults/kill-loop.ts'

const kills = Number(process.env['ERRAND_KILLS'] ?? 40)
const seed = Number(process.env['ERRAND_KILL_SEED'] ?? 1)
const dir = mkdtempSync(join(tmpdir(), 'errand-kill-'))
afterAll(() => rmSync(dir, { recursive: true, force: true }))

describe('a server that is killed again and again under load', () => {
  it('loses no run, repeats no effect, and shows nothing that it does not keep', async () => {
    const startMs = performance.now()
    const evidence = await runKillLoop({ dir, kills, runs: 0, seed, onProgress: () => undefined })
    const faults = checkHistory(evidence)
    console.log(renderFigures(evidence, { seed, ms: performance.now() - startMs, faults }))
    expect(faults.slice(0, 20)).toEqual([])
    expect(evidence.dump.runs.length).toBeGreaterThanOrEqual(evidence.history.posts.length)
  })
})
