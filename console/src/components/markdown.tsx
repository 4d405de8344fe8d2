// Text of a model as Markdown: HTML in it is shown as it was written, pictures are links, and what is left is sanitised.
import DOMPurify from 'dompurify'
import { Marked } from 'marked'
import { useLayoutEffect, useRef } from 'react'

const options = {
  ALLOWED_TAGS:
    'p br hr em strong del code pre blockquote ul ol li h1 h2 h3 h4 h5 h6 table thead tbody tr th td a'.split(' '),
  ALLOWED_ATTR: ['href', 'align', 'start'],
  ALLOWED_URI_REGEXP: /^(?:https?|mailto):/i,
  RETURN_TRUSTED_TYPE: true,
}

const markdown = new Marked({
  gfm: true,
  breaks: true,
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

export function Markdown({ text, className = '' }: { text: string; className?: string }) {
  const node = useRef<HTMLDivElement>(null)
  useLayoutEffect(() => {
    const html = DOMPurify.sanitize(markdown.parse(text, { async: false }), options)
    if (node.current) node.current.innerHTML = html // a TrustedHTML
  }, [text])
  return <div ref={node} className={`markdown ${className}`} />
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
}
