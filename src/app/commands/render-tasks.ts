// Tasks as a person at a terminal sees them: what fires next and how it went, in local time.
import { renderSeconds } from '../../contracts/duration.ts'
import type { ListItem, RunItem } from '../../contracts/task.ts'
import { isObject, type JsonObject } from '../../contracts/scalars.ts'
import { clip, renderMs, type Terminal } from '../terminal.ts'

const marks = {
  done: ['green', '●'],
  error: ['red', '●'],
  lost: ['red', '◌'],
  cancelled: ['yellow', '●'],
  skipped: ['dim', '○'],
  pending: ['cyan', '◔'],
  running: ['cyan', '◑'],
} as const

export interface ListedTask {
  readonly task: ListItem
  /** Its newest firings, oldest first. */
  readonly firings: readonly RunItem[]
}

/** Two or three lines a task: its timing and next firing, its history, and what went wrong last. */
export function renderTasks(tasks: readonly ListedTask[], nowMs: number, terminal: Terminal): string {
  if (tasks.length === 0) {
    return 'No tasks yet. Schedule one with: errand tasks schedule --name N --description D --interval 1h -- OPERATION …\n'
  }
  const width = Math.max(...tasks.map(({ task }) => task.name.length))
  return tasks.map((listed) => renderTask(listed, width, nowMs, terminal)).join('')
}

function renderTask({ task, firings }: ListedTask, width: number, nowMs: number, terminal: Terminal): string {
  const { style, columns } = terminal
  const indent = ' '.repeat(width + 2)
  const head = `${style('bold', task.name.padEnd(width))}  ${renderTiming(task)}  ${renderNext(task, nowMs, style)}`
  const last = firings.at(-1)
  const lines = [head, style('dim', `${indent}${clip(task.command.join(' '), columns - indent.length)}`)]
  if (last) {
    const strip = firings.map(({ status }) => style(marks[status][0], marks[status][1])).join('')
    const total = task.runs === 1 ? '1 firing' : `${task.runs} firings`
    lines.push(`${indent}${strip}  last ${renderWhen(last.ran_at, nowMs)} ${last.status}  ${style('dim', total)}`)
    const why = last.error ? `${last.error.code}: ${last.error.message}` : last.reason
    if (why !== undefined) lines.push(style('red', `${indent}${clip(why, columns - indent.length)}`))
  }
  return `${lines.join('\n')}\n`
}

function renderTiming({ interval, cron, time_zone: zone, at }: ListItem): string {
  if (interval !== undefined) return `every ${interval}`
  if (cron !== undefined) return `cron ${cron}${zone === 'UTC' ? '' : ` ${zone ?? ''}`}`
  return at === undefined ? 'once' : `once at ${renderLocal(at)}`
}

function renderNext(
  { state, next_run_at: at, paused_reason: reason }: ListItem,
  nowMs: number,
  style: Terminal['style'],
) {
  if (state === 'paused') return style('yellow', `paused${reason === undefined ? '' : `: ${reason}`}`)
  if (state === 'complete') return style('dim', 'complete')
  return at === undefined ? style('dim', 'when its firing ends') : style('cyan', `next ${renderWhen(at, nowMs)}`)
}

/** `Sat 14:30 (in 5m)`; the date when it is not this week. */
function renderWhen(at: string, nowMs: number): string {
  const distance = Date.parse(at) - nowMs
  const seconds = Math.round(Math.abs(distance) / 1000)
  const [first = '', second = ''] = renderSeconds(seconds).split(' ')
  const short =
    seconds < 60 ? first : [first, second].filter((part) => !part.endsWith('s') || part.length > 3).join(' ')
  if (seconds < 1) return `${renderLocal(at)} (now)`
  return `${renderLocal(at)} (${distance > 0 ? `in ${short}` : `${short} ago`})`
}

/** In the time zone of whoever looks. */
function renderLocal(at: string): string {
  const options = { weekday: 'short', month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit' } as const
  return new Intl.DateTimeFormat('en-GB', options).format(Date.parse(at))
}

/** One line for an item of a firing, or for its end. */
export function renderFiringLine(item: unknown, terminal: Terminal): string {
  const { style, columns } = terminal
  if (!isObject(item)) return `${JSON.stringify(item)}\n`
  const name = readText(item, 'name')
  const label = name === '' ? '' : `${style('bold', name)} `
  if (item['type'] === 'error') {
    return `${style('red', '✘')} ${label}${clip(`${readText(item, 'code')}: ${readText(item, 'message')}`, columns)}\n`
  }
  if ('success' in item) {
    const mark = item['success'] === true ? style('green', '✔') : style('red', '✘')
    return `${mark} ${label}${style('dim', readText(item, 'run_id'))}\n`
  }
  if ('trigger' in item) return renderEnd(item as unknown as RunItem, style)
  return `  ${label}${clip(JSON.stringify(item['value']), Math.max(20, columns - name.length - 3))}\n`
}

function renderEnd(run: RunItem, style: Terminal['style']): string {
  const [color, mark] = marks[run.status]
  const { started_at: started, finished_at: finished, ran_at: at, attempt } = run
  const took = started !== undefined && finished !== undefined ? Date.parse(finished) - Date.parse(started) : null
  const details = [
    renderLocal(at),
    took === null ? '' : renderMs(took),
    attempt > 1 ? `attempt ${attempt}` : '',
    run.error ? `${run.error.code}: ${run.error.message}` : (run.reason ?? ''),
  ].filter((part) => part !== '')
  return `${style(color, mark)} ${style('bold', run.name)} ${run.status}  ${style('dim', details.join('  '))}\n`
}

function readText(item: JsonObject, name: string): string {
  const text = item[name]
  return typeof text === 'string' ? text : text === undefined ? '' : JSON.stringify(text)
}

/** What a command that changed one task says. */
export function renderChange(key: string, output: unknown, nowMs: number, { style }: Terminal): string {
  const changed = isObject(output) ? output : {}
  const name = style('bold', readText(changed, 'name'))
  const next = typeof changed['next_run_at'] === 'string' ? `, next ${renderWhen(changed['next_run_at'], nowMs)}` : ''
  switch (key) {
    case 'tasks.schedule':
      return `${style('green', '✔')} ${name} is scheduled (version ${readText(changed, 'version')})${next}\n`
    case 'tasks.pause':
      return `${style('yellow', '■')} ${name} is paused\n`
    case 'tasks.resume':
      return `${style('green', '✔')} ${name} is resumed${next}\n`
    case 'tasks.delete':
      return changed['deleted'] === true ? `${style('yellow', '■')} deleted\n` : 'There was no such task.\n'
    default:
      return renderMoments(changed, nowMs)
  }
}

function renderMoments({ items }: JsonObject, nowMs: number): string {
  const moments = Array.isArray(items) ? items.filter(isObject) : []
  const lines = moments.map((one) => `${readText(one, 'local')}  ${renderWhen(readText(one, 'due_at'), nowMs)}\n`)
  return lines.join('') || 'It never fires.\n'
}
