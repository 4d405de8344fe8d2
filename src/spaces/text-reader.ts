// From the bytes of files to the text that is searched, one file at a time. PDF and HTML are parsed in a thread of their own,
// which is ended when a file takes too long or too much memory.
import { once } from 'node:events'
import { extname } from 'node:path'
import { Worker } from 'node:worker_threads'
import type { Parsed, ParseRequest } from './parse-worker.ts'
import { type ReadText, readText } from './read-text.ts'

export interface TextReader extends AsyncDisposable {
  /** Rejects with an Error that says why the file cannot be read. Never called again before it has settled. */
  read(bytes: Uint8Array, contentType: string): Promise<ReadText>
}

export function createTextReader({ timeoutMs = 30_000 } = {}): TextReader {
  let worker: Worker | null = null
  const end = async () => {
    await worker?.terminate()
    worker = null
  }
  const parse = async (request: ParseRequest): Promise<ReadText> => {
    worker ??= startWorker()
    worker.postMessage(request)
    let parsed: Parsed
    try {
      const answered = once(worker, 'message', { signal: AbortSignal.timeout(timeoutMs) })
      parsed = ((await answered) as [Parsed])[0]
    } catch (error) {
      await end()
      const isTimeout = error instanceof Error && error.name === 'AbortError'
      throw new Error(isTimeout ? `it took longer than ${timeoutMs / 1000} s` : 'it needed too much memory', {
        cause: error,
      })
    }
    if ('fault' in parsed) throw new Error(parsed.fault)
    return parsed
  }
  return {
    async read(bytes, contentType) {
      if (contentType === 'application/pdf' || contentType === 'text/html') return parse({ bytes, contentType })
      return readText(bytes, contentType)
    },
    [Symbol.asyncDispose]: end,
  }
}

function startWorker(): Worker {
  return new Worker(new URL(`./parse-worker${extname(import.meta.url)}`, import.meta.url), {
    env: {},
    stdout: true, // what parsers print says nothing to a person
    stderr: true,
    resourceLimits: { maxOldGenerationSizeMb: 512 },
  })
}
