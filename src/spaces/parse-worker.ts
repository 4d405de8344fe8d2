// The thread that parses PDF and HTML: whatever is in a file, the process goes on meanwhile.
import { parentPort } from 'node:worker_threads'
import { readHtml } from './read-html.ts'
import { readPdf } from './read-pdf.ts'
import { decodeText, NOT_TEXT, type ReadText } from './read-text.ts'

export interface ParseRequest {
  readonly bytes: Uint8Array
  readonly contentType: 'application/pdf' | 'text/html'
}

/** A text, or why there is none. */
export type Parsed = ReadText | { readonly fault: string }

async function parse({ bytes, contentType }: ParseRequest): Promise<Parsed> {
  try {
    if (contentType === 'application/pdf') return { text: await readPdf(bytes), heading: '' }
    const text = decodeText(bytes)
    return text === null ? { fault: NOT_TEXT } : readHtml(text)
  } catch (error) {
    return { fault: error instanceof Error ? error.message : String(error) }
  }
}

parentPort?.on('message', (request: ParseRequest) => {
  void parse(request).then((parsed) => parentPort?.postMessage(parsed))
})
