// errand prune: make the data folder smaller, while no server owns it.
import type { Command } from 'commander'
import { sweepStorage } from '../../engine/storage-sweep.ts'
import type { App } from '../app.ts'
import { systemClock } from '../clock.ts'
import { ConfigError, parseDuration } from '../env.ts'
import { renderBytes, type Terminal } from '../terminal.ts'
import type { CommandContext, CommonOptions } from './command.ts'

interface Options extends CommonOptions {
  readonly olderThan?: string
  readonly dryRun?: boolean
}

export function addPrune(program: Command, context: CommandContext): void {
  program
    .command('prune')
    .description('delete runs that ended long ago, and streamed pieces of texts that the log holds whole')
    .option('--older-than <time>', 'runs that ended longer ago, e.g. 30d; default ERRAND_RETENTION, else none')
    .option('--dry-run', 'only say which runs would be deleted')
    .addHelpText('after', NOTES)
    .action(async (options: Options) => {
      const { retentionMs, dataDir } = context.config({ data: options.data })
      const olderThanMs = parseDuration(options.olderThan ?? null, '--older-than') ?? retentionMs
      const connection = await context.connect(options, 'data')
      try {
        const app = connection.app()
        if (!app)
          throw new ConfigError(`another process serves ${dataDir}; set ERRAND_RETENTION there, or stop it first`)
        const terminal = context.terminal(options)
        if (options.dryRun === true) await showMeasure(app, olderThanMs, terminal)
        else await prune(app, olderThanMs, terminal)
      } finally {
        await connection.close({ graceMs: 0 })
      }
    })
}

const NOTES = `
Runs that have not ended stay, and so does every run of a session in which one has not ended. Audit rows stay.
The space is used again for new runs; the file itself does not shrink.

Examples:
  errand prune --older-than 30d --dry-run
  ERRAND_RETENTION=30d errand serve          the server does it by itself`

async function showMeasure({ store }: App, olderThanMs: number | null, terminal: Terminal): Promise<void> {
  if (olderThanMs === null) throw new ConfigError('--dry-run needs --older-than or ERRAND_RETENTION')
  const endedBefore = new Date(systemClock.now() - olderThanMs).toISOString()
  const measure = await store.measurePrune({ endedBefore })
  if (terminal.isJson) return terminal.writeJson({ ...measure, endedBefore })
  const { runs, events, bytes } = measure
  terminal.write(`would delete ${runs} runs with ${events} events, ${renderBytes(bytes)} of data\n`)
}

async function prune({ store }: App, olderThanMs: number | null, terminal: Terminal): Promise<void> {
  const totals = await sweepStorage(store, systemClock.now(), olderThanMs)
  if (terminal.isJson) return terminal.writeJson(totals)
  const { runs, events, removedDeltas, replies } = totals
  terminal.write(`deleted ${runs} runs with ${events} events, ${removedDeltas} deltas, ${replies} expired replies\n`)
}
