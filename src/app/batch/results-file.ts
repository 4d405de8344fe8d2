// The results of a batch on disk: lines are added as rows go on, and at the end put into the order of the inputs. What was
// killed in between can go on from what is there.
import { appendFileSync, existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { describeError } from '../../spec/describe-error.ts'
import { ConfigError } from '../env.ts'
import { BatchResult } from './batch-result.ts'
import { renderCsv } from './render-csv.ts'

export interface ResultsFile {
  /** What is known of rows from earlier invocations, by line. */
  readonly known: ReadonlyMap<number, BatchResult>
  add(result: BatchResult): void
  /** Writes the results in order, each once. */
  finish(results: readonly BatchResult[]): void
}

/** `path` ends in `.csv` for a table; its lines are kept beside it, in `path.jsonl`. Throws a `ConfigError` when another file is there. */
export function openResultsFile(path: string): ResultsFile {
  const isTable = /\.csv$/i.test(path)
  const linesPath = isTable ? `${path}.jsonl` : path
  if (isTable && existsSync(path) && !existsSync(linesPath)) throw notOurs(path)
  const text = existsSync(linesPath) ? readFileSync(linesPath, 'utf8') : ''
  const whole = text.slice(0, text.lastIndexOf('\n') + 1) // a line that was being written when the process died is none
  const known = new Map(readResults(whole, linesPath).map((result) => [result.line, result]))
  if (known.size === 0 && text !== '' && whole === '') throw notOurs(linesPath)
  const add = (lines: string) => write(linesPath, () => appendFileSync(linesPath, lines))
  if (whole === text) add('')
  else replace(linesPath, whole)
  return {
    known,
    add: (result) => add(renderLine(result)),
    finish(results) {
      replace(linesPath, results.map(renderLine).join(''))
      if (isTable) replace(path, renderCsv(results))
    },
  }
}

function readResults(text: string, path: string): BatchResult[] {
  const lines = text.split('\n').slice(0, -1)
  return lines.map((line) => {
    try {
      return BatchResult.parse(JSON.parse(line))
    } catch (error) {
      throw notOurs(path, error)
    }
  })
}

function notOurs(path: string, cause?: unknown): ConfigError {
  return new ConfigError(
    `${path} is there and holds no results of a batch; delete it, or name another file with --out`,
    {
      cause,
    },
  )
}

function renderLine(result: BatchResult): string {
  return `${JSON.stringify(result)}\n`
}

/** At no moment is there half a file. */
function replace(path: string, text: string): void {
  write(path, () => {
    writeFileSync(`${path}.tmp`, text)
    renameSync(`${path}.tmp`, path)
  })
}

function write(path: string, work: () => void): void {
  try {
    work()
  } catch (error) {
    throw new ConfigError(`${path} cannot be written: ${describeError(error)}`, { cause: error })
  }
}
