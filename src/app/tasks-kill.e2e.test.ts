// Tasks whose server is killed between claim and dispatch, or anywhere else, while four runners claim. ERRAND_TASK_INSTANTS sets
// how many are due (default 60; 20000 before a release), ERRAND_TASK_KILLS how often the server dies (default 3).
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { checkTasks, runTaskKills, type TaskEvidence } from '../testing/faults/task-kill-loop.ts'

const instants = Number(process.env['ERRAND_TASK_INSTANTS'] ?? 60)
const kills = Number(process.env['ERRAND_TASK_KILLS'] ?? 3)
const dir = mkdtempSync(join(tmpdir(), 'errand-tasks-'))
afterAll(() => rmSync(dir, { recursive: true, force: true }))

describe('tasks whose server is killed while four runners claim', () => {
  it('are fired once each, and none is lost in silence', async () => {
    const startMs = performance.now()
    const evidence = await runTaskKills({ dir, kills, instants, seed: 1 })
    const faults = checkTasks(evidence)
    const lost = evidence.firings.filter(({ status }) => status === 'lost').length
    const again = evidence.firings.filter(({ losses }) => losses > 0).length - lost
    const seconds = Math.round((performance.now() - startMs) / 1000)
    console.log(
      `${evidence.names.length} due instants, ${kills} kills, ${evidence.paid.length} payments, ` +
        `${again} firings taken over, ${lost} told as lost, ${faults.length} faults, ${seconds} s`,
    )
    expect(faults.slice(0, 20)).toEqual([])
    expect(evidence.names).toHaveLength(instants)
  }, 3_600_000)

  it('would be found when one fired twice, never, or without a run', () => {
    const whole: TaskEvidence = {
      names: ['a'],
      firings: [{ name: 'a', status: 'done', losses: 0 }],
      runs: [{ name: 'a', status: 'done' }],
      paid: ['a'],
    }
    expect(checkTasks(whole)).toEqual([])
    expect(checkTasks({ ...whole, firings: [...whole.firings, ...whole.firings] })).toEqual(['a was fired 2 times'])
    expect(checkTasks({ ...whole, firings: [], runs: [], paid: [] })).toEqual(['a was never fired', 'a made 0 runs'])
    expect(checkTasks({ ...whole, firings: [{ name: 'a', status: 'pending', losses: 0 }] })).toEqual(['a is pending'])
    expect(checkTasks({ ...whole, paid: ['a', 'a'] })).toEqual(['a paid 2 times'])
  })
})
