// `npm run faults`: kills a real server under load again and again, checks all that is left, and ends with one line of figures.
// Exit 1 when a guarantee is broken; the data stays then, to be looked at.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { checkHistory } from '../src/testing/faults/check-history.ts'
import { renderFigures } from '../src/testing/faults/figures.ts'
import { runKillLoop } from '../src/testing/faults/kill-loop.ts'

const usage = 'usage: npm run faults [-- [--kills 100] [--runs 0] [--seed 1] [--dir FOLDER]]'
const { kills, runs, seed, dir } = readOptions()
const path = mkdtempSync(join(dir, 'errand-faults-'))
const startMs = performance.now()
const evidence = await runKillLoop({ dir: path, kills, runs, seed, onProgress: showProgress })
const faults = checkHistory(evidence)
if (process.stderr.isTTY) process.stderr.write('\r\x1B[K')
for (const fault of faults.slice(0, 50)) console.error(fault)
console.log(renderFigures(evidence, { seed, ms: performance.now() - startMs, faults }))
if (faults.length === 0) rmSync(path, { recursive: true, force: true })
else {
  console.error(`the data and the ledger are in ${path}`)
  process.exitCode = 1
}

function readOptions() {
  try {
    const { values } = parseArgs({
      options: {
        /** Deaths of the server. */
        kills: { type: 'string', default: '100' },
        /** After the kills the load goes on until so many runs were posted. */
        runs: { type: 'string', default: '0' },
        /** Chooses moments and load. */
        seed: { type: 'string', default: '1' },
        dir: { type: 'string', default: tmpdir() },
      },
    })
    return { kills: parse(values.kills), runs: parse(values.runs), seed: parse(values.seed), dir: values.dir }
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n${usage}`)
    return process.exit(2)
  }
}

function parse(text: string): number {
  if (!/^\d{1,7}$/.test(text)) throw new Error(`${JSON.stringify(text)} is not a whole number`)
  return Number(text)
}

function showProgress(done: number, posts: number): void {
  if (process.stderr.isTTY) process.stderr.write(`\r${done} of ${kills} kills, ${posts} of ${runs || posts} runs `)
}
