import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createClient } from '../client/client.ts'
import { createTestApp, type TestApp } from '../testing/create-test-app.ts'
import { postJson } from '../testing/post-json.ts'
import { readFrames } from '../testing/read-frames.ts'
import { readProblem, readRefusal } from '../testing/read-problem.ts'
import { page } from '../testing/store-fixture.ts'
import { createTempDir } from '../testing/temp-dir.ts'
import { createWaitingAgent } from '../testing/waiting-agent.ts'

const hello = { agentId: 'scripted', input: { message: 'Hello' } }
const bearer = (secret: string) => ({ authorization: `Bearer ${secret}` })

function clientOf(test: TestApp, token: string) {
  return createClient({ url: 'http://localhost', token, fetch: async (request) => test.app.http.fetch(request) })
}

/** A run that goes on, and a stream of it, opened with this secret, that has been read up to the tool's start. */
async function openStream(test: TestApp, secret: string) {
  const { runId } = await clientOf(test, secret).call('agent.run.execute', hello)
  const headers = { ...bearer(secret), accept: 'text/event-stream' }
  const frames = readFrames(await test.send(`/v1/runs/${runId}/events`, { headers }))
  for (;;) {
    const { value } = await frames.next()
    if (value?.event === 'tool.started') return { runId, frames }
  }
}

