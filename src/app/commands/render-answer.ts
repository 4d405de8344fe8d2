// Only the answer of a run on stdout, for `errand run --text`; what goes wrong, or waits for a person, on stderr.
import { renderResult } from '../../core/render-result.ts'
import { printable, type Terminal } from '../terminal.ts'
import { renderAsked, renderCommands } from './render-approval.ts'
import type { RunRenderer } from './render-run.ts'

export function createAnswerRenderer({ write, note, columns }: Terminal): RunRenderer {
  return {
    writeLine: () => undefined,
    end: () => undefined,
    push(event) {
      if (event.type === 'run.completed') write(`${renderResult(event.data)}\n`)
      else if (event.type === 'run.failed') note(`failed: ${printable(event.data.message)} (${event.data.code})`)
      else if (event.type === 'run.cancelled') note(`cancelled by ${printable(event.data.by)}`)
      else if (event.type === 'approval.requested') {
        const asked = { ...event.data, runId: event.runId }
        note([renderAsked(asked, columns), ...renderCommands(asked).map((command) => `    ${command}`)].join('\n'))
      }
    },
  }
}
