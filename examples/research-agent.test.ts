import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createErrand, type RunEvent } from 'errand'
import { expect, test } from 'vitest'
import numbers from './numbers-agent.ts'
import research from './research-agent.ts'

const page =
  '<title>Tide tables</title><nav>Menu</nav><p>A tide table lists high and low water of a harbour, day by day.</p>'

/** A server with one page; answers `host:port`. */
async function servePage() {
  const server = createServer((_request, response) => void response.setHeader('Content-Type', 'text/html').end(page))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return { host: `127.0.0.1:${port}`, [Symbol.asyncDispose]: async () => void server.close() }
}

test('the research agent plans, searches its library, reads a page, and names what it used', async () => {
  await using server = await servePage()
  await using errand = await createErrand({ dataDir: null, env: { ERRAND_EGRESS_ALLOW: server.host } })
  const read = async (context: Record<string, unknown>) => {
    const events: RunEvent[] = []
    for await (const event of errand.stream(research, { message: 'Go', context })) events.push(event)
    const last = events.at(-1)
    return {
      hasPlan: events.some(({ type }) => type === 'plan.written'),
      ...(last?.type === 'run.completed' && { text: last.data.resultData['result'], sources: last.data.sources }),
    }
  }
  expect(await read({ topic: 'spring tides' })).toEqual({
    hasPlan: true,
    text: expect.stringMatching(/a spring tide\. \[1\]\n\n\[1\] tides\.md:\d+$/),
    sources: expect.arrayContaining([{ title: 'tides.md', ref: 'library/tides.md' }]),
  })
  const url = `http://${server.host}/`
  expect(await read({ topic: 'tide tables', page: url })).toMatchObject({
    text: expect.stringContaining('high and low water'),
    sources: [{ url, title: 'Tide tables' }],
  })
})

test('the numbers agent calculates', async () => {
  await using errand = await createErrand({ dataDir: null, env: {} })
  expect((await errand.run(numbers, 'What is (1200 + 350) * 0.19?')).message).toContain('294.5')
})