describe('an API key', () => {
  it('lets its bearer do what its scopes say, and nothing else', async () => {
    const { agents } = createWaitingAgent()
    await using test = await createTestApp({ agents })
    const { secret, key } = await test.client.call('key.create', { name: 'Reader', scopes: ['read'] })
    const client = clientOf(test, secret)
    expect((await client.call('agent.list', {})).total).toBe(1)
    for (const key of ['agent.run.execute', 'key.create'] as const) {
      const input = key === 'key.create' ? { name: 'More', scopes: ['read'] } : hello
      await expect(client.call(key, input as never)).rejects.toMatchObject({ problem: { code: 'FORBIDDEN' } })
    }
    expect(key).toMatchObject({ userId: key.keyId, createdBy: 'root', organizationId: 'default', scopes: ['read'] })
  })

  it('is the owner of the runs it starts, under the user it names', async () => {
    const { agents } = createWaitingAgent()
    await using test = await createTestApp({ agents })
    const { secret } = await test.client.call('key.create', { name: 'Ada', scopes: ['read', 'run'], userId: 'ada' })
    const { runId } = await clientOf(test, secret).call('agent.run.execute', hello)
    expect(await test.client.call('agent.run.get', { runId })).toMatchObject({ userId: 'ada' })
  })

  it('that is pinned to a hierarchy starts its runs below it', async () => {
    const { agents } = createWaitingAgent()
    await using test = await createTestApp({ agents })
    const pinned = { name: 'Pinned', scopes: ['run' as const], hierarchy: 'cli/lead' }
    const { secret } = await test.client.call('key.create', pinned)
    const { runId } = await clientOf(test, secret).call('agent.run.execute', hello)
    const row = await test.app.store.getRun({ organizationId: 'default', runId })
    expect(row?.created.hierarchy).toBe(`cli/lead/scripted-${runId}`)
  })

  it('never has more scopes than the credential that makes it', async () => {
    await using test = await createTestApp()
    const { secret } = await test.client.call('key.create', { name: 'Admin', scopes: ['admin'] })
    const make = postJson({ name: 'Runner', scopes: ['run', 'admin'] }, bearer(secret))
    const problem = await readProblem(await test.send('/v1/keys', make))
    expect(problem).toMatchObject({ status: 403, code: 'FORBIDDEN', detail: expect.stringMatching(/run/) })
    expect((await test.client.call('key.list', {})).total).toBe(1)
  })

  it('never leaves the hierarchy and the plugin of the credential that makes it', async () => {
    await using test = await createTestApp()
    const plugin = { owner: 'acme', repository: 'reports', version: '2' }
    const pinned = { name: 'Pinned', scopes: ['admin' as const], hierarchy: 'a/b', plugin }
    const { secret } = await test.client.call('key.create', pinned)
    const client = clientOf(test, secret)
    const make = (more: object) => client.call('key.create', { name: 'Child', scopes: ['admin'], ...more })
    expect((await make({ hierarchy: 'a/b/c' })).key).toMatchObject({ hierarchy: 'a/b/c', plugin })
    expect((await make({})).key).toMatchObject({ hierarchy: 'a/b', plugin })
    for (const more of [{ hierarchy: 'a' }, { hierarchy: 'a/bc' }, { plugin: { ...plugin, version: '3' } }]) {
      await expect(make(more)).rejects.toMatchObject({ problem: { code: 'FORBIDDEN' } })
    }
  })

  it('shows its secret once: a repeat under the same Idempotency-Key is refused', async () => {
    await using test = await createTestApp()
    const make = () =>
      test.send('/v1/keys', postJson({ name: 'One', scopes: ['read'] }, { 'idempotency-key': 'make-1' }))
    const answers = await Promise.all([make(), make()])
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200, 409]))
    expect(await readRefusal(await make())).toBe('409 SHOWN_ONCE')
    expect((await test.client.call('key.list', {})).total).toBe(1)
  })

  it('is for a moment to come', async () => {
    await using test = await createTestApp()
    const make = postJson({ name: 'Late', scopes: ['read'], expiresAt: '2026-01-05T09:00:00Z' })
    expect(await readRefusal(await test.send('/v1/keys', make))).toBe('422 INPUT_INVALID /expiresAt')
  })

  it('that is revoked is refused from the next call on, and revoking it again changes nothing', async () => {
    await using test = await createTestApp()
    const { secret, key } = await test.client.call('key.create', { name: 'Brief', scopes: ['read'] })
    const list = () => test.send('/v1/runs', { headers: bearer(secret) })
    expect((await list()).status).toBe(200)
    const first = await test.client.call('key.revoke', { keyId: key.keyId })
    expect(await readProblem(await list())).toMatchObject({ status: 401, detail: `The key ${key.keyId} was revoked.` })
    await test.clock.advance(5000)
    expect(await test.client.call('key.revoke', { keyId: key.keyId })).toEqual(first)
    expect((await test.client.call('key.list', {})).items).toMatchObject([{ revokedAt: first.revokedAt }])
  })

  it('cannot be revoked where it does not exist [key-not-found]', async () => {
    await using test = await createTestApp()
    const { key } = await test.client.call('key.create', { name: 'Mine', scopes: ['read'] })
    const revoke = (keyId: string) => test.foreignClient.call('key.revoke', { keyId })
    for (const keyId of ['key_unknown', key.keyId]) {
      await expect(revoke(keyId)).rejects.toMatchObject({ problem: { code: 'KEY_NOT_FOUND' } })
    }
    expect((await test.client.call('key.list', {})).items[0]).not.toHaveProperty('revokedAt')
  })

  it('that is revoked ends its open streams at once, and the run goes on', async () => {
    const { gate, agents } = createWaitingAgent()
    await using test = await createTestApp({ agents })
    const make = (name: string) => test.client.call('key.create', { name, scopes: ['read', 'run'] })
    const [ended, other] = [await make('Ended'), await make('Other')]
    const [stream, otherStream] = [await openStream(test, ended.secret), await openStream(test, other.secret)]
    await test.client.call('key.revoke', { keyId: ended.key.keyId })
    expect(await stream.frames.next()).toMatchObject({ done: true })
    gate.release({ found: true })
    expect((await otherStream.frames.next()).value?.event).toBe('tool.completed')
    await test.whenEnded(stream.runId)
    expect(await test.client.call('agent.run.get', { runId: stream.runId })).toMatchObject({ status: 'done' })
  })

  it('that expires is refused, and its open streams end then', async () => {
    const { agents } = createWaitingAgent()
    await using test = await createTestApp({ agents })
    const expiresAt = new Date(test.clock.now() + 60_000).toISOString()
    const made = await test.client.call('key.create', { name: 'Brief', scopes: ['read', 'run'], expiresAt })
    const { frames } = await openStream(test, made.secret)
    const next = frames.next()
    await test.clock.advance(59_999)
    expect((await test.send('/v1/runs', { headers: bearer(made.secret) })).status).toBe(200)
    await test.clock.advance(1)
    expect(await next).toMatchObject({ done: true })
    const problem = await readProblem(await test.send('/v1/runs', { headers: bearer(made.secret) }))
    expect(problem).toMatchObject({ status: 401, detail: `The key ${made.key.keyId} expired at ${expiresAt}.` })
  })

  it('knows to the hour when it was last used', async () => {
    await using test = await createTestApp()
    const { secret } = await test.client.call('key.create', { name: 'Used', scopes: ['read'] })
    const lastUsedAt = async () => {
      await test.send('/v1/runs', { headers: bearer(secret) })
      await test.client.call('key.revoke', { keyId: 'none' }).catch(() => null) // a commit after that of the note
      return (await test.client.call('key.list', {})).items[0]?.lastUsedAt
    }
    const first = await lastUsedAt()
    expect(first).toBe(new Date(test.clock.now()).toISOString())
    await test.clock.advance(3_599_999)
    expect(await lastUsedAt()).toBe(first)
    await test.clock.advance(1)
    expect(await lastUsedAt()).toBe(new Date(test.clock.now()).toISOString())
  })

  it('for another tenant is made by the root token alone; that is how a tenant comes to be', async () => {
    await using test = await createTestApp()
    const acme = { organizationId: 'acme', name: 'Acme', scopes: ['read' as const, 'run' as const, 'admin' as const] }
    const { secret, key } = await test.client.call('key.create', acme)
    expect(key).toMatchObject({ organizationId: 'acme' })
    const client = clientOf(test, secret)
    expect((await client.call('key.list', {})).items.map(({ name }) => name)).toEqual(['Acme'])
    expect((await test.client.call('key.list', {})).total).toBe(0)
    expect((await test.client.call('key.list', { organizationId: 'acme' })).total).toBe(1)
    const beyond = { ...acme, organizationId: 'default' }
    await expect(client.call('key.create', beyond)).rejects.toMatchObject({ problem: { code: 'FORBIDDEN' } })
    const audit = await test.app.store.listAudit({ organizationId: 'acme', resource: key.keyId, ...page })
    expect(audit.items).toMatchObject([{ action: 'key.create', actor: 'root' }])
    const runs = test.client.call('agent.run.list', { organizationId: 'acme' })
    await expect(runs).rejects.toMatchObject({ problem: { code: 'FORBIDDEN' } })
  })

  it('leaves its secret nowhere: not in the data, in answers, in errors or in what is printed', async () => {
    using dir = createTempDir()
    const { gate, agents } = createWaitingAgent()
    const texts: string[] = []
    let secret = ''
    {
      await using test = await createTestApp({ agents, databasePath: join(dir.path, 'errand.db') })
      const input = { name: 'Canary', scopes: ['read', 'run', 'admin'] }
      const made = await test.send('/v1/keys', postJson(input, { 'idempotency-key': 'canary' }))
      const { key, ...rest } = (await made.json()) as { key: { keyId: string }; secret: string }
      secret = rest.secret
      const send = async (path: string, init: RequestInit = {}) => {
        const headers = new Headers(init.headers)
        headers.set('authorization', `Bearer ${secret}`)
        const response = await test.send(path, { ...init, headers })
        texts.push(await response.text(), JSON.stringify([...response.headers]))
      }
      const { runId } = await clientOf(test, secret).call('agent.run.execute', hello)
      await gate.started()
      gate.release({ found: true })
      await test.whenEnded(runId)
      await send('/v1/keys')
      await send('/v1/keys', postJson(input, { 'idempotency-key': 'canary' }))
      await send(`/v1/runs/${runId}/events?limit=500`)
      await send('/v1/runs', postJson({ agentId: 'nobody' }))
      await send('/v1/nowhere')
      await send(`/v1/keys/${key.keyId}/revoke`, postJson({}))
      await send('/v1/keys')
      texts.push(test.errors.map(String).join())
      const everything = { organizationId: 'default', resource: null, ...page }
      texts.push(JSON.stringify(await test.app.store.listAudit(everything)))
    }
    for (const name of readdirSync(dir.path)) texts.push(readFileSync(join(dir.path, name), 'latin1'))
    const chance = secret.slice('errand_key_'.length)
    const needles = [chance, Buffer.from(chance, 'hex').toString('base64'), Buffer.from(secret).toString('base64')]
    expect(secret).toMatch(/^errand_key_/)
    expect(texts.length).toBeGreaterThan(14)
    for (const needle of needles) expect(texts.filter((text) => text.includes(needle.slice(0, 24)))).toEqual([])
  })
})
