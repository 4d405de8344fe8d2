// Cuts passages into sentences that can be quoted: Markdown noise gone, code blocks whole, nothing cut inside a word.

/**
 * A sentence as it is shown. `code` is the code block right after it, fences included. `isWhole` is false for a piece
 * at the cut end of an excerpt.
 */
export type Sentence = { text: string; code: string | null; heading: string; isWhole: boolean }

const fencePattern = /(?:^|\n)[ \t]*(`{3,9}|~{3,9})[^\n]*\n[\s\S]*?(?:\n[ \t]*\1[ \t]*(?=\n|$)|$)/g
/** A paragraph is read up to this many characters; longer ones are data rather than prose. */
const longestBlock = 5000
const abbreviation = /(?:\b(?:e\.g|i\.e|etc|vs|cf|approx|no|fig|dr|mr|mrs|st)\.|\b[A-Z]\.)$/i

/** The sentences of a text in order. */
export function splitSentences(text: string): Sentence[] {
  const sentences: Sentence[] = []
  let heading = ''
  let isFirst = true
  const plain = text.replace(/\r\n?/g, '\n').replace(/^---\n[\s\S]*?\n---\n/, '')
  for (const piece of splitCode(withoutCutCode(plain))) {
    if (piece.isCode) {
      const last = sentences.at(-1)
      if (last && last.code === null) last.code = piece.text
      else sentences.push({ text: '', code: piece.text, heading, isWhole: true })
      continue
    }
    for (const block of splitBlocks(piece.text)) {
      if (block.isHeading) heading = cleanInline(block.text)
      else sentences.push(...splitBlock(block.text, heading, isFirst))
      isFirst = false
    }
  }
  return sentences.filter((sentence) => sentence.code !== null || /[\p{L}\p{N}]/u.test(sentence.text))
}

/** An excerpt may begin inside a code block: then its first fence is a closing one, and what stands before it goes. */
function withoutCutCode(text: string): string {
  const fences = [...text.matchAll(/^[ \t]*(?:`{3,}|~{3,})[ \t]*(\S*).*$/gm)]
  const [first, second] = fences
  if (!first || first[1] !== '') return text
  const isClosing = second === undefined ? /^\s*(?:\.{3}|…)/.test(text) : second[1] !== '' || fences.length % 2 === 1
  return isClosing ? text.slice(first.index + first[0].length) : text
}

/** Code blocks and what stands between them. A block that an excerpt cuts off is closed again. */
function splitCode(text: string): { text: string; isCode: boolean }[] {
  const pieces: { text: string; isCode: boolean }[] = []
  let end = 0
  for (const match of text.matchAll(fencePattern)) {
    pieces.push({ text: text.slice(end, match.index), isCode: false })
    const [whole, fence = '```'] = match
    const code = whole.replace(/^\n/, '').trimEnd()
    end = match.index + whole.length
    if (/(?:\.{3}|…)$/.test(code)) continue // half of a code block is of no use
    pieces.push({ text: code.endsWith(`\n${fence}`) ? code : `${code}\n${fence}`, isCode: true })
  }
  pieces.push({ text: text.slice(end), isCode: false })
  return pieces
}

