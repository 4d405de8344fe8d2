// errand batch: run an agent on every row of a file, and go on where an earlier invocation was interrupted.
import { readFileSync, realpathSync } from 'node:fs'
import { basename } from 'node:path'
import type { Command } from 'commander'
import { describeError } from '../../spec/describe-error.ts'
import { EXIT } from '../../surfaces/cli/exit-codes.ts'
import type { BatchResult } from '../batch/batch-result.ts'
import { renderProgressLine } from '../batch/progress-line.ts'
import { readRows, type Row } from '../batch/read-rows.ts'
import { openResultsFile, type ResultsFile } from '../batch/results-file.ts'
import { readInput } from '../batch/row-input.ts'
import { runBatch } from '../batch/run-batch.ts'
import { ConfigError, parseInteger } from '../env.ts'
import { printable, renderMs, type Terminal } from '../terminal.ts'
import type { CommandContext, CommonOptions } from './command.ts'

interface Options extends CommonOptions {
  readonly out?: string
  readonly concurrency: string
  readonly message?: string
  readonly timeout?: string
}

export function addBatch(program: Command, context: CommandContext): void {
  program
    .command('batch')
    .description('run an agent on every row of a CSV or JSONL file')
    .argument('<agent>', 'id of the agent')
    .argument('<file>', 'inputs: .csv or .tsv with a line of names, .jsonl or .ndjson with an object a line')
    .option(
      '--out <file>',
      'results as .jsonl or .csv, in the order of the inputs; default: JSON lines on standard output',
    )
    .option('--concurrency <n>', 'rows in progress at once, 1 to 200', '8')
    .option('--message <text>', 'what to tell the agent with rows that have no message')
    .option('--timeout <ms>', 'limit of each run in ms, 100 to 86400000')
    .addHelpText('after', HELP)
    .action(async (agentId: string, path: string, options: Options) => {
      const terminal = context.terminal(options)
      const concurrency = parseInteger(options.concurrency, '--concurrency', { min: 1, max: 200 })
      const bounds = { min: 100, max: 86_400_000 }
      const timeoutMs = options.timeout === undefined ? undefined : parseInteger(options.timeout, '--timeout', bounds)
      const rows = readFile(path)
      const results = options.out === undefined ? null : openResultsFile(checkOut(options.out))
      await context.withClient(options, 'work', async (client) => {
        const { inputSchema } = await client.call('agent.get', { agentId })
        const settings = { inputSchema, message: options.message }
        const report = createReport(terminal, results, rows.length)
        const leaving = new AbortController()
        const stopListening = terminal.onInterrupt(() => leaving.abort('interrupted'))
        try {
          const ended = await runBatch({
            client,
            agentId,
            file: realpathSync(path),
            timeoutMs,
            concurrency,
            rows: Iterator.from(rows).map((row) => {
              const { line } = row
              return { line, input: readInput(row, settings), known: results?.known.get(line) }
            }),
            signal: leaving.signal,
            onStarted: (result) => results?.add(result),
            onEnded: (result) => report.push(result),
          })
          results?.finish(ended)
          context.exit(report.end(ended, options.out))
        } catch (error) {
          report.clear()
          if (!leaving.signal.aborted) throw error
          terminal.note('Left; runs in progress go on. The same command goes on from here.')
          context.exit(EXIT.interrupted)
        } finally {
          stopListening()
        }
      })
    })
}

const HELP = `
The field "message" is what the agent is told; all others are the context that its input schema describes.
The same line of the same file is the same run: after an interruption, the same command goes on where it stopped. With
--out it also asks again for rows that did not succeed. Exit code 3 when a row did not succeed.

Examples:
  errand batch triage tickets.csv --out answers.csv
  errand batch orders mails.jsonl --out orders.jsonl --concurrency 20
  errand batch topic topics.csv --message "Explain it." --jq .output.result`

function readFile(path: string): Row[] {
  try {
    return readRows(basename(path), readFileSync(path, 'utf8'))
  } catch (error) {
    if (error instanceof ConfigError) throw error
    throw new ConfigError(`${path} cannot be read: ${describeError(error)}`, { cause: error })
  }
}

function checkOut(path: string): string {
  if (/\.(csv|jsonl|ndjson)$/i.test(path)) return path
  throw new ConfigError(`--out is "${path}"; it takes a file that ends in .csv, .jsonl or .ndjson`)
}

/** What a person sees on stderr: a line for each row that did not succeed, and how far it is. */
function createReport(terminal: Terminal, results: ResultsFile | null, total: number) {
  const startedMs = performance.now()
  const known = [...(results?.known.values() ?? [])].filter(({ status }) => status === 'done').length
  const count = { fresh: 0, failed: 0 }
  const clear = () => terminal.showStatus('')
  return {
    clear,
    push(result: BatchResult): void {
      results?.add(result)
      clear()
      if (!results) terminal.writeJson(result)
      count.fresh += 1
      if (result.status !== 'done') {
        count.failed += 1
        terminal.note(describeFailure(result))
      }
      const elapsedMs = performance.now() - startedMs
      terminal.showStatus(
        renderProgressLine({ total, ended: Math.min(total, known + count.fresh), ...count, elapsedMs }),
      )
    },
    end(ended: readonly BatchResult[], out: string | undefined): number {
      clear()
      const failed = ended.filter(({ status }) => status !== 'done').length
      const took = renderMs(performance.now() - startedMs)
      const where = out === undefined ? '' : ` → ${out}`
      terminal.note(`${ended.length - failed} of ${ended.length} rows done in ${took}${where}`)
      if (failed > 0 && out !== undefined) terminal.note('The same command asks again for the others.')
      return failed === 0 ? EXIT.ok : EXIT.runFailed
    },
  }
}

function describeFailure({ line, status, error, runId }: BatchResult): string {
  if (status === 'waiting') return `line ${line}: run ${runId} waits for a person: errand approvals`
  return printable(`line ${line}: ${status}: ${error?.message ?? ''} (${error?.code ?? ''})`)
}
