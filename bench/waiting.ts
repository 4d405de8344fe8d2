// What 10,000 runs that wait for a person cost the process that serves others: the same measures with them and without them,
// in turns, and their ratios.
import { setTimeout as sleep } from 'node:timers/promises'
import { once } from 'node:events'
import { createErrand } from 'errand'
import { asking, twoTurns } from './agents.ts'
import { receive, startChild } from './child.ts'
import { median, round } from './figures.ts'
import { measureLoad, type Server } from './load.ts'

const WAITING = 10_000
const CLIENTS = 8
const IDLE_MS = 3000

const measures = ['startCpuMs', 'idleRssMb', 'idleCpuMs', 'runsPerSecond', 'rssMb'] as const
type Sample = Record<(typeof measures)[number], number>

interface Usage {
  readonly rss: number
  readonly cpuMs: number
}

export async function measureWaiting(newPath: () => string, seconds: number, repeat: number): Promise<void> {
  const [without, having] = [newPath(), newPath()]
  await fill(without, 0)
  await fill(having, WAITING)
  const samples: { without: Sample; having: Sample }[] = []
  for (let index = 0; index < repeat; index += 1) {
    samples.push({ without: await measure(without, seconds), having: await measure(having, seconds) })
  }
  console.log(`${WAITING} waiting runs: with them, without them, ratio (medians of ${repeat})`)
  for (const name of measures) {
    const [a, b] = [median(samples.map((s) => s.having[name])), median(samples.map((s) => s.without[name]))]
    console.log(
      `${name.padEnd(14)} ${String(a).padStart(9)} ${String(b).padStart(9)} ${String(round(a / b)).padStart(7)}`,
    )
  }
}

/** Real runs, each of which has asked for an approval. */
async function fill(dataDir: string, count: number): Promise<void> {
  await using errand = await createErrand({ agents: [asking, twoTurns], dataDir, env: {} })
  let left = count
  const loop = async () => {
    for (; left > 0; left -= 1) {
      for await (const event of errand.stream(asking, 'hi')) if (event.type === 'run.waiting') break
    }
  }
  await Promise.all(Array.from({ length: 32 }, loop))
}

async function measure(dataDir: string, seconds: number): Promise<Sample> {
  const child = startChild('server.ts', [dataDir], ['--expose-gc'])
  const server = await receive<Server>(child)
  const { cpuMs: startCpuMs } = await receive<Usage>(child, 'usage')
  await sleep(1000)
  const before = await receive<Usage>(child, 'usage')
  await sleep(IDLE_MS)
  const idle = await receive<Usage>(child, 'usage')
  const { runsPerSecond } = await measureLoad(server, CLIENTS, seconds)
  const after = await receive<Usage>(child, 'usage')
  const ended = once(child, 'exit')
  child.send('stop')
  await ended
  const toMb = (bytes: number) => round(bytes / 2 ** 20)
  const idleCpuMs = round(idle.cpuMs - before.cpuMs)
  return {
    startCpuMs: round(startCpuMs),
    idleRssMb: toMb(before.rss),
    idleCpuMs,
    runsPerSecond: round(runsPerSecond),
    rssMb: toMb(after.rss),
  }
}
