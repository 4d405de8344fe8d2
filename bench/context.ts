// What 50,000 documents cost: first sync, sync without a change, searches, and what a sync does to runs at the same time.
// The ratios are the result: to reading the folder once, and to runs without a sync.
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { DatabaseSync } from 'node:sqlite'
import { createErrand, type Errand } from 'errand'
import { type Candidate, rankDocuments } from '../src/core/rank-chunks.ts'
import { listTerms } from '../src/core/search-terms.ts'
import { createSqliteStore } from '../src/store/sqlite/sqlite-store.ts'
import { twoTurns } from './agents.ts'
import { round, summarise } from './figures.ts'

const FILES_PER_FOLDER = 100
const IDLE_MS = 5000
const VOCABULARY = 20_000

export async function measureContext(newPath: () => string, documents: number): Promise<void> {
  const root = newPath()
  const bytes = writeDocuments(root, documents)
  console.log(`${documents} documents, ${round(bytes / 2 ** 20)} MB`)
  const dataDir = newPath()
  const contextSpaceId = await measureSpace(root, dataDir)
  await printRelevance(join(dataDir, 'errand.db'), contextSpaceId)
}

async function measureSpace(root: string, dataDir: string): Promise<string> {
  await using errand = await createErrand({ agents: [twoTurns], dataDir, env: { ERRAND_CONTEXT_ROOTS: root } })
  const contextSpaceId = await createSpace(errand)
  const sync = () => call(errand, 'context.sync', { contextSpaceId })

  const idle = await measureRuns(errand, new Promise((resolve) => setTimeout(resolve, IDLE_MS)))
  const { result: first, ...during } = await measureRuns(errand, timed(sync))
  const again = await timed(sync)
  const scan = await timed(() => scanFolder(root, 'notthere'))
  printSync({ first: first.ms, again: again.ms, scan: scan.ms })
  printRuns(idle, during)
  await printSearches(errand, contextSpaceId, scan.ms)
  return contextSpaceId
}

async function timed<T>(work: () => Promise<T>): Promise<{ ms: number; value: T }> {
  const startMs = performance.now()
  const value = await work()
  return { ms: performance.now() - startMs, value }
}

async function call(errand: Errand, key: string, input: object): Promise<Record<string, unknown>> {
  const answer = await errand.call(key, input)
  if (!answer.ok) throw new Error(answer.problem.detail)
  return answer.output as Record<string, unknown>
}

async function createSpace(errand: Errand): Promise<string> {
  const sources = [{ name: 'Docs', kind: 'local_file_system' }]
  return String((await call(errand, 'context.create', { name: 'Docs', sources }))['id'])
}

/** One run after the other until `until` resolves, while the event loop is watched. */
async function measureRuns<T>(errand: Errand, until: Promise<T>) {
  const delay = monitorEventLoopDelay({ resolution: 1 })
  delay.enable()
  const stopTurns = watchTurns()
  let isOver = false
  const ended = until.finally(() => (isOver = true))
  const times: number[] = []
  while (!isOver) {
    const { ms, value } = await timed(() => errand.run(twoTurns, 'hi'))
    if (!value.isSuccess) throw new Error(String(value.errorMessage))
    times.push(ms)
  }
  delay.disable()
  const delayMs = { p99: delay.percentile(99) / 1e6, max: delay.max / 1e6 }
  return { result: await ended, run: summarise(times), delayMs, turnMs: stopTurns() }
}

/** The most CPU time of this thread between two moments at which others could go on; says more than time on a busy machine. */
function watchTurns(): () => number {
  const readCpuMs = () => {
    const { user, system } = process.threadCpuUsage()
    return (user + system) / 1000
  }
  let last = readCpuMs()
  let most = 0
  const timer = setInterval(() => {
    const now = readCpuMs()
    most = Math.max(most, now - last)
    last = now
  }, 1)
  return () => {
    clearInterval(timer)
    return most
  }
}

type Runs = Omit<Awaited<ReturnType<typeof measureRuns>>, 'result'>

function printSync({ first, again, scan }: { first: number; again: number; scan: number }): void {
  console.log(`first sync           ${round(first / 1000)} s, ${round(first / scan)} × reading the folder once`)
  console.log(`sync without change  ${round(again / 1000)} s, ${round(again / scan)} × reading the folder once`)
}

function printRuns(idle: Runs, during: Runs): void {
  const line = (name: string, { run, delayMs, turnMs }: Runs) =>
    `${name} run p50 ${run.p50} ms, p95 ${run.p95} ms; event loop delay p99 ${round(delayMs.p99)} ms, max ${round(delayMs.max)} ms; longest turn ${round(turnMs)} ms of CPU`
  console.log(line('without a sync: ', idle))
  console.log(line('during the sync:', during))
  console.log(`run p95 during the sync / without: ${round(during.run.p95 / idle.run.p95)}`)
}

