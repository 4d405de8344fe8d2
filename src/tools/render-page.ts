// A page as Markdown, the way a reader sees it: headings, paragraphs, lists, links, code and tables; no scripts, forms or menus.
import { setImmediate } from 'node:timers/promises'
import { Parser } from 'htmlparser2'
import { ToolFailure } from '../runtime/tool-failure.ts'

export interface RenderedPage {
  readonly title: string
  readonly text: string
}

const words = (text: string) => new Set(text.split(' '))
const unseen = words('script style template noscript svg iframe select button textarea nav footer aside object math')
const blocks = words(
  'address article blockquote dd details div dl dt fieldset figcaption figure form h1 h2 h3 h4 h5 h6 header main ol p section table ul',
)
const headings = words('h1 h2 h3 h4 h5 h6')
/** Elements without an end. */
const empty = words('area base br col embed hr img input link meta param source track wbr')
const contents = words('main article')
const FENCE = '```'
const openings = new Map([
  ['br', '\n'],
  ['hr', '\n\n---\n\n'],
  ['pre', `\n\n${FENCE}\n`],
  ['tr', '\n|'],
  ['code', '`'],
])
const endings = new Map([
  ['pre', `\n${FENCE}\n\n`],
  ['code', '`'],
])
/** The part of a page that is its content must have as many characters, else all of the page is taken. */
const LEAST_CONTENT = 200
const MAX_DEPTH = 1000
/** Characters that are read at once. */
const PIECE = 65_536

/**
 * `base`: the address of the page, from which its links are resolved. Lets others work between pieces of a long page. Rejects
 * with a `ToolFailure` for a page that no browser would show.
 */
export async function renderPage(html: string, base: URL, signal: AbortSignal): Promise<RenderedPage> {
  const writer = new PageWriter(base)
  const parser = new Parser({
    onopentag: (name, attributes) => writer.open(name, attributes),
    ontext: (text) => writer.add(text),
    onclosetag: (name) => writer.close(name),
  })
  for (let start = 0; start < html.length; start += PIECE) {
    signal.throwIfAborted()
    parser.write(html.slice(start, start + PIECE))
    await setImmediate()
  }
  parser.end()
  return writer.finish()
}

/** An element whose text is put together when it ends. */
interface Capture {
  readonly name: string
  readonly start: number
  readonly href: string | null
}

type Attributes = Readonly<Record<string, string>>

class PageWriter {
  readonly #base: URL
  readonly #parts: string[] = []
  readonly #captures: Capture[] = []
  /** Open lists; `next` is the number of the next item, null where there are none. */
  readonly #lists: { next: number | null }[] = []
  /** Where the content stands in the parts. */
  readonly #content: { start: number; end: number }[] = []
  #depth = 0
  #contentDepth = 0
  #preDepth = 0
  #title = ''
  #isInTitle = false
  /** The element that hides what is in it. */
  #hidden: { readonly name: string; depth: number } | null = null

  constructor(base: URL) {
    this.#base = base
  }

