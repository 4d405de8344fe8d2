// Signing in to the console, and what its pages are served with.
import { describe, expect, it } from 'vitest'
import { createTestApp, TOKEN, type TestApp } from '../../testing/create-test-app.ts'
import { postJson } from '../../testing/post-json.ts'
import { readRefusal } from '../../testing/read-problem.ts'
import { type ConsoleFiles, createFileAnswers } from './console-files.ts'

const BASE = 'http://localhost:7717'
const DAY_MS = 86_400_000

/** A request without a token, as a browser sends it. */
async function send(test: TestApp, path: string, init: RequestInit = {}): Promise<Response> {
  return test.app.http.fetch(new Request(BASE + path, init))
}

async function signIn(test: TestApp, body: object = { token: TOKEN }): Promise<string> {
  const answer = await send(test, '/errand/session', postJson(body))
  expect(answer.status).toBe(200)
  return answer.headers.get('set-cookie')?.split(';')[0] ?? ''
}

const own = { 'sec-fetch-site': 'same-origin' }

describe('a session', () => {
  it('is opened with a token, in a cookie that no script reads and no other site sends', async () => {
    await using test = await createTestApp()
    const answer = await send(test, '/errand/session', postJson({ token: TOKEN }))
    const cookie = answer.headers.get('set-cookie') ?? ''
    expect(cookie).toMatch(/^errand-7717=[\w-]+; Path=\/; HttpOnly; SameSite=Strict; Max-Age=2592000$/)
    expect(Buffer.from(cookie, 'base64url').toString('latin1')).not.toContain(TOKEN)
  })

  it('is for TLS alone on any host but this machine', async () => {
    await using test = await createTestApp({ hostNames: ['errand.example'] })
    const url = 'http://errand.example/errand/session'
    const answer = await test.app.http.fetch(new Request(url, postJson({ token: TOKEN })))
    expect(answer.headers.get('set-cookie')).toMatch(
      /^__Host-errand-0=[\w-]+; Path=\/; HttpOnly; SameSite=Strict; Secure; /,
    )
  })

  it('stands for its token in calls, until it is closed or a month is over', async () => {
    await using test = await createTestApp()
    const cookie = await signIn(test)
    const list = async () => (await send(test, '/v1/runs', { headers: { cookie, ...own } })).status
    expect(await list()).toBe(200)
    await test.clock.advance(29 * DAY_MS)
    expect(await list()).toBe(200)
    await test.clock.advance(2 * DAY_MS)
    expect(await list()).toBe(401)
    const closed = await send(test, '/errand/session', { method: 'DELETE', headers: { cookie, ...own } })
    expect(closed.headers.get('set-cookie')).toMatch(/^errand-7717=; .*Max-Age=0$/)
  })

  it('ends with the key that it was opened with', async () => {
    await using test = await createTestApp()
    const { key, secret } = await test.client.key.create({ name: 'browser', scopes: ['read'] })
    const cookie = await signIn(test, { token: secret })
    expect((await send(test, '/v1/runs', { headers: { cookie, ...own } })).status).toBe(200)
    await test.client.key.revoke({ keyId: key.keyId })
    expect((await send(test, '/v1/runs', { headers: { cookie, ...own } })).status).toBe(401)
  })

  it('is refused when a bit of it differs, and when it was sealed with another root token', async () => {
    await using test = await createTestApp()
    const cookie = await signIn(test)
    const value = Buffer.from(cookie.split('=')[1] ?? '', 'base64url')
    for (let index = 0; index < value.length; index += 1) {
      const other = Buffer.from(value)
      other[index] = (other[index] ?? 0) ^ 1
      const headers = { cookie: `errand-7717=${other.toString('base64url')}`, ...own }
      expect((await send(test, '/v1/runs', { headers })).status).toBe(401)
    }
    for (const short of ['', 'x', 'AAAA']) {
      expect((await send(test, '/v1/runs', { headers: { cookie: `errand-7717=${short}`, ...own } })).status).toBe(401)
    }
    const principal = (await test.app.pipeline.access.authenticate(TOKEN)).principal
    await using renewed = await createTestApp({
      credentials: principal ? [{ token: 'another-root-token', principal }] : [],
    })
    expect((await send(renewed, '/v1/runs', { headers: { cookie, ...own } })).status).toBe(401)
  })

  it('is not taken from pages of another site or port, nor for a command without a word on where it comes from', async () => {
    await using test = await createTestApp()
    const cookie = await signIn(test)
    const run = { agentId: 'x', input: { message: 'x' } }
    for (const site of ['cross-site', 'same-site', 'none']) {
      const headers = { cookie, 'sec-fetch-site': site }
      expect((await send(test, '/v1/runs', { headers })).status).toBe(401)
    }
    expect((await send(test, '/v1/runs', postJson(run, { cookie }))).status).toBe(401)
    expect((await send(test, '/v1/runs', postJson(run, { cookie, origin: 'http://localhost:5173' }))).status).toBe(403)
    expect((await send(test, '/v1/runs', postJson(run, { cookie, origin: BASE }))).status).toBe(404)
  })

  it('never stands in for a token that was sent and is wrong', async () => {
    await using test = await createTestApp()
    const cookie = await signIn(test)
    const headers = { cookie, authorization: 'Bearer wrong', ...own }
    expect((await send(test, '/v1/runs', { headers })).status).toBe(401)
  })

  it('is not opened by what is no credential', async () => {
    await using test = await createTestApp()
    for (const body of [{}, { token: 'wrong' }, { code: 'wrong' }, { token: 1 }, [], 'x']) {
      const answer = await send(test, '/errand/session', postJson(body))
      expect(await readRefusal(answer)).toBe('401 UNAUTHENTICATED')
      expect(answer.headers.has('set-cookie')).toBe(false)
    }
  })
})