const queries = {
  'one rare word': () => word(5000 + Math.floor(random() * 10_000)),
  'a question': () => `how do i ${word(300)} the ${word(1500)} of a ${word(40)} and ${word(6000)}`,
  'one common word': () => word(30 + Math.floor(random() * 60)),
  'three common words': () => [30, 60, 90].map((rank) => word(rank + Math.floor(random() * 30))).join(' '),
  'the commonest words': () => `${word(0)} ${word(1)} ${word(2)}`,
}

async function printSearches(errand: Errand, contextSpaceId: string, scanMs: number): Promise<void> {
  for (const [name, query] of Object.entries(queries)) {
    const times: number[] = []
    let found = 0
    for (let n = 0; n < 100; n += 1) {
      const { ms, value } = await timed(() =>
        call(errand, 'context.search', { query: query(), contextSpaceIds: [contextSpaceId] }),
      )
      times.push(ms)
      found += (value['items'] as unknown[]).length
    }
    const { p50, p95 } = summarise(times)
    const ratio = `reading the folder takes ${Math.round(scanMs / p50)} × as long`
    console.log(`search, ${name.padEnd(20)} p50 ${p50} ms, p95 ${p95} ms, ${found / 100} found; ${ratio}`)
  }
}

/** The scores of the ten that a search finds, to those of the best ten of all: 1 is as good as ranking every piece. */
async function printRelevance(databasePath: string, contextSpaceId: string): Promise<void> {
  const pieces = readPieces(databasePath, contextSpaceId)
  await using store = createSqliteStore({ path: databasePath })
  const sum = (ranked: readonly { readonly score: number }[]) =>
    ranked.slice(0, 10).reduce((total, { score }) => total + score, 0)
  for (const [name, query] of Object.entries(queries)) {
    const text = query()
    const terms = [...new Set(listTerms(text))]
    const found = await store.findChunks({ organizationId: 'default', contextSpaceIds: [contextSpaceId], terms })
    const share = sum(rankDocuments(text, found.candidates, found)) / sum(rankDocuments(text, pieces, found))
    console.log(`relevance, ${name.padEnd(20)} ${round(share)} of the best`)
  }
}

function readPieces(databasePath: string, contextSpaceId: string): Candidate[] {
  const db = new DatabaseSync(databasePath, { readOnly: true })
  const rows = db
    .prepare('SELECT source_id, path, heading, text FROM context_chunks JOIN context_files ON context_files.n = file')
    .all()
  db.close()
  return rows.map((row) => {
    const [sourceId = '', relativePath = '', heading = '', text = ''] = Object.values(row).map(String)
    return { contextSpaceId, sourceId, relativePath, heading, text }
  })
}

/** What a search without an index does: reads all, 32 files at a time. */
async function scanFolder(root: string, term: string): Promise<number> {
  const paths = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.md'))
  let found = 0
  const loop = async () => {
    for (let path = paths.pop(); path !== undefined; path = paths.pop()) {
      if ((await readFile(join(root, path), 'utf8')).includes(term)) found += 1
    }
  }
  await Promise.all(Array.from({ length: 32 }, loop))
  return found
}

/** Files of 60 to 460 words, which are as common as Zipf says. Answers their bytes. */
function writeDocuments(root: string, count: number): number {
  let bytes = 0
  for (let n = 0; n < count; n += 1) {
    const folder = join(root, `folder-${Math.floor(n / FILES_PER_FOLDER)}`)
    if (n % FILES_PER_FOLDER === 0) mkdirSync(folder, { recursive: true })
    const words = Array.from({ length: 60 + Math.floor(random() * 400) }, () => word(pickRank()))
    const paragraphs = words.join(' ').replaceAll(/((?:\S+ ){60})/g, '$1\n\n')
    const text = `# ${word(pickRank())} ${word(pickRank())}\n\n${paragraphs}\n`
    bytes += text.length
    writeFileSync(join(folder, `page-${n}.md`), text)
  }
  return bytes
}

/** Ranks as Zipf says: half of all words are among the first 150. */
function pickRank(): number {
  return Math.floor(VOCABULARY ** random()) - 1
}

const common = 'the of and a to in is you that it he was for on are as with his they i how do'.split(' ')
const syllables = 'ba ce di fo gu ha je ki lo mu na pe ri so tu va we xi yo zu'.split(' ')

/** The word of a rank, 0 the commonest. */
function word(rank: number): string {
  if (rank < common.length) return common[rank] ?? ''
  return [8000, 400, 20, 1].map((unit) => syllables[Math.floor(rank / unit) % 20]).join('')
}

let seed = 1

/** The same numbers in every run. */
function random(): number {
  seed = (seed * 48_271) % 2_147_483_647
  return seed / 2_147_483_647
}
