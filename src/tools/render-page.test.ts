import { describe, expect, it } from 'vitest'
import { renderPage } from './render-page.ts'

const base = new URL('https://docs.example.com/guide/start')
const renderAll = (html: string) => renderPage(html, base, new AbortController().signal)
const render = async (html: string) => (await renderAll(html)).text

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
  ])('keeps %s', async (_what, html, text) => {
    expect(await render(html)).toBe(text)
  })

  it('leaves out what a reader does not see, and menus', async () => {
    const html =
      '<head><title>T</title><style>p{}</style></head><nav><a href="/">Home</a></nav><script>x()</script><p hidden>no</p>' +
      '<div aria-hidden="true"><div>no</div>no</div><p>yes</p><svg><title>icon</title></svg><footer>(c)</footer>'
    expect(await renderAll(html)).toEqual({ title: 'T', text: 'yes' })
  })

  it('takes the content of a page that says where it stands', async () => {
    const content = 'The guide says how to begin. '.repeat(10).trim()
    expect(await render(`<p>Cookies?</p><main><p>${content}</p></main><p>Subscribe</p>`)).toBe(content)
    expect(await render('<p>All of it.</p><main><p>Short.</p></main>')).toBe('All of it.\n\nShort.')
  })

  it('takes the first heading for the title of a page that has none', async () => {
    expect((await renderAll('<h1>Start <b>here</b></h1><p>x</p>')).title).toBe('Start here')
  })

  it.each([
    ['spaces', '<b> </b>'.repeat(100_000)],
    ['empty lines', '<br>'.repeat(200_000)],
    ['marks of code', '<br>```'.repeat(100_000)],
    ['menus that do not end', '<nav>'.repeat(900)],
    ['attributes', `<a ${'x="y" '.repeat(100_000)}>`],
  ])('takes no longer for a page of %s than for any other', async (_what, html) => {
    const startMs = performance.now()
    await render(html)
    expect(performance.now() - startMs).toBeLessThan(5000)
  })

  it('refuses a page that is nested without an end, and one that nobody waits for', async () => {
    await expect(render('<div>'.repeat(100_000))).rejects.toThrow('nested more than 1000 deep')
    await expect(renderPage('<p>x', base, AbortSignal.abort(new Error('no more')))).rejects.toThrow('no more')
  })
})
