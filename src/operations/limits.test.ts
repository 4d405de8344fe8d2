import { describe, expect, it } from 'vitest'
import { readConfig } from '../app/config.ts'
import { listSurfaces } from '../testing/acceptance/surfaces.ts'
import { createWorld } from '../testing/acceptance/world.ts'
import { createTestApp, foreigner, FOREIGN_TOKEN } from '../testing/create-test-app.ts'
import { postJson } from '../testing/post-json.ts'
import { readProblem, readRefusal } from '../testing/read-problem.ts'
import { createScriptedAgent } from '../testing/scripted-agent.ts'
import { NO_LIMITS } from './rate-limiter.ts'

const agents = [createScriptedAgent([{ text: 'Hi.' }])]
const surfaces = listSurfaces('agent.run.execute')
const hello = postJson({ agentId: 'scripted', input: { message: 'Hello' } })

describe('limits', () => {
  it('let a credential make so many requests a minute, and say where it stands', async () => {
    await using test = await createTestApp({ limits: { ...NO_LIMITS, requestsPerMinute: 2 } })
    await test.clock.advance(20_000)
    const ask = (headers = {}) => test.send('/v1/runs', { headers })
    const first = await ask()
    expect([first.headers.get('ratelimit-policy'), first.headers.get('ratelimit')]).toEqual([
      '"requests";q=2;w=60',
      '"requests";r=1;t=40',
    ])
    expect((await ask()).headers.get('ratelimit')).toBe('"requests";r=0;t=40')
    const refused = await ask()
    expect([refused.headers.get('ratelimit'), refused.headers.get('retry-after')]).toEqual([
      '"requests";r=0;t=40',
      '40',
    ])
    expect(await readProblem(refused)).toMatchObject({ status: 429, code: 'RATE_LIMITED', retryable: true })
    expect((await ask({ authorization: `Bearer ${FOREIGN_TOKEN}` })).status).toBe(200)
    await test.clock.advance(40_000)
    expect((await ask()).status).toBe(200)
  })

  it.each(['/v1/runs', '/v0.1/agents', '/errand/metadata/agents', '/graphql?query={__typename}'])(
    'are said at %s, to who may and to who may not',
    async (path) => {
      await using test = await createTestApp({ limits: { ...NO_LIMITS, requestsPerMinute: 1 } })
      for (const status of [200, 429]) {
        const answer = await test.send(path)
        expect([answer.status, answer.headers.get('ratelimit')]).toEqual([status, '"requests";r=0;t=60'])
      }
    },
  )

  it('refuse before the input is read, and without a credential count nothing', async () => {
    await using test = await createTestApp({ limits: { ...NO_LIMITS, requestsPerMinute: 1 } })
    const broken = { method: 'POST', body: '{"broken', headers: { 'content-type': 'application/json' } }
    for (let times = 0; times < 3; times += 1) {
      const unknown = { ...broken, headers: { ...broken.headers, authorization: 'Bearer nobody' } }
      expect(await readRefusal(await test.send('/v1/runs', unknown))).toBe('401 UNAUTHENTICATED')
    }
    expect(await readRefusal(await test.send('/v1/runs', broken))).toBe('400 JSON_INVALID')
    expect(await readRefusal(await test.send('/v1/runs', broken))).toBe('429 RATE_LIMITED')
  })

  it('let a tenant start so many runs a minute, through all surfaces together', async () => {
    await using world = await createWorld({ limits: { ...NO_LIMITS, runsPerMinute: surfaces.length } })
    const input = { agentId: 'echo', input: { message: 'Hello' } }
    for (const { call } of surfaces) expect(await call('agent.run.execute', input, world)).toMatchObject({ ok: true })
    for (const { call } of surfaces) {
      const answer = await call('agent.run.execute', input, world)
      expect(answer).toMatchObject({ ok: false, problem: { code: 'RATE_LIMITED', status: 429, retryable: true } })
    }
    const stranger = { principal: foreigner, token: FOREIGN_TOKEN }
    const other = await surfaces[0]?.call('agent.run.execute', input, world, stranger)
    expect(other).toMatchObject({ problem: { code: 'AGENT_NOT_FOUND' } })
  })

  it('let a tenant have so many open runs, also when the calls arrive together', async () => {
    const limits = { ...NO_LIMITS, openRuns: 3 }
    await using test = await createTestApp({ agents, limits, isWorking: false })
    const answers = await Promise.all(Array.from({ length: 8 }, () => test.send('/v1/runs', hello)))
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(3)
    expect(await readRefusal(await test.send('/v1/runs', hello))).toBe('429 RATE_LIMITED')
    const [run] = (await test.client.call('agent.run.list', {})).items
    await test.client.call('agent.run.cancel', { runId: run?.id ?? '' })
    expect((await test.send('/v1/runs', hello)).status).toBe(200)
  })

  it('are off on loopback, generous elsewhere, and can be set or switched off', () => {
    expect(readConfig({}).limits).toEqual(NO_LIMITS)
    const open = { ERRAND_HOST: '0.0.0.0' }
    expect(readConfig(open).limits).toEqual({ requestsPerMinute: 6000, runsPerMinute: 600, openRuns: 1000 })
    const set = { ...open, ERRAND_REQUESTS_PER_MINUTE: 'off', ERRAND_OPEN_RUNS: '7' }
    expect(readConfig(set).limits).toEqual({ requestsPerMinute: null, runsPerMinute: 600, openRuns: 7 })
    expect(() => readConfig({ ERRAND_RUNS_PER_MINUTE: '0' })).toThrow(/ERRAND_RUNS_PER_MINUTE is "0"/)
  })
})
