// Prints what was measured: ratios first, then the figures, then one line of JSON.
import { cpus } from 'node:os'
import { median, round, type Spread } from './figures.ts'
import type { Load } from './load.ts'
import type { measureStreams, StreamFigures } from './streams.ts'

export type Row<T> = { readonly clients: number } & T

export interface Report {
  readonly rounds: readonly {
    readonly http: readonly Row<Load>[]
    readonly library: readonly Row<{ readonly runsPerSecond: number }>[]
    readonly raw: readonly Row<{ runsPerSecond: number; commitsPerRun: number; eventsPerRun: number }>[]
    /** Measured in the last round only. */
    readonly streams: Awaited<ReturnType<typeof measureStreams>> | null
  }[]
  readonly rssBefore: number
  readonly rssAfter: number
  readonly bytesPerRun: number
}

export function printReport(report: Report): void {
  const summary = summariseReport(report)
  const { ratios, http, library, raw } = summary
  const line = (text: string) => console.log(text)
  line(`node ${process.version}, ${cpus().length} × ${cpus()[0]?.model}; median of ${report.rounds.length} rounds`)
  line('')
  line('ratios, each from the same round')
  for (const [name, ratio] of Object.entries(ratios)) line(`  ${name.padEnd(44)}${ratio.toFixed(2)}`)
  line('')
  line('clients      runs/s   first event p50/p95   total p50/p95   close lag p50/p95  (ms)')
  for (const row of http) {
    const spreads = `${show(row.firstEvent).padStart(17)}${show(row.total).padStart(18)}${show(row.closeLag).padStart(18)}`
    line(`${label('HTTP + SSE', row.clients)}${row.runsPerSecond.toFixed(0).padStart(8)}${spreads}`)
  }
  for (const row of library) line(`${label('in process', row.clients)}${row.runsPerSecond.toFixed(0).padStart(8)}`)
  for (const row of raw) line(`${label('raw SQL', row.clients)}${row.runsPerSecond.toFixed(0).padStart(8)}`)
  line('')
  line(
    `a run: ${summary.commitsPerRun} commits alone, ${summary.eventsPerRun} events, ${summary.bytesPerRun} bytes on disk`,
  )
  line(`server memory: ${summary.rssMb.before} MB before, ${summary.rssMb.after} MB after`)
  for (const [name, figures] of Object.entries(summary.streams ?? {})) line(`${name}: ${showStreams(figures)}`)
  line('')
  line(JSON.stringify(summary))
}

function summariseReport({ rounds, rssBefore, rssAfter, bytesPerRun }: Report) {
  const over = <T>(pick: (index: Report['rounds'][number]) => T) => rounds.map(pick)
  const rate = (rows: readonly Row<{ runsPerSecond: number }>[], clients: number) =>
    rows.find((row) => row.clients === clients)?.runsPerSecond ?? Number.NaN
  const middle = (kind: 'http' | 'library' | 'raw') =>
    (rounds[0]?.[kind] ?? []).map(({ clients }) => ({
      clients,
      runsPerSecond: median(over((each) => rate(each[kind], clients))),
    }))
  const spread = (clients: number, name: 'firstEvent' | 'total' | 'closeLag'): Spread => {
    const spreads = over((each) => each.http.find((row) => row.clients === clients)?.[name])
    return { p50: median(spreads.map((one) => one?.p50 ?? 0)), p95: median(spreads.map((one) => one?.p95 ?? 0)) }
  }
  const first = rounds[0]?.raw[0]
  return {
    ratios: {
      'raw SQL / HTTP, 1 client': median(over(({ raw, http }) => rate(raw, 1) / rate(http, 1))),
      'raw SQL / HTTP, 32 clients, commits shared': median(over(({ raw, http }) => rate(raw, 32) / rate(http, 32))),
      'raw SQL / in process, 1': median(over(({ raw, library }) => rate(raw, 1) / rate(library, 1))),
      'raw SQL / in process, 32': median(over(({ raw, library }) => rate(raw, 32) / rate(library, 32))),
      'in process / HTTP, 32': median(over(({ library, http }) => rate(library, 32) / rate(http, 32))),
    },
    http: middle('http').map((row) => ({
      ...row,
      firstEvent: spread(row.clients, 'firstEvent'),
      total: spread(row.clients, 'total'),
      closeLag: spread(row.clients, 'closeLag'),
    })),
    library: middle('library'),
    raw: middle('raw'),
    commitsPerRun: first?.commitsPerRun,
    eventsPerRun: first?.eventsPerRun,
    bytesPerRun: Math.round(bytesPerRun),
    rssMb: { before: Math.round(rssBefore / 2 ** 20), after: Math.round(rssAfter / 2 ** 20) },
    streams: rounds.at(-1)?.streams,
  }
}

function label(name: string, clients: number): string {
  return `${name} ${String(clients).padStart(3)}`.padEnd(15)
}

function show({ p50, p95 }: Spread): string {
  return `${p50.toFixed(1)} / ${p95.toFixed(1)}`
}

function showStreams({ streams, wordsPerSecond, deltasPerSecond }: StreamFigures): string {
  return `${streams} stream${streams > 1 ? 's' : ''}, ${round(wordsPerSecond).toFixed(0)} words/s, ${deltasPerSecond.toFixed(0)} deltas/s`
}
