import { describe, expect, it } from 'vitest'
import { renderPage } from './render-page.ts'

const base = new URL('https://docs.example.com/guide/start')
const render = (html: string) => renderPage(html, base).text

describe('a page as Markdown', () => {
  it.each([
    [
      'headings and paragraphs',
      '<h1>Title</h1><p>One.\n  Two.</p><h3>Sub <em>part</em></h3>',
      '# Title\n\nOne. Two.\n\n### Sub part',
    ],
    [
      'links, with their whole address',
      '<p>See <a href="../api?x=1#y">the\n API</a>.</p>',
      'See [the API](https://docs.example.com/api?x=1#y).',
    ],
    [
      'links that lead nowhere as text',
      '<a href="#top">Top</a> <a href="javascript:go()">Go</a> <a href="/x"></a>',
      'Top Go',
    ],
    [
      'lists, one in another',
      '<ul><li>a</li><li>b<ol><li>c</li><li>d</li></ol></li></ul><p>after</p>',
      '- a\n- b\n  1. c\n  2. d\n\nafter',
    ],
    [
      'code as it is',
      '<pre><code>if (a) {\n\n\n  b()\n}</code></pre><p>and <code>c</code></p>',
      '```\nif (a) {\n\n\n  b()\n}\n```\n\nand `c`',
    ],
    [
      'tables',
      '<table><tr><th>Name</th><th>Price</th></tr><tr><td>Lamp</td><td><p>49</p>€</td></tr></table>',
      '| Name | Price |\n| Lamp | 49 € |',
    ],
    ['broken markup', '<p>one<p>two</div></span><b>three', 'one\n\ntwothree'],
    ['entities', '<p>5 &lt; 6 &amp; caf&eacute; &#x1F600;</p>', '5 < 6 & café 😀'],
  ])('keeps %s', (_what, html, text) => {
    expect(render(html)).toBe(text)
  })

  it('leaves out what a reader does not see, and menus', () => {
    const html =
      '<head><title>T</title><style>p{}</style></head><nav><a href="/">Home</a></nav><script>x()</script><p hidden>no</p>' +
      '<div aria-hidden="true"><div>no</div>no</div><p>yes</p><svg><title>icon</title></svg><footer>(c)</footer>'
    expect(renderPage(html, base)).toEqual({ title: 'T', text: 'yes' })
  })

  it('takes the content of a page that says where it stands', () => {
    const content = 'The guide says how to begin. '.repeat(10).trim()
    expect(render(`<p>Cookies?</p><main><p>${content}</p></main><p>Subscribe</p>`)).toBe(content)
    expect(render('<p>All of it.</p><main><p>Short.</p></main>')).toBe('All of it.\n\nShort.')
  })

  it('takes the first heading for the title of a page that has none', () => {
    expect(renderPage('<h1>Start <b>here</b></h1><p>x</p>', base).title).toBe('Start here')
  })
})
