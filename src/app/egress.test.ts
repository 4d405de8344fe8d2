import { createServer, type Server } from 'node:http'
import type { LookupFunction } from 'node:net'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { createEgress, type Egress, EgressError, parseAllowed } from './egress.ts'

let server: Server
let port = 0
let hits = 0
const open: Egress[] = []

beforeAll(async () => {
  server = createServer((request, response) => {
    hits += 1
    if (request.url === '/away') response.writeHead(302, { location: `http://127.0.0.1:${port}/` })
    response.end('inside')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  port = typeof address === 'object' && address ? address.port : 0
})
afterAll(() => void server.close())
afterEach(async () => {
  for (const egress of open.splice(0)) await egress[Symbol.asyncDispose]()
  hits = 0
})

function reach(url: string, options: Partial<Parameters<typeof createEgress>[0]> = {}) {
  const egress = createEgress({ allowed: [], ...options })
  open.push(egress)
  return egress.fetch(new URL(url), {})
}

/** A DNS in which every name has these addresses. */
const dns =
  (...addresses: string[]): LookupFunction =>
  (_name, _options, callback) =>
    callback(
      null,
      addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    )

describe('a request to an address that is not public', () => {
  it.each([
    ['127.0.0.1'],
    ['127.1'],
    ['2130706433'],
    ['0x7f000001'],
    ['0177.0.0.1'],
    ['0.0.0.0'],
    ['[::1]'],
    ['[::]'],
    ['[::ffff:127.0.0.1]'],
    ['[::ffff:7f00:1]'],
    ['[64:ff9b::7f00:1]'],
    ['10.1.2.3'],
    ['172.16.0.1'],
    ['192.168.1.1'],
    ['169.254.169.254'],
    ['100.64.0.1'],
    ['[fe80::1]'],
    ['[fd00::1]'],
    ['224.0.0.1'],
    ['255.255.255.255'],
  ])('is refused when it is written as %s', async (host) => {
    await expect(reach(`http://${host}:${port}/`)).rejects.toMatchObject({ cause: expect.any(EgressError) })
    expect(hits).toBe(0)
  })

  it.each([[['127.0.0.1']], [['::1']], [['::ffff:127.0.0.1']], [['93.184.216.34', '127.0.0.1']], [['fe80::1%eth0']]])(
    'is refused when a name resolves to %j',
    async (addresses) => {
      const refused = reach(`http://inside.example:${port}/`, { resolve: dns(...addresses) })
      await expect(refused).rejects.toMatchObject({ cause: { code: 'EGRESS_DENIED' } })
      expect(hits).toBe(0)
    },
  )

  it('is refused for localhost by the real DNS, over https too', async () => {
    await expect(reach(`http://localhost:${port}/`)).rejects.toMatchObject({ cause: { code: 'EGRESS_DENIED' } })
    await expect(reach(`https://localhost:${port}/`)).rejects.toMatchObject({ cause: { code: 'EGRESS_DENIED' } })
    expect(hits).toBe(0)
  })

  it('goes through when the operator allows that host and port, and no other port', async () => {
    const allowed = parseAllowed(`localhost:${port}, 127.0.0.1:${port}`)
    expect(await (await reach(`http://localhost:${port}/`, { allowed })).text()).toBe('inside')
    expect(await (await reach(`http://127.0.0.1:${port}/`, { allowed })).text()).toBe('inside')
    await expect(reach(`http://127.0.0.1:${port + 1}/`, { allowed })).rejects.toMatchObject({
      cause: { code: 'EGRESS_DENIED' },
    })
  })

  it('is not made by a redirect: a redirect is an answer', async () => {
    const answer = await reach(`http://127.0.0.1:${port}/away`, { allowed: [`127.0.0.1:${port}`] })
    expect([answer.status, answer.headers.get('location')]).toEqual([302, `http://127.0.0.1:${port}/`])
    expect(hits).toBe(1)
  })
})

describe('ERRAND_EGRESS_ALLOW', () => {
  it('takes host:port, also of IPv6, and says what it cannot take', () => {
    expect(parseAllowed('API.internal:8080, [::1]:90')).toEqual(['api.internal:8080', '::1:90'])
    expect(parseAllowed(null)).toEqual([])
    for (const text of ['localhost', 'http://x:1', 'x:99999'])
      expect(() => parseAllowed(text)).toThrow(/takes host:port/)
  })
})
