// A run as a person reads it: reasoning dimmed, tools with their time, the answer as it streams, then what it cost.
import { isTerminal, type RunEvent, type RunEventData } from '../../contracts/run-event.ts'
import { isObject } from '../../contracts/scalars.ts'
import { describeRefusal } from '../../core/conclude.ts'
import { renderAsked, renderCommands } from './render-approval.ts'
import { createWrapper, type Wrapper } from './wrap.ts'
import { clip, printable, renderMs, type Terminal } from '../terminal.ts'

export interface RunRenderer {
  push(event: RunEvent): void
  /** A line between the events; programs do not get it. */
  writeLine(line: string): void
  /** Shows what was kept back; for a run that is left before its end. */
  end(): void
}

/** JSON lines for programs, prose for people. */
export function createRunRenderer(terminal: Terminal): RunRenderer {
  return terminal.isJson
    ? { push: terminal.writeJson, writeLine: () => undefined, end: () => undefined }
    : new PrettyRenderer(terminal)
}

class PrettyRenderer implements RunRenderer {
  readonly #terminal: Terminal
  readonly #command: string
  readonly #callsById = new Map<string, { name: string; at: string }>()
  readonly #streamed = new Set<string>()
  readonly #wrapper: Wrapper
  #startedAt: string | null = null
  #turns = 0
  #isAfterTool = false
  #hasPlan = false
  /** The answer is an object: it is shown when it is known to be the result. */
  #isJson = false
  /** What the cursor stands behind: streamed text, dimmed text, or the start of a line. */
  #open: 'text' | 'reasoning' | null = null

  constructor(terminal: Terminal) {
    this.#terminal = terminal
    this.#wrapper = createWrapper(terminal.columns)
    // In a checkout of errand itself the command is an npm script.
    this.#command = terminal.env['npm_package_name'] === 'errand' ? 'npm run -s errand --' : 'errand'
  }

  push(event: RunEvent): void {
    switch (event.type) {
      case 'run.created':
        this.#isJson = event.data.resultType === 'json'
        return this.#header(event.runId, event.data)
      case 'run.started':
        this.#startedAt ??= event.at
        return
      case 'run.recovered':
        return this.#line('yellow', `↻ taken up again after an interruption (attempt ${event.data.attempt})`)
      case 'turn.failed':
        return this.#turnFailed(event.data)
      case 'turn.completed':
        this.#turns += 1
        return
      case 'result.refused': {
        const { answer } = event.data
        const what = `answer ${answer} does not fit the result schema: ${describeRefusal(event.data)}`
        return this.#line('yellow', `↻ ${printable(what)}`)
      }
      case 'approval.requested':
        return this.#ask(event.runId, event.data)
      case 'approval.resolved':
        return this.#line(event.data.decision === 'rejected' ? 'red' : 'green', `▶ ${renderAnswer(event.data)}`)
      case 'context.compressed': {
        const { tokensBefore, tokensAfter } = event.data
        return this.#line('dim', `⇣ context shortened: about ${tokensBefore} → ${tokensAfter} tokens`)
      }
      case 'plan.written':
        return this.#plan(event.data.content)
      case 'log':
        return this.#line(event.data.level === 'error' ? 'red' : 'dim', `  ${printable(event.data.message)}`)
      default:
        if (isTerminal(event)) return this.#end(event)
        return event.type.startsWith('tool.') ? this.#tool(event) : this.#text(event)
    }
  }

  writeLine(line: string): void {
    this.#closeText()
    this.#print(`${line}\n`)
  }

