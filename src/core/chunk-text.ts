// Cuts a text into pieces that are searched, at paragraph ends where possible. Joined without overlaps they are the text.

export interface Chunk {
  readonly text: string
  /** So many characters at its start stand at the end of the piece before as well. */
  readonly overlap: number
}

const CHUNK_CHARACTERS = 1000
const OVERLAP_CHARACTERS = 100
/** A piece is at least this long before a paragraph end counts. */
const LEAST_CHARACTERS = 500

export function chunkText(text: string): Chunk[] {
  const chunks: Chunk[] = []
  let end = 0
  while (end < text.length) {
    const start = end === 0 ? 0 : keepPairs(text, end - OVERLAP_CHARACTERS)
    const overlap = end - start
    end = findCut(text, start)
    chunks.push({ text: text.slice(start, end), overlap })
  }
  return chunks
}

function findCut(text: string, start: number): number {
  const most = start + CHUNK_CHARACTERS
  if (most >= text.length) return text.length
  const window = text.slice(start, most)
  for (const mark of ['\n\n', '\n', '. ', ' ']) {
    const place = window.lastIndexOf(mark)
    if (place >= LEAST_CHARACTERS) return start + place + mark.length
  }
  return keepPairs(text, most)
}

/** Never between the two halves of one character. */
function keepPairs(text: string, place: number): number {
  const code = text.charCodeAt(place)
  return code >= 0xdc00 && code <= 0xdfff ? place - 1 : place
}