describe('a link', () => {
  it('opens the console once', async () => {
    await using test = await createTestApp()
    const code = test.app.console.createLink().split('#code=')[1]
    const cookie = await signIn(test, { code })
    expect((await send(test, '/v1/runs', { headers: { cookie, ...own } })).status).toBe(200)
    const again = await send(test, '/errand/session', postJson({ code }))
    expect(await readRefusal(again)).toBe('401 UNAUTHENTICATED')
  })

  it('opens one browser when two come at once, and none after a day', async () => {
    await using test = await createTestApp()
    const createCode = () => test.app.console.createLink().split('#code=')[1]
    const code = createCode()
    const open = async () => (await send(test, '/errand/session', postJson({ code }))).status
    expect((await Promise.all([open(), open()])).sort()).toEqual([200, 401])
    const late = createCode()
    await test.clock.advance(DAY_MS)
    const refused = await send(test, '/errand/session', postJson({ code: late }))
    expect(await readRefusal(refused)).toBe('401 UNAUTHENTICATED')
  })

  it('stays open however many others are made with another credential', async () => {
    await using test = await createTestApp()
    const code = test.app.console.createLink().split('#code=')[1]
    const { secret } = await test.client.key.create({ name: 'reader', scopes: ['read'] })
    const headers = { authorization: `Bearer ${secret}` }
    const made: string[] = []
    for (let count = 0; count < 21; count += 1) {
      const answer = await send(test, '/errand/links', { method: 'POST', headers })
      made.push(((await answer.json()) as { path: string }).path.split('#code=')[1] ?? '')
    }
    expect((await send(test, '/errand/session', postJson({ code }))).status).toBe(200)
    const [oldest, second] = made
    expect((await send(test, '/errand/session', postJson({ code: oldest }))).status).toBe(401)
    expect((await send(test, '/errand/session', postJson({ code: second }))).status).toBe(200)
  })

  it('is made for whoever has a credential, with the rights of that', async () => {
    await using test = await createTestApp()
    const { secret } = await test.client.key.create({ name: 'reader', scopes: ['read'] })
    const headers = { authorization: `Bearer ${secret}` }
    const made = await send(test, '/errand/links', { method: 'POST', headers })
    const { path } = (await made.json()) as { path: string }
    const cookie = await signIn(test, { code: path.split('#code=')[1] })
    expect((await send(test, '/v1/runs', { headers: { cookie, ...own } })).status).toBe(200)
    expect((await send(test, '/v1/keys', { headers: { cookie, ...own } })).status).toBe(403)
    expect((await send(test, '/errand/links', { method: 'POST' })).status).toBe(401)
  })
})

describe('the files', () => {
  const text = (content: string, type: string) => ({ type, bytes: new TextEncoder().encode(content) })
  const files: ConsoleFiles = new Map([
    ['index.html', text('<base href="/" />', 'text/html')],
    ['assets/a-1.js', text('a', 'text/javascript')],
  ])

  it('come with a policy that lets nothing run but them', () => {
    const answers = createFileAnswers(files, '/console')
    const page = answers.page(new Request(BASE))
    const policy = page.headers.get('content-security-policy') ?? ''
    expect(policy).toContain(
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; ",
    )
    expect(policy).toContain("frame-ancestors 'none'; require-trusted-types-for 'script'")
    expect(policy).not.toMatch(/unsafe|https?:|\*/)
  })

  it('are told where they stand, and are kept by the browser only under names that never change', async () => {
    const answers = createFileAnswers(files, '/console')
    const page = answers.page(new Request(BASE))
    expect(await page.text()).toBe('<base href="/console/" />')
    expect(page.headers.get('cache-control')).toBe('no-store')
    expect(answers.file('assets/a-1.js', new Request(BASE))?.headers.get('cache-control')).toContain('immutable')
    expect(answers.file('index.html', new Request(BASE))).toBe(null)
    expect(answers.file('../secret', new Request(BASE))).toBe(null)
  })

  it('leave no line in the log of requests, as the pages do that somebody opens', async () => {
    const lines: string[] = []
    await using test = await createTestApp({ log: { level: 'info', write: (line) => void lines.push(line) } })
    const { readFiles } = test.app.console
    const name = [...(readFiles()?.keys() ?? [])].find((path) => path.endsWith('.svg'))
    expect(name).toBe('icon.svg') // npm test builds the console first
    expect((await send(test, `/errand/${name}`)).status).toBe(200)
    expect((await send(test, '/errand/runs', { headers: { accept: 'text/html' } })).status).toBe(200)
    expect(lines.map((line) => (JSON.parse(line) as { path: string }).path)).toEqual(['/errand/runs'])
  })

  it('never hide what others serve below the same path', async () => {
    await using test = await createTestApp()
    const headers = { accept: 'text/html', authorization: `Bearer ${TOKEN}` }
    const metadata = await send(test, '/errand/metadata/agents', { headers })
    expect(metadata.headers.get('content-type')).toContain('application/json')
    expect((await send(test, '/errand/api/nothing')).status).toBe(404)
    expect((await send(test, '/errandx', { headers })).status).toBe(404)
  })
})
