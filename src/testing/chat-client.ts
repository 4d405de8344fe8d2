// A client of the chat dialect as its users have one: it knows `data:` lines, fourteen keys and `[DONE]`, and nothing of Errand.
import type { TestApp } from './create-test-app.ts'
import { postJson } from './post-json.ts'

const KEYS =
  'type content toolCallId toolName argumentsJson outputJson errorCode errorMessage contextSpaces skills sources loadedSkills contextSearchSummary sourceSearchResults'.split(
    ' ',
  )

/** One event; `id` is null where it had no `id:` line. */
export interface ChatFrame {
  readonly id: number | null
  readonly event: Record<string, unknown>
}

export interface ChatStream {
  readonly response: Response
  readonly runId: string | null
  /** Next event; null at `[DONE]`. Rejects when the stream breaks a rule of the dialect or ends without `[DONE]`. */
  next(): Promise<ChatFrame | null>
  /** All that is left. */
  rest(): Promise<ChatFrame[]>
  /** Lines that are comments, so far. */
  readonly comments: string[]
  /** Goes away. */
  leave(): Promise<void>
}

export async function postChat(test: TestApp, agentId: string, body: object, path = '/errand'): Promise<Response> {
  return test.send(`${path}/api/agents/${agentId}/chat`, postJson(body))
}

/** The events of a chat as short text: type and content. */
export function summarize(frames: readonly ChatFrame[]): string[] {
  return frames.map(({ event }) => [event['type'], event['content'] ?? []].flat().join(': '))
}

export async function openChat(test: TestApp, agentId: string, body: object): Promise<ChatStream> {
  return readChat(await postChat(test, agentId, body))
}

export function readChat(response: Response): ChatStream {
  if (!response.body) throw new Error('the response has no body')
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader()
  const comments: string[] = []
  let buffer = ''
  let isDone = false
  const readBlock = async (): Promise<string> => {
    for (;;) {
      const end = buffer.indexOf('\n\n')
      if (end >= 0) {
        const block = buffer.slice(0, end)
        buffer = buffer.slice(end + 2)
        return block
      }
      const { done, value } = await reader.read()
      if (done) throw new Error(`the stream ended without [DONE]${buffer && `, after ${buffer}`}`)
      buffer += value
    }
  }
  const next = async (): Promise<ChatFrame | null> => {
    const block = await readBlock()
    if (block.startsWith(':')) {
      comments.push(block)
      return next()
    }
    if (isDone) throw new Error(`something follows [DONE]: ${block}`)
    const [, id = null, data = ''] = /^(?:id: (\d+)\n)?data: (.*)$/.exec(block) ?? []
    if (data === '[DONE]') {
      isDone = true
      if (!(await reader.read()).done || buffer !== '') throw new Error('the stream goes on after [DONE]')
      return null
    }
    const event = JSON.parse(data) as Record<string, unknown>
    if (Object.keys(event).join() !== KEYS.join())
      throw new Error(`not the fourteen keys: ${Object.keys(event).join()}`)
    return { id: id === null ? null : Number(id), event }
  }
  return {
    response,
    runId: response.headers.get('x-run-id'),
    comments,
    next,
    async rest() {
      const frames: ChatFrame[] = []
      for (let frame = await next(); frame; frame = await next()) frames.push(frame)
      return frames
    },
    leave: () => reader.cancel(),
  }
}
