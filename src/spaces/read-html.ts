// The text of an HTML page: what a reader sees, without scripts and styles.
import { Parser } from 'htmlparser2'

const unseen = new Set(['script', 'style', 'template', 'noscript', 'svg', 'title'])
const blocks = new Set(
  'address article aside blockquote br dd details div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr li main nav ol p pre section table td th tr ul'.split(
    ' ',
  ),
)
const headings = new Set(['h1', 'h2', 'h3', 'h4', 'h5', 'h6'])

/** `heading`: the first heading, or the title; empty when there is none. */
export function readHtml(html: string): { text: string; heading: string } {
  const open: string[] = []
  const parts: string[] = []
  let heading: string | null = null
  let title = ''
  const parser = new Parser({
    onopentagname(name) {
      if (blocks.has(name)) parts.push('\n\n')
      open.push(name)
    },
    ontext(text) {
      if (open.includes('title') && !open.includes('svg')) title += text
      if (open.some((name) => unseen.has(name))) return
      parts.push(text)
      if (open.some((name) => headings.has(name)) && heading !== null) heading += text
      else if (open.some((name) => headings.has(name))) heading = text
    },
    onclosetag(name) {
      open.splice(open.lastIndexOf(name), 1)
      if (blocks.has(name)) parts.push('\n\n')
      if (headings.has(name) && heading !== null) heading = `${heading}\n`
    },
  })
  parser.end(html)
  const text = parts
    .join('')
    .replaceAll(/[^\S\n]+/g, ' ')
    .replaceAll(/ *\n[\s]*\n\s*/g, '\n\n')
    .trim()
  const [first = ''] = (heading ?? '').split('\n')
  return { text, heading: (first || title).trim() }
}
