// `npm run faults`: kills a real server under load again and again, or with `--tasks` four processes that claim tasks, checks all
// that is left, and ends with one line of figures. Exit 1 when a guarantee is broken; the data stays then, to be looked at.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { checkHistory } from '../src/testing/faults/check-history.ts'
import { renderFigures } from '../src/testing/faults/figures.ts'
import { runKillLoop } from '../src/testing/faults/kill-loop.ts'
import { checkTasks, renderTaskFigures } from '../src/testing/faults/check-tasks.ts'
import { runTaskKills } from '../src/testing/faults/task-kill-loop.ts'

const usage = 'usage: npm run faults [-- [--kills 100] [--runs 0 | --tasks 0] [--seed 1] [--dir FOLDER]]'
const { kills, runs, tasks, seed, dir } = readOptions()
const path = mkdtempSync(join(dir, 'errand-faults-'))
const startMs = performance.now()
const { faults, figures } = tasks > 0 ? await killTasks() : await killRuns()
if (process.stderr.isTTY) process.stderr.write('\r\x1B[K')
for (const fault of faults.slice(0, 50)) console.error(fault)
console.log(figures)
if (faults.length === 0) rmSync(path, { recursive: true, force: true })
else {
  console.error(`the data and the ledger are in ${path}`)
  process.exitCode = 1
}

async function killRuns() {
  const onProgress = (done: number, posts: number) => showProgress(done, `${posts} of ${runs || posts} runs`)
  const evidence = await runKillLoop({ dir: path, kills, runs, seed, onProgress })
  const faults = checkHistory(evidence)
  return { faults, figures: renderFigures(evidence, { seed, ms: performance.now() - startMs, faults }) }
}

async function killTasks() {
  const onProgress = (done: number, scheduled: number) => showProgress(done, `${scheduled} of ${tasks} tasks`)
  const evidence = await runTaskKills({ dir: path, kills, tasks, seed, onProgress })
  const faults = checkTasks(evidence)
  return { faults, figures: renderTaskFigures(evidence, { seed, ms: performance.now() - startMs, faults }) }
}

function readOptions() {
  try {
    const { values } = parseArgs({
      options: {
        /** Deaths of the server. */
        kills: { type: 'string', default: '100' },
        /** After the kills the load goes on until so many runs were posted. */
        runs: { type: 'string', default: '0' },
        /** Instead of runs: so many tasks, each of which is due once. */
        tasks: { type: 'string', default: '0' },
        /** Chooses moments and load. */
        seed: { type: 'string', default: '1' },
        dir: { type: 'string', default: tmpdir() },
      },
    })
    const number = { kills: parse(values.kills), runs: parse(values.runs), tasks: parse(values.tasks) }
    return { ...number, seed: parse(values.seed), dir: values.dir }
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n${usage}`)
    return process.exit(2)
  }
}

function parse(text: string): number {
  if (!/^\d{1,7}$/.test(text)) throw new Error(`${JSON.stringify(text)} is not a whole number`)
  return Number(text)
}

function showProgress(done: number, rest: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r${done} of ${kills} kills, ${rest} `)
}
