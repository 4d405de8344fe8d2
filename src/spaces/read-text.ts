// The text of a file that is text already, and what every reader of files gives.

export interface ReadText {
  readonly text: string
  /** Empty when there is none. */
  readonly heading: string
}

export const NOT_TEXT = 'it is not text in UTF-8'

/** Throws an Error that says why the file cannot be read. */
export function readText(bytes: Uint8Array, contentType: string): ReadText {
  const text = decodeText(bytes)
  if (text === null) throw new Error(NOT_TEXT)
  return { text, heading: contentType === 'text/markdown' ? (/^#{1,6}[ \t]+(.+)$/m.exec(text)?.[1]?.trim() ?? '') : '' }
}

/** Null when the bytes are no text. `isExact`: with the mark that some editors put first, so that it is the same bytes. */
export function decodeText(bytes: Uint8Array, { isExact = false } = {}): string | null {
  if (bytes.includes(0)) return null
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: isExact }).decode(bytes)
  } catch {
    return null // bytes in another encoding, or none
  }
}