/** Headings, paragraphs and list items; a short list belongs to the line with the colon before it. */
function splitBlocks(text: string): { text: string; isHeading: boolean }[] {
  const blocks: { text: string; isHeading: boolean; isItem: boolean }[] = []
  let isOpen = false
  for (const raw of text.split('\n')) {
    const line = raw.replace(/^\s*(?:>\s?)+/, '').trim()
    const item = /^(?:[-*+]|\d{1,3}[.)])\s+(?:\[[ xX]\]\s+)?(.*)$/.exec(line)
    const last = blocks.at(-1)
    if (line === '' || /^[-=*_|:\s]+$/.test(line)) isOpen = false
    else if (/^#{1,6}\s/.test(line)) {
      blocks.push({ text: line.replace(/^#+\s+|\s+#+$/g, ''), isHeading: true, isItem: false })
      isOpen = false
    } else if (item) {
      blocks.push({ text: item[1] ?? '', isHeading: false, isItem: true })
      isOpen = true
    } else if (line.startsWith('|')) {
      const cells = line.split('|').map((cell) => cell.trim())
      blocks.push({ text: cells.filter((cell) => cell !== '').join(': '), isHeading: false, isItem: false })
      isOpen = false
    } else if (isOpen && last) last.text += ` ${line}`
    else {
      blocks.push({ text: line, isHeading: false, isItem: false })
      isOpen = true
    }
  }
  return joinLists(blocks)
}

function joinLists(blocks: readonly { text: string; isHeading: boolean; isItem: boolean }[]) {
  const joined: { text: string; isHeading: boolean }[] = []
  for (let index = 0; index < blocks.length; index++) {
    const block = blocks[index]
    if (!block) continue
    let after = index + 1
    while (blocks[after]?.isItem) after++
    const items = blocks.slice(index + 1, after).map(({ text }) => text.replace(/[.;,]$/, ''))
    const isIntro = !block.isItem && !block.isHeading && block.text.endsWith(':')
    if (isIntro && items.length > 0 && items.length <= 6) {
      joined.push({ text: `${block.text} ${items.join('; ')}.`, isHeading: false })
      index = after - 1
    } else joined.push(block)
  }
  return joined
}

/** The first block of a text that begins in lower case begins in the middle of a sentence. */
function splitBlock(text: string, heading: string, isFirst: boolean): Sentence[] {
  const clean = cleanInline(text.slice(0, longestBlock).toWellFormed())
  const startsCut = /^(?:\.{3}|…)/.test(clean) || (isFirst && /^\p{Ll}/u.test(clean))
  const endsCut = /(?:\.{3}|…)$/.test(clean)
  // A mark that touches a word may have cut it in two; that word is left out.
  const whole = clean
    .replace(/^(?:\.{3}|…)(?:[^\s.…]+(?=\s))?\s*/, '')
    .replace(/(?:(?<=\s)[^\s.…]+)?\s*(?:\.{3}|…)$/, '')
  const parts = splitAtStops(whole)
  return parts.map((part, index) => {
    const isWhole = !(startsCut && index === 0) && !(endsCut && index === parts.length - 1)
    return { text: withStop(part, endsCut && index === parts.length - 1), code: null, heading, isWhole }
  })
}

/** Splits after `.`, `!` or `?` where something like a new sentence begins. */
function splitAtStops(text: string): string[] {
  const parts: string[] = []
  let start = 0
  for (const match of text.matchAll(/[.!?。！？]["'”’)\]]*(?:\s+(?=["'“‘`([]*[\p{Lu}\p{N}\p{Lo}`])|(?<=[。！？]))/gu)) {
    const part = text.slice(start, match.index + match[0].length).trim()
    if (abbreviation.test(part)) continue
    parts.push(part)
    start = match.index + match[0].length
  }
  parts.push(text.slice(start).trim())
  return parts.filter((part) => part !== '')
}

function withStop(text: string, isCut: boolean): string {
  if (isCut) return `${text.replace(/[,;:.\s]+$/, '')} …`
  return /[.!?:;…。！？]["'”’)\]`]*$/.test(text) ? text : `${text}.`
}

/** Takes out images, link targets, emphasis and mark-up; inline code stays as it is. */
function cleanInline(text: string): string {
  return text
    .split(/(`[^`]+`)/)
    .map((piece, index) => (index % 2 === 1 ? piece : cleanPlain(piece)))
    .join('')
    .replace(/\s+/g, ' ')
    .trim()
}

function cleanPlain(text: string): string {
  return text
    .replace(/<!--[\s\S]*?-->|<\/?(?:b|i|em|strong|mark|span|code|p|br|a|u|sup|sub|kbd)\b[^>]*>/gi, '')
    .replace(/<\/?[A-Z][A-Za-z]*(?:\s[^<>]*)?\/?>/g, '')
    .replace(/!\[[^\]]*\]\([^)]*\)/g, '')
    .replace(/\[([^\]]+)\](?:\([^)]*\)|\[[^\]]*\])/g, '$1')
    .replace(/(\*\*|__)(?=\S)(.+?)(?<=\S)\1/g, '$2')
    .replace(/(?<![\w*])\*(?=\S)([^*]+)(?<=\S)\*(?![\w*])/g, '$1')
    .replace(/(?<![\w_])_(?=\S)([^_]+)(?<=\S)_(?![\w_])/g, '$1')
    .replace(/(^|\s)#{1,6}\s+/g, '$1')
    .replaceAll('**', '')
}
