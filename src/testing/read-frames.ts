// Reads server-sent events off a response, one at a time or all of them.
import { EventSourceParserStream } from 'eventsource-parser/stream'
import type { RunEvent } from '../contracts/run-event.ts'

export interface Frame {
  readonly id: number
  readonly event: string
  readonly data: RunEvent
}

/** Yields each frame; ends with the body. Comments are left out. */
export async function* readFrames(response: Response): AsyncGenerator<Frame, void, undefined> {
  if (!response.body) throw new Error('the response has no body')
  const text = response.body.pipeThrough(new TextDecoderStream())
  for await (const { id, event, data } of text.pipeThrough(new EventSourceParserStream())) {
    yield { id: Number(id), event: event ?? '', data: JSON.parse(data) as RunEvent }
  }
}

export async function collectFrames(response: Response): Promise<Frame[]> {
  const frames: Frame[] = []
  for await (const frame of readFrames(response)) frames.push(frame)
  return frames
}
