// The built console as answers: its files, compressed once, under a policy that lets nothing run but those files.
import { gzipSync } from 'node:zlib'

export interface ConsoleFile {
  readonly type: string
  readonly bytes: Uint8Array<ArrayBuffer>
}

/** By path relative to the console, e.g. `assets/index-1a2b.js`. */
export type ConsoleFiles = ReadonlyMap<string, ConsoleFile>

export const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "base-uri 'self'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  'trusted-types dompurify',
].join('; ')

const headers = {
  'Content-Security-Policy': POLICY,
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  Vary: 'Accept-Encoding',
}

export interface FileAnswers {
  /** The answer for a file; null when there is none of this name. */
  file(name: string, request: Request): Response | null
  /** The page that every address of the console opens. */
  page(request: Request): Response
}

/** `path`: where the console stands; its page is told, because the files are built for any path. */
export function createFileAnswers(files: ConsoleFiles, path: string): FileAnswers {
  const compressed = new Map<string, Uint8Array<ArrayBuffer>>()
  const index = files.get('index.html')
  const html = new TextDecoder().decode(index?.bytes).replace('<base href="/"', `<base href="${path}/"`)
  const page: ConsoleFile = { type: 'text/html; charset=utf-8', bytes: new TextEncoder().encode(html) }

  const render = (name: string, file: ConsoleFile, request: Request, caching: string) => {
    const answer = (bytes: Uint8Array<ArrayBuffer>, encoding: Record<string, string>) =>
      new Response(request.method === 'HEAD' ? null : bytes, {
        headers: { ...headers, ...encoding, 'Content-Type': file.type, 'Cache-Control': caching },
      })
    if (!/\bgzip\b/.test(request.headers.get('accept-encoding') ?? '')) return answer(file.bytes, {})
    const bytes = compressed.get(name) ?? new Uint8Array(gzipSync(file.bytes))
    compressed.set(name, bytes)
    return answer(bytes, { 'Content-Encoding': 'gzip' })
  }
  return {
    file(name, request) {
      const file = name === 'index.html' ? undefined : files.get(name)
      const caching = name.startsWith('assets/') ? 'public, max-age=31536000, immutable' : 'no-cache'
      return file ? render(name, file, request, caching) : null
    },
    page: (request) => render('index.html', page, request, 'no-store'),
  }
}
