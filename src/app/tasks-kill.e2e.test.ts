// G14: tasks whose runners, four processes on one store, are killed between claim and dispatch. `npm run faults -- --tasks N`
// does many.
import { expect, it } from 'vitest'
import { checkTasks, renderTaskFigures } from '../testing/faults/check-tasks.ts'
import { runTaskKills } from '../testing/faults/task-kill-loop.ts'
import { createTempDir } from '../testing/temp-dir.ts'

const seed = 1

it('tasks whose runners are killed between claim and dispatch are fired once each, and none is lost', async () => {
  using dir = createTempDir()
  const startMs = performance.now()
  const evidence = await runTaskKills({ dir: dir.path, kills: 2, tasks: 120, seed, onProgress: () => undefined })
  const faults = checkTasks(evidence)
  console.log(renderTaskFigures(evidence, { seed, ms: performance.now() - startMs, faults }))
  expect(faults.slice(0, 20)).toEqual([])
  expect(evidence.names).toHaveLength(120)
  expect(evidence.seen).toBeGreaterThan(0)
  expect(evidence.firings.some(({ losses }) => losses > 0)).toBe(true)
})
