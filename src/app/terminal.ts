// What a command sees of the terminal: streams, whether a person reads along, and colours.
import { stripVTControlCharacters, styleText } from 'node:util'
import type { Env } from './env.ts'

type Style = Parameters<typeof styleText>[0]

export interface Terminal {
  readonly stdin: NodeJS.ReadStream
  readonly env: Env
  /** True when output is for programs: `--json`, or stdout is not a terminal. */
  readonly isJson: boolean
  /** Writes to stdout. */
  readonly write: (text: string) => void
  /** Writes one JSON line to stdout, through `--jq` or `--python` when given. */
  readonly writeJson: (value: unknown) => void
  /** Writes a line to stderr. */
  readonly note: (text: string) => void
  /** Shows a line on stderr until the next one, where a person reads; '' takes it away. */
  readonly showStatus: (text: string) => void
  /** Styles text for stdout, or leaves it as it is (no terminal, NO_COLOR). */
  readonly style: (style: Style, text: string) => string
  readonly columns: number
  /** Calls `listener` on Ctrl-C until the returned function is called. */
  readonly onInterrupt: (listener: () => void) => () => void
}

export interface Streams {
  readonly stdin: NodeJS.ReadStream
  readonly stdout: NodeJS.WriteStream
  readonly stderr: NodeJS.WriteStream
}

export interface TerminalParams {
  readonly streams: Streams
  readonly env: Env
  readonly isJson: boolean
  readonly writeJson: (value: unknown) => void
}

export function createTerminal({ streams, env, isJson, writeJson }: TerminalParams): Terminal {
  const { stdin, stdout, stderr } = streams
  const write = (text: string) => void stdout.write(text)
  return {
    stdin,
    env,
    isJson: isJson || !stdout.isTTY,
    write,
    writeJson,
    note: (text) => void stderr.write(`${text}\n`),
    showStatus(text) {
      if (stderr.isTTY) stderr.write(`\r\u001B[K${text.slice(0, readWidth(stderr) - 1)}`)
    },
    style: (style, text) => styleText(style, text, { stream: stdout }),
    columns: Math.min(readWidth(stdout), 120),
    onInterrupt(listener) {
      process.on('SIGINT', listener)
      return () => process.off('SIGINT', listener)
    },
  }
}

/** A terminal that does not tell its width, or tells 0, is taken for a usual one. */
function readWidth({ columns }: NodeJS.WriteStream): number {
  return columns > 0 ? columns : 80
}

/** Text from a model, a tool or a file, made safe to print: control characters would move the cursor or worse. */
export function printable(text: string): string {
  return stripVTControlCharacters(text).replaceAll(/[^\P{Cc}\n\t]/gu, '')
}

/** Cuts text to a width, with an ellipsis. */
export function clip(text: string, width: number): string {
  const line = printable(text.replaceAll(/\s+/g, ' '))
  return line.length <= width ? line : `${line.slice(0, Math.max(0, width - 1))}…`
}

export function renderMs(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`
  if (ms < 60_000) return `${(ms / 1000).toFixed(1)} s`
  const minutes = Math.floor(ms / 60_000)
  if (minutes < 60) return `${minutes} min ${Math.floor((ms % 60_000) / 1000)} s`
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`
}

export function renderBytes(bytes: number): string {
  return bytes < 1024 * 1024 ? `${(bytes / 1024).toFixed(1)} KiB` : `${(bytes / 1024 / 1024).toFixed(1)} MiB`
}

/** Renders rows as aligned columns; the last one is not padded. */
export function renderTable(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_cell, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)))
  const line = (row: readonly string[]) =>
    row.map((cell, column) => (column === row.length - 1 ? cell : cell.padEnd(widths[column] ?? 0))).join('  ')
  return rows.map((row) => `${line(row)}\n`).join('')
}
