// From the bytes of a file to the text that is searched.
import { readHtml } from './read-html.ts'
import { readPdf } from './read-pdf.ts'

export interface ReadText {
  readonly text: string
  /** Empty when there is none. */
  readonly heading: string
}

/** Rejects with an Error that says why the file cannot be read. */
export async function readText(bytes: Uint8Array, contentType: string): Promise<ReadText> {
  if (contentType === 'application/pdf') return { text: await readPdf(bytes), heading: '' }
  const text = decodeText(bytes)
  if (text === null) throw new Error('it is not text in UTF-8')
  if (contentType === 'text/html') return readHtml(text)
  return { text, heading: contentType === 'text/markdown' ? (/^#{1,6}[ \t]+(.+)$/m.exec(text)?.[1]?.trim() ?? '') : '' }
}

/** Null when the bytes are no text. */
export function decodeText(bytes: Uint8Array): string | null {
  if (bytes.includes(0)) return null
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return null // bytes in another encoding, or none
  }
}