  #header(runId: string, { agentName, model, input, forkedFrom }: RunEventData<'run.created'>): void {
    const { style } = this.#terminal
    const simulated = model.startsWith('sim/') ? style('yellow', '(simulated) ') : ''
    this.#print(
      `${style('bold', printable(agentName))} ${style('dim', model)} ${simulated}${style('dim', `· ${runId}`)}\n`,
    )
    if (forkedFrom) {
      const { changed, seq } = forkedFrom
      const what = changed.length > 0 ? ` with another ${printable(changed.join(', '))}` : ''
      this.#print(`${style('magenta', `⑂ forked from ${forkedFrom.runId} at ${seq}${what}`)}\n`)
    }
    this.#print(`${style('cyan', '›')} ${printable(input.message)}\n\n`)
  }

  #text(event: RunEvent): void {
    const { style } = this.#terminal
    switch (event.type) {
      case 'reasoning.delta':
      case 'message.delta': {
        const kind = event.type === 'message.delta' ? 'text' : 'reasoning'
        if (kind === 'text' && this.#isJson) return
        if (this.#open !== kind) this.#openText(kind)
        this.#streamed.add(event.spanId ?? '')
        const text = this.#wrapper.push(printable(event.data.content))
        return this.#print(kind === 'text' ? text : style('dim', text))
      }
      case 'reasoning.completed':
      case 'message.completed':
        if (this.#streamed.has(event.spanId ?? '')) return
        if (this.#isJson && event.type === 'message.completed' && event.data.channel === 'final') return
        this.#openText('text')
        return this.#print(event.type === 'message.completed' ? this.#wrapper.push(printable(event.data.content)) : '')
      default: // nothing to show
    }
  }

  #ask(runId: string, data: RunEventData<'approval.requested'>): void {
    const asked = { ...data, runId }
    this.#callsById.set(data.callId, { name: data.toolName, at: '' })
    this.#line('magenta', renderAsked(asked, this.#terminal.columns))
    for (const command of renderCommands(asked)) this.#line('dim', `    ${command}`)
  }

  #plan(content: string): void {
    const what = this.#hasPlan ? 'plan, changed' : 'plan'
    this.#hasPlan = true
    this.#line('cyan', `☰ ${what}`)
    for (const line of printable(content).trim().split('\n')) {
      const wrapper = createWrapper(this.#terminal.columns - 2)
      this.#print(`${(wrapper.push(line) + wrapper.end()).replaceAll(/^/gm, '  ')}\n`)
    }
    this.#print('\n')
  }

  #tool(event: RunEvent): void {
    const { columns } = this.#terminal
    switch (event.type) {
      case 'tool.started': {
        const { callId, toolName, input } = event.data
        this.#callsById.set(callId, { name: toolName, at: event.at })
        return this.#line('cyan', `→ ${clip(`${toolName} ${JSON.stringify(input)}`, columns - 4)}`)
      }
      case 'tool.completed':
        return this.#toolEnd(event.data.callId, 'green', `✓`, renderMs(event.data.durationMs), event.data.output)
      case 'tool.failed':
        return this.#toolEnd(event.data.callId, 'red', '✗', event.data.code, event.data.message)
      case 'tool.unknown':
        return this.#toolEnd(event.data.callId, 'yellow', '?', 'outcome unknown', event.data.message)
      default: // nothing to show
    }
  }

  #toolEnd(callId: string, color: 'green' | 'red' | 'yellow', mark: string, what: string, detail: unknown): void {
    const { style, columns } = this.#terminal
    const start = printable(`${mark} ${this.#callsById.get(callId)?.name ?? callId} · ${what}`)
    const text = typeof detail === 'string' ? detail : JSON.stringify(detail)
    const rest = clip(text, Math.max(10, columns - start.length - 5))
    this.#closeText()
    this.#print(`${style(color, start)} ${style('dim', rest)}\n`)
    this.#isAfterTool = true
  }

  #turnFailed({ code, message, willRetry, retryAfterMs = 0, nextModel }: RunEventData<'turn.failed'>): void {
    if (code === 'INTERRUPTED') return this.#line('yellow', '↻ the text above is void; the model is asked again')
    if (!willRetry) return
    if (nextModel !== undefined)
      return this.#line('yellow', `↻ ${printable(message)}; asking ${printable(nextModel)} instead`)
    this.#line('yellow', `↻ ${printable(message)}; the text above is void; asking again in ${renderMs(retryAfterMs)}`)
  }

  #end(event: RunEvent): void {
    const { style } = this.#terminal
    const took = this.#startedAt === null ? 0 : Date.parse(event.at) - Date.parse(this.#startedAt)
    if (this.#open) this.#closeText()
    else this.#print('\n')
    if (event.type === 'run.completed') {
      this.#result(event.data)
      const { usage, costUsd } = event.data
      const cost = costUsd === undefined ? '' : ` · $${costUsd.toFixed(costUsd === 0 ? 2 : 4)}`
      const turns = `${this.#turns} ${this.#turns === 1 ? 'turn' : 'turns'}`
      this.#print(`${style('green', '✔ done')} in ${renderMs(took)} · ${turns} · ${usage.totalTokens} tokens${cost}\n`)
    } else if (event.type === 'run.failed') {
      this.#print(`${style('red', '✘ failed')} ${event.data.code}: ${printable(event.data.message)}\n`)
    } else if (event.type === 'run.cancelled') {
      const { by, reason, inFlight } = event.data
      const why = reason === undefined ? '' : `: ${printable(reason)}`
      const open = inFlight.map((span) => printable(span.toolName ?? 'a model turn')).join(', ')
      this.#print(`${style('yellow', '■ cancelled')} by ${printable(by)}${why}${open ? ` (in flight: ${open})` : ''}\n`)
    }
    this.#print(style('dim', `  see it again: ${this.#command} show ${event.runId}\n`))
  }

  /** What was not streamed: an object, and the answer of a run that asked no model. */
  #result({ resultData }: RunEventData<'run.completed'>): void {
    if (this.#isJson) return this.#print(`${renderObject(resultData, this.#terminal.style)}\n\n`)
    const text = resultData['result']
    if (this.#turns === 0 && typeof text === 'string') this.#print(`${printable(text)}\n\n`)
  }

  #line(color: 'cyan' | 'green' | 'magenta' | 'yellow' | 'red' | 'dim', text: string): void {
    this.#closeText()
    this.#print(`${this.#terminal.style(color, text)}\n`)
  }

  #openText(kind: 'text' | 'reasoning'): void {
    this.#closeText()
    if (this.#isAfterTool) this.#print('\n')
    this.#isAfterTool = false
    this.#open = kind
  }

  end(): void {
    this.#closeText()
  }

  #closeText(): void {
    if (this.#open) {
      const rest = this.#wrapper.end()
      this.#print(`${this.#open === 'text' ? rest : this.#terminal.style('dim', rest)}\n\n`)
    }
    this.#open = null
  }

  #print(text: string): void {
    this.#terminal.write(text)
  }
}

/** Indented, with the keys set off. */
function renderObject(data: unknown, style: Terminal['style']): string {
  const lines = printable(JSON.stringify(data, null, 2)).split('\n')
  return lines
    .map((line) => line.replace(/^( *)("(?:[^"\\]|\\.)*")(?=: )/, (_, indent, key) => indent + style('cyan', key)))
    .join('\n')
}

function renderAnswer({ decision, by, reason, output }: RunEventData<'approval.resolved'>): string {
  const { answer } = isObject(output) ? output : {}
  const what = decision === 'answered' ? answer : reason
  return `${decision} by ${printable(by)}${typeof what === 'string' ? `: ${printable(what)}` : ''}`
}
