import { describe, expect, it } from 'vitest'
import { FOREIGN_TOKEN, TOKEN } from '../../testing/create-test-app.ts'
import { countRuns, createReporter, createRunApiApp, reporter } from '../../testing/run-api-app.ts'
import { createRunApiClient, type Json } from '../../testing/run-api-client.ts'
import { createScriptedAgent } from '../../testing/scripted-agent.ts'

const agents = [createScriptedAgent([{ text: 'Hi.' }])]

describe('the credential of the run API', () => {
  it('case 37: is a key in X-API-Key or a bearer token; none is 401, and so are two that differ', async () => {
    await using test = await createRunApiApp({ agents })
    const { api } = test
    const ask = async (headers: Record<string, string>) => {
      const response = await test.app.http.fetch(new Request('http://localhost/v0.1/agents', { headers }))
      return [response.status, ((await response.json()) as Json)['error']]
    }
    const bearer = (token: string) => ({ authorization: `Bearer ${token}` })
    expect(await ask({ 'x-api-key': TOKEN })).toEqual([200, undefined])
    expect(await ask(bearer(TOKEN))).toEqual([200, undefined])
    expect(await ask({ 'x-api-key': TOKEN, ...bearer(TOKEN) })).toEqual([200, undefined])
    expect(await ask({})).toEqual([401, 'UNAUTHENTICATED'])
    expect(await ask({ 'x-api-key': 'wrong' })).toEqual([401, 'UNAUTHENTICATED'])
    expect(await ask({ 'x-api-key': TOKEN, ...bearer(FOREIGN_TOKEN) })).toEqual([401, 'UNAUTHENTICATED'])
    const { key, secret } = await test.client.call('key.create', { name: 'Reader', scopes: ['read'] })
    expect(key.scopes).toEqual(['read'])
    const reading = createRunApiClient(test, secret)
    expect((await reading.send('GET', '/agents')).status).toBe(200)
    expect(await reading.refuse('POST', '/agents', reporter)).toBe('403 FORBIDDEN')
    expect(await reading.refuse('POST', '/agents/scripted/runs', { message: 'Hi' })).toBe('403 FORBIDDEN')
    expect(await api.refuse('PUT', '/agents')).toBe('405 METHOD_NOT_ALLOWED')
    expect(await countRuns(test)).toBe(0)
  })

  it('case 18: of another tenant finds nothing: the same answer as for what is not there', async () => {
    await using test = await createRunApiApp({ agents })
    const { api } = test
    const id = await createReporter(test, api, [{ text: 'Done.' }])
    const { id: runId, revisionId } = await api.run(id, { topic: 'X' })
    const foreign = createRunApiClient(test, FOREIGN_TOKEN)
    const ask = async (agentId: string, method: string, path: string, body?: Json) => {
      const answer = await foreign.send(method, `/agents/${agentId}${path}`, body)
      return JSON.stringify(answer.body).replaceAll(agentId, '<id>')
    }
    for (const [method, path, body] of [
      ['GET', ''],
      ['PATCH', '', { name: 'Mine' }],
      ['DELETE', ''],
      ['POST', '/publish', {}],
      ['GET', '/revisions'],
      ['GET', `/revisions/${revisionId}`],
      ['GET', `/revisions/diff?from=${revisionId}&to=${revisionId}`],
      ['POST', '/runs', { topic: 'X' }],
      ['GET', '/runs'],
      ['GET', `/runs/${runId}`],
      ['GET', `/runs/${runId}/events`],
    ] as const) {
      const answer = await ask(id, method, path, body)
      expect(answer).toContain('AGENT_NOT_FOUND')
      expect(answer.replaceAll(id, '<id>')).toBe((await ask('unknown-id', method, path, body)).replaceAll(id, '<id>'))
    }
  })
})
