// Text of a model as Markdown: HTML in it is shown as it was written, pictures are links, and what is left is sanitised.
import DOMPurify from 'dompurify'
import { Marked } from 'marked'
import { type MouseEvent, useLayoutEffect, useRef } from 'react'
import { linkCitations } from '../lib/link-citations.ts'

const options = {
  ALLOWED_TAGS:
    'p br hr em strong del code pre blockquote ul ol li h1 h2 h3 h4 h5 h6 table thead tbody tr th td a'.split(' '),
  ALLOWED_ATTR: ['href', 'align', 'start'],
  ALLOWED_URI_REGEXP: /^(?:https?|mailto):/i,
  RETURN_TRUSTED_TYPE: true,
}

const markdown = new Marked({
  gfm: true,
  renderer: {
    html: ({ text }) => escape(text),
    image: ({ href, text }) => `<a href="${escape(href)}">${escape(text || href)}</a>`,
  },
})

DOMPurify.addHook('afterSanitizeAttributes', (node) => {
  if (node.tagName !== 'A') return
  node.setAttribute('target', '_blank')
  node.setAttribute('rel', 'noopener noreferrer nofollow')
})

interface MarkdownProps {
  readonly text: string
  readonly className?: string
  /** Whether a line end is the end of a line, as people chat; else only the end of a word, as in a document. */
  readonly breaks?: boolean
  /** Sources that the text may cite by their number; absent: none. */
  readonly citations?: Citations | undefined
}

export interface Citations {
  readonly numbers: ReadonlySet<number>
  readonly onCite: (n: number) => void
}

export function Markdown({ text, className = '', breaks = true, citations }: MarkdownProps) {
  const node = useRef<HTMLDivElement>(null)
  const numbers = citations?.numbers
  useLayoutEffect(() => {
    if (!node.current) return
    const html = DOMPurify.sanitize(markdown.parse(text, { async: false, breaks }), options)
    node.current.innerHTML = html // a TrustedHTML
    if (numbers) linkCitations(node.current, numbers)
  }, [text, breaks, numbers])
  const cite = (event: MouseEvent<HTMLDivElement>) => {
    const link = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-source]') : null
    if (!citations || !link) return
    event.preventDefault()
    citations.onCite(Number(link.dataset['source']))
  }
  return <div ref={node} className={`markdown ${className}`} onClick={cite} />
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
}
