import { describe, expect, it } from 'vitest'
import { createClient } from '../client/client.ts'
import { createTestApp, type TestApp } from '../testing/create-test-app.ts'

const ask = (test: TestApp, token: string) =>
  createClient({
    url: 'http://localhost',
    token,
    fetch: async (request) => test.app.http.fetch(request),
  }).credential.get()

describe('credential.get', () => {
  it('tells the holder of the root token that it may do everything', async () => {
    await using test = await createTestApp()
    expect(await test.client.credential.get()).toEqual({
      organizationId: 'default',
      userId: 'root',
      kind: 'root',
      credentialId: 'root',
      scopes: ['read', 'run', 'admin'],
    })
  })

  it('tells the bearer of a key whose it is, until it is revoked', async () => {
    await using test = await createTestApp()
    const given = { scopes: ['read' as const], hierarchy: 'api/team', expiresAt: '2026-02-01T00:00:00.000Z' }
    const { key, secret } = await test.client.key.create({ name: 'Sender', userId: 'ada', ...given })
    expect(await ask(test, secret)).toEqual({
      organizationId: 'default',
      userId: 'ada',
      kind: 'key',
      credentialId: key.keyId,
      name: 'Sender',
      ...given,
    })
    await test.client.key.revoke({ keyId: key.keyId })
    await expect(ask(test, secret)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' })
  })

  it('tells the tenant of the credential', async () => {
    await using test = await createTestApp()
    expect(await test.foreignClient.credential.get()).toMatchObject({ organizationId: 'other' })
  })
})
