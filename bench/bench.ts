// Measures durable runs per second over HTTP, in process, and as raw SQL in the same run: the ratios are the result.
// `node --conditions=errand-source bench/bench.ts [--seconds 5] [--repeat 3] [--dir FOLDER] [--storage | --waiting | --tasks | --metrics | --context [--documents 50000]]`. Figures, no verdict.
import { once } from 'node:events'
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { measureChild, receive, startChild } from './child.ts'
import { measureContext } from './context.ts'
import { measureDrain } from './drain.ts'
import { type Load, measureLoad, type Server } from './load.ts'
import { measureMetrics } from './metrics.ts'
import { printReport, type Report, type Row } from './report.ts'
import { measureStorage, printStorage } from './storage.ts'
import { measureStreams } from './streams.ts'
import { measureTasks } from './tasks.ts'
import { measureWaiting } from './waiting.ts'

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '5' },
    repeat: { type: 'string', default: '3' },
    /** Where the data goes: put it on the disk that is to be measured. */
    dir: { type: 'string', default: tmpdir() },
    /** Writes a CPU profile of the server to this folder. */
    profile: { type: 'string' },
    /** Measures bytes on disk alone. */
    storage: { type: 'boolean', default: false },
    /** Measures what 10,000 waiting runs cost alone. */
    waiting: { type: 'boolean', default: false },
    /** Measures context spaces alone. */
    context: { type: 'boolean', default: false },
    documents: { type: 'string', default: '50000' },
    /** Measures tasks alone: claims among many, and what a drain costs others. */
    tasks: { type: 'boolean', default: false },
    /** Measures metrics of many runs alone. */
    metrics: { type: 'boolean', default: false },
  },
})
const seconds = Number(values.seconds)
const clientCounts = [1, 8, 32]
const root = mkdtempSync(join(values.dir, 'errand-bench-'))
process.once('exit', () => rmSync(root, { recursive: true, force: true }))

let folders = 0
const newPath = () => join(root, String((folders += 1)))

interface Usage {
  readonly rss: number
  readonly cpuMs: number
}

interface Baseline {
  readonly runsPerSecond: number
  readonly commitsPerRun: number
  readonly eventsPerRun: number
}

async function measureRound(server: Server, isLast: boolean): Promise<Report['rounds'][number]> {
  const http: Row<Load>[] = []
  const library: Row<{ runsPerSecond: number }>[] = []
  const raw: Row<Baseline>[] = []
  for (const group of [1, 32]) {
    raw.push({
      clients: group,
      ...(await measureChild<Baseline>('baseline.ts', [newPath(), String(seconds), String(group)])),
    })
  }
  for (const clients of clientCounts) {
    const args = [newPath(), String(seconds), String(clients)]
    library.push({ clients, ...(await measureChild<{ runsPerSecond: number }>('in-process.ts', args)) })
    http.push({ clients, ...(await measureLoad(server, clients, seconds)) })
  }
  return { http, library, raw, streams: isLast ? await measureStreams(server) : null }
}

function measureBytes(folder: string): number {
  return readdirSync(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0)
}

if (values.waiting) {
  await measureWaiting(newPath, seconds, Number(values.repeat))
  process.exit()
}
if (values.tasks) {
  await measureTasks(newPath)
  await measureDrain(newPath)
  process.exit()
}
if (values.metrics) {
  await measureMetrics(newPath)
  process.exit()
}
if (values.context) {
  await measureContext(newPath, Number(values.documents))
  process.exit()
}
printStorage(await measureStorage(newPath))
if (values.storage) process.exit()

const serverDir = newPath()
const profile = values.profile === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${values.profile}`]
const child = startChild('server.ts', [serverDir], profile)
const server = await receive<Server>(child)
const warmUp = await measureLoad(server, 8, Math.min(2, seconds))
const before = await receive<Usage>(child, 'usage')
const rounds: Report['rounds'][number][] = []
const repeat = Number(values.repeat)
for (let index = 0; index < repeat; index += 1) rounds.push(await measureRound(server, index === repeat - 1))
const after = await receive<Usage>(child, 'usage')
const ended = once(child, 'exit')
child.send('stop')
await ended
const runs = rounds.flatMap((round) => round.http).reduce((sum, row) => sum + row.runs, warmUp.runs)
printReport({ rounds, rssBefore: before.rss, rssAfter: after.rss, bytesPerRun: measureBytes(serverDir) / runs })
