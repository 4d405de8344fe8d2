import { describe, expect, it } from 'vitest'
import { createWorld } from '../testing/acceptance/world.ts'
import { createTestApp } from '../testing/create-test-app.ts'
import { postJson } from '../testing/post-json.ts'
import { readRefusal } from '../testing/read-problem.ts'
import { runMain } from '../testing/run-main.ts'

const reader = { name: 'Reader', scopes: ['read' as const], userId: 'ada' }

describe('the audit', () => {
  it('says who did what with which credential and by which way in', async () => {
    await using test = await createTestApp()
    const { key } = await test.client.call('key.create', reader)
    await test.client.call('key.revoke', { keyId: key.keyId })
    const { items, total } = await test.client.call('audit.list', {})
    const base = { actor: 'root', credentialId: 'root', origin: 'api', resource: key.keyId, outcome: 'done' }
    expect(items).toMatchObject([
      { ...base, action: 'key.revoke' },
      { ...base, action: 'key.create' },
    ])
    expect(total).toBe(2)
  })

  it('keeps what somebody tried and may not, but no more than sixty a minute of one credential', async () => {
    await using test = await createTestApp()
    const { secret, key } = await test.client.call('key.create', reader)
    const headers = { authorization: `Bearer ${secret}` }
    const make = () => test.send('/v1/keys', postJson({ name: 'More', scopes: ['admin'] }, headers))
    expect(await readRefusal(await make())).toBe('403 FORBIDDEN')
    const { items } = await test.client.call('audit.list', { outcome: 'denied' })
    const denied = { action: 'key.create', resource: 'key.create', origin: 'api', outcome: 'denied' }
    expect(items).toMatchObject([{ ...denied, actor: 'ada', credentialId: key.keyId }])
    await Promise.all(Array.from({ length: 80 }, make))
    expect(await test.client.call('audit.list', { outcome: 'denied' })).toMatchObject({ total: 60 })
    await test.send('/v1/runs', { headers: { authorization: 'Bearer nobody' } })
    expect(await test.client.call('audit.list', {})).toMatchObject({ total: 61 })
  })

  it('keeps an attempt to enter another tenant', async () => {
    await using test = await createTestApp()
    const input = { ...reader, organizationId: 'default' }
    await expect(test.foreignClient.call('key.create', input)).rejects.toMatchObject({ problem: { code: 'FORBIDDEN' } })
    const { items } = await test.foreignClient.call('audit.list', {})
    expect(items).toMatchObject([{ actor: 'stranger', action: 'key.create', outcome: 'denied' }])
    expect(await test.client.call('audit.list', {})).toMatchObject({ total: 0 })
    expect(await test.client.call('audit.list', { organizationId: 'other' })).toMatchObject({ total: 1 })
  })

  it('is selected by actor, action, resource, outcome and time, a page at a time', async () => {
    await using test = await createTestApp()
    const made = await test.client.call('key.create', reader)
    await test.clock.advance(1000)
    const at = new Date(test.clock.now()).toISOString()
    await test.client.call('key.create', reader)
    await test.client.call('key.revoke', { keyId: made.key.keyId })
    const ids = async (filter: object) => (await test.client.call('audit.list', filter)).items.map(({ id }) => id)
    expect(await ids({})).toEqual([3, 2, 1])
    expect(await ids({ action: 'key.create' })).toEqual([2, 1])
    expect(await ids({ resource: made.key.keyId })).toEqual([3, 1])
    expect(await ids({ actor: 'ada' })).toEqual([])
    expect(await ids({ startDate: at })).toEqual([3, 2])
    expect(await ids({ endDate: at })).toEqual([1])
    expect(await ids({ limit: 1, offset: 1 })).toEqual([2])
    expect(await ids({ after: 1 })).toEqual([2, 3])
  })

  it('is exported whole as JSON lines, oldest first, over more than one page', async () => {
    await using world = await createWorld()
    const { client, app } = world.test
    const { total } = await client.call('audit.list', {})
    const row = { organizationId: 'default', actor: 'ada', action: 'test', resource: 'x', data: { n: 1 } }
    const at = '2026-01-05T09:00:00.000Z'
    await Promise.all(Array.from({ length: 1100 }, () => app.store.appendAudit({ ...row, at })))
    const env = { ERRAND_URL: await world.url(), ERRAND_TOKEN: 'test-token-of-root' }
    const { code, stdout } = await runMain(['audit', 'export', '--after', '50'], { env })
    const ids = stdout
      .trim()
      .split('\n')
      .map((line) => (JSON.parse(line) as { id: number }).id)
    expect(code).toBe(0)
    expect(ids).toEqual(Array.from({ length: total + 1050 }, (_none, index) => index + 51))
    expect((await client.call('audit.list', { limit: 1 })).items).toMatchObject([{ data: { n: 1 } }])
  })
})
