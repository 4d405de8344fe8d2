import { createServer, type Server } from 'node:http'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createEgress } from '../app/egress.ts'
import { callTool } from '../testing/call-tool.ts'
import { createPdf } from '../testing/create-pdf.ts'
import { createAgentApp, eventsOf } from '../testing/run-agent.ts'
import { createScriptedAgent } from '../testing/scripted-agent.ts'
import { webFetch } from './web-fetch.ts'

const pages: Readonly<Record<string, [type: string, body: string | Uint8Array, status?: number, location?: string]>> = {
  '/guide': ['text/html; charset=utf-8', '<title>Guide</title><h1>Guide</h1><p>Ask <a href="/next">next</a>.</p>'],
  '/latin': ['text/html', Buffer.from('<meta charset="iso-8859-1"><p>caf\xe9</p>', 'latin1')],
  '/data': ['application/json', '{"a":1}'],
  '/long': ['text/plain', 'x'.repeat(2500)],
  '/huge': ['text/plain', 'x'.repeat(6 * 1024 * 1024)],
  '/image': ['image/png', 'png'],
  '/paper': ['application/pdf', createPdf(['Tides follow the moon.'])],
  '/broken': ['application/pdf', 'no pdf'],
  '/gone': ['text/plain', 'no such page', 404],
  '/moved': ['text/plain', '', 302, '/guide#part'],
  '/metadata': ['text/plain', '', 302, 'http://169.254.169.254/latest'],
  '/file': ['text/plain', '', 302, 'file:///etc/passwd'],
  '/again': ['text/plain', '', 302, '/again'],
}
let server: Server
let place = ''
let asked: string[] = []

beforeAll(async () => {
  server = createServer((request, response) => {
    asked.push(request.url ?? '')
    const [type, body, status = 200, location] = pages[request.url ?? ''] ?? ['text/plain', 'what?', 404]
    response.writeHead(status, { 'content-type': type, ...(location !== undefined && { location }) }).end(body)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  place = `127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`
})
afterAll(() => void server.close())

async function read(path: string, options: Parameters<typeof webFetch>[0] = {}, input: object = {}) {
  asked = []
  const sources: object[] = []
  await using egress = createEgress({ allowed: [place] })
  const url = path.startsWith('/') ? `http://${place}${path}` : path
  const context = { fetch: egress.fetch, addSource: (source: object) => void sources.push(source) }
  return { outcome: await callTool(webFetch(options), { url, ...input }, context), sources }
}
const failed = (message: RegExp) => ({ kind: 'failed', message: expect.stringMatching(message) })

describe('web_fetch', () => {
  it('gives a page as Markdown, and names it as a source', async () => {
    const { outcome, sources } = await read('/guide#part')
    const url = `http://${place}/guide`
    const text = `# Guide\n\nAsk [next](http://${place}/next).`
    expect(outcome).toEqual({ kind: 'completed', output: { url, title: 'Guide', text, contentType: 'text/html' } })
    expect(sources).toEqual([{ url, title: 'Guide' }])
  })

  it('reads other texts, and those in another charset', async () => {
    expect((await read('/data')).outcome).toMatchObject({
      output: { text: '{"a":1}', contentType: 'application/json' },
    })
    expect((await read('/paper')).outcome).toMatchObject({
      output: { text: expect.stringContaining('follow the moon') },
    })
    expect((await read('/latin')).outcome).toMatchObject({ output: { text: 'café' } })
  })

  it('gives a long page in pieces', async () => {
    expect((await read('/long', { maxCharacters: 1000 })).outcome).toMatchObject({ output: { nextFrom: 1000 } })
    const { outcome } = await read('/long', { maxCharacters: 1000 }, { from: 2000 })
    expect(outcome).toMatchObject({ output: { text: 'x'.repeat(500) } })
    expect(outcome).not.toMatchObject({ output: { nextFrom: expect.anything() } })
    expect((await read('/long', {}, { from: 2500 })).outcome).toMatchObject(failed(/has 2500 characters/))
  })

  it('follows redirects, and names the page that it came to', async () => {
    const { outcome, sources } = await read('/moved')
    expect(outcome).toMatchObject({ output: { title: 'Guide' } })
    expect(sources).toMatchObject([{ url: expect.stringMatching(/\/guide/) }])
  })

  it.each([
    ['/gone', /answered 404: no such page/],
    ['/broken', /the PDF cannot be read: /],
    ['/image', /image\/png, which is not text/],
    ['/huge', /larger than 5 MiB/],
    ['/metadata', /not a public address/],
    ['/file', /no http\(s\) URL/],
    ['/again', /more than 5 times/],
    ['http://10.0.0.1/', /not a public address/],
    ['http://[::1]:80/', /not a public address/],
    ['file:///etc/passwd', /\/url/],
    ['http://user:pass@example.com/', /user name or password/],
    ['not a page', /\/url/],
  ])('says why %s cannot be read, and names no source', async (url, message) => {
    const { outcome, sources } = await read(url)
    expect(outcome).toMatchObject(failed(message))
    expect(sources).toEqual([])
  })

  it('asks no other hosts than those it is given, redirects included', async () => {
    expect((await read('/guide', { hosts: [place] })).outcome).toMatchObject({ kind: 'completed' })
    expect((await read('/metadata', { hosts: [place] })).outcome).toMatchObject(failed(/not one of the hosts/))
    for (const hosts of [['example.com'], ['.0.0.1:1'], ['27.0.0.1']]) {
      expect((await read('/guide', { hosts })).outcome).toMatchObject(failed(/not one of the hosts/))
      expect(asked).toEqual([])
    }
    expect(() => webFetch({ hosts: ['https://example.com'] })).toThrow(/write a host/)
  })

  it('gives a run its sources, each once, in the order of their use', async () => {
    const call = (path: string) => ({ toolCalls: [{ name: 'web_fetch', input: { url: `http://${place}${path}` } }] })
    const script = [call('/guide'), call('/gone'), call('/data'), call('/guide'), { text: 'Done.' }]
    await using test = await createAgentApp(createScriptedAgent(script, { tools: [webFetch()] }), {
      egressAllowed: [place],
    })
    const log = await test.run()
    expect(eventsOf(log, 'tool.failed')).toHaveLength(1)
    const [completed] = eventsOf(log, 'run.completed')
    expect(completed?.data.sources).toEqual([
      { url: `http://${place}/guide`, title: 'Guide' },
      { url: `http://${place}/data` },
    ])
    const { runId } = completed ?? { runId: '' }
    expect(await test.client.call('agent.run.get', { runId })).toMatchObject({ sources: [{ title: 'Guide' }, {}] })
  })
})
