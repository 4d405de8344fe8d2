// Chat events as server-sent events: one `data:` line each, an `id:` line with the number of the log event behind it, no
// `event:` line, and `[DONE]` at the end, whatever happened.
import { isTerminal, type RunEvent } from '../../contracts/run-event.ts'
import type { DialectRequest } from '../../operations/dialect-route.ts'
import { type ChatEvent, type ChatFault, createFailed, executionFailed, interrupted } from './chat-event.ts'
import { type ChatEntry, createChatFold } from './chat-fold.ts'

const DONE = 'data: [DONE]\n\n'

/** A run that is followed to its end. `letGo` is called once no answer depends on it any more. */
export interface FollowedRun {
  readonly events: AsyncIterable<readonly RunEvent[]>
  readonly letGo: () => void
}

export async function* renderChatStream(
  { events, letGo }: FollowedRun,
  { onError }: Pick<DialectRequest, 'onError'>,
): AsyncGenerator<readonly string[]> {
  const fold = createChatFold()
  try {
    for await (const batch of events) {
      const chunks = renderEntries(batch.flatMap(fold))
      if (!batch.some(isTerminal)) yield chunks
      else {
        letGo()
        yield [...chunks, DONE]
        return
      }
    }
    letGo()
    yield renderFailedStream(interrupted)
  } catch (error) {
    letGo()
    onError(error)
    yield renderFailedStream(executionFailed)
  }
}

export function renderFailedStream(fault: ChatFault): readonly string[] {
  return [renderChunk(createFailed(fault), null), DONE]
}

/** Several chat events of one log event: only the last carries its number. */
function renderEntries(entries: readonly ChatEntry[]): string[] {
  return entries.map(({ event, seq }, index) => renderChunk(event, entries[index + 1]?.seq === seq ? null : seq))
}

function renderChunk(event: ChatEvent, seq: number | null): string {
  const id = seq === null ? '' : `id: ${seq}\n`
  return `${id}data: ${toOneLine(JSON.stringify(event))}\n\n`
}

/** Some readers of lines take these for ends of lines as well. */
function toOneLine(json: string): string {
  return json.replaceAll(/[\u0085\u2028\u2029]/g, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`)
}