  open(name: string, attributes: Attributes): void {
    this.#depth += 1
    if (this.#depth > MAX_DEPTH) throw new ToolFailure(`the page is nested more than ${MAX_DEPTH} deep`)
    const isHidden = unseen.has(name) || 'hidden' in attributes || attributes['aria-hidden'] === 'true'
    if (this.#hidden) this.#hidden.depth += this.#hidden.name === name ? 1 : 0
    else if (!isHidden) this.#openShown(name, attributes)
    else if (!empty.has(name)) this.#hidden = { name, depth: 1 }
  }

  add(text: string): void {
    if (this.#hidden) return
    if (this.#isInTitle) this.#title += text
    else this.#parts.push(this.#preDepth > 0 ? text : text.replaceAll(/\s+/g, ' '))
  }

  close(name: string): void {
    this.#depth -= 1
    if (!this.#hidden) return this.#closeShown(name)
    this.#hidden.depth -= this.#hidden.name === name ? 1 : 0
    if (this.#hidden.depth === 0) this.#hidden = null
  }

  finish(): RenderedPage {
    const main = tidy(this.#content.flatMap(({ start, end }) => this.#parts.slice(start, end)).join(''))
    const text = main.length >= LEAST_CONTENT ? main : tidy(this.#parts.join(''))
    return { title: oneLine(this.#title) || oneLine(/^#{1,2} (.+)$/m.exec(text)?.[1] ?? ''), text }
  }

  #openShown(name: string, attributes: Attributes): void {
    if (name === 'title') this.#isInTitle = true
    if (name === 'ul' || name === 'ol') this.#lists.push({ next: name === 'ol' ? 1 : null })
    if (name === 'pre') this.#preDepth += 1
    if (contents.has(name)) this.#openContent()
    this.#parts.push(this.#findBreak(name))
    if (name === 'li') this.#parts.push(this.#nextMark())
    const opening = openings.get(name)
    if (opening !== undefined && (name !== 'code' || this.#preDepth === 0)) this.#parts.push(opening)
    const href = findLink(attributes['href'], this.#base)
    if (isCaptured(name)) this.#captures.push({ name, start: this.#parts.length, href })
  }

  #closeShown(name: string): void {
    if (name === 'title') this.#isInTitle = false
    if (isCaptured(name)) this.#closeCapture(name)
    if (name === 'pre') this.#preDepth -= 1
    if (name === 'ul' || name === 'ol') this.#lists.pop()
    if (contents.has(name)) this.#closeContent()
    const ending = endings.get(name)
    if (ending !== undefined && (name !== 'code' || this.#preDepth === 0)) this.#parts.push(ending)
    this.#parts.push(this.#findBreak(name))
  }

  #closeCapture(name: string): void {
    const index = this.#captures.findLastIndex((capture) => capture.name === name)
    const capture = this.#captures[index]
    if (!capture) return
    this.#captures.length = index
    const text = oneLine(this.#parts.splice(capture.start).join(''))
    this.#parts.push(renderCapture(capture, text))
  }

  #openContent(): void {
    this.#contentDepth += 1
    if (this.#contentDepth > 1 || this.#captures.length > 0) return
    this.#content.push({ start: this.#parts.length, end: Number.POSITIVE_INFINITY })
  }

  #closeContent(): void {
    this.#contentDepth -= 1
    const last = this.#content.at(-1)
    if (this.#contentDepth === 0 && last) last.end = Math.min(last.end, this.#parts.length)
  }

  /** Blocks stand apart, except in items of lists. */
  #findBreak(name: string): string {
    return blocks.has(name) && this.#lists.length < 2 ? '\n\n' : ''
  }

  #nextMark(): string {
    const list = this.#lists.at(-1)
    const indent = '  '.repeat(Math.max(0, this.#lists.length - 1))
    if (!list || list.next === null) return `\n${indent}- `
    list.next += 1
    return `\n${indent}${list.next - 1}. `
  }
}

function isCaptured(name: string): boolean {
  return name === 'a' || name === 'td' || name === 'th' || headings.has(name)
}

function renderCapture({ name, href }: Capture, text: string): string {
  if (headings.has(name)) return text === '' ? '' : `${'#'.repeat(Number(name[1]))} ${text}`
  if (name !== 'a') return ` ${text.replaceAll('|', '\\|')} |`
  return href === null || text === '' ? text : `[${text}](${href})`
}

/** Null for what leads to no other page. */
function findLink(href: string | undefined, base: URL): string | null {
  if (href === undefined || href.startsWith('#') || !URL.canParse(href, base)) return null
  const url = new URL(href, base)
  return url.protocol === 'http:' || url.protocol === 'https:' ? url.href : null
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim()
}

/** At most one empty line in a row, no spaces at the ends of lines; code stays as it is. Line by line, so that no page takes long. */
function tidy(text: string): string {
  const lines: string[] = []
  let isCode = false
  for (const line of text.split('\n')) {
    const trimmed = isCode && line !== FENCE ? line : line.trimEnd()
    if (isCode || trimmed !== '' || lines.at(-1) !== '') lines.push(trimmed)
    if (line === FENCE) isCode = !isCode
  }
  return lines.join('\n').trim()
}
