// Text of a model as Markdown: sanitised, without images, with links that open elsewhere and tell nobody where from.
import DOMPurify from 'dompurify'
import { marked } from 'marked'
import { useLayoutEffect, useRef } from 'react'

const options = {
  ALLOWED_TAGS:
    'p br hr em strong del code pre blockquote ul ol li h1 h2 h3 h4 h5 h6 table thead tbody tr th td a'.split(' '),
  ALLOWED_ATTR: ['href', 'align', 'start'],
  ALLOWED_URI_REGEXP: /^(?:https?|mailto):/i,
  RETURN_TRUSTED_TYPE: true,
} as const

DOMPurify.addHook('afterSanitizeAttributes', (node) => {
  if (node.tagName !== 'A') return
  node.setAttribute('target', '_blank')
  node.setAttribute('rel', 'noopener noreferrer nofollow')
})

export function Markdown({ text, className = '' }: { text: string; className?: string }) {
  const node = useRef<HTMLDivElement>(null)
  useLayoutEffect(() => {
    const html = DOMPurify.sanitize(marked.parse(text, { async: false, gfm: true, breaks: true }), {
      ...options,
      ALLOWED_TAGS: [...options.ALLOWED_TAGS],
      ALLOWED_ATTR: [...options.ALLOWED_ATTR],
    })
    if (node.current) node.current.innerHTML = html as unknown as string
  }, [text])
  return <div ref={node} className={`markdown ${className}`} />
}
