import { describe, expect, it } from 'vitest'
import { createRunApiApp, reporter } from '../../testing/run-api-app.ts'
import { type Json } from '../../testing/run-api-client.ts'
import { createScriptedAgent } from '../../testing/scripted-agent.ts'

const agents = [createScriptedAgent([{ text: 'Hi.' }])]

describe('revisions of the run API', () => {
  it('case 25: are not made by a new name, a description, a webhook or the same goal', async () => {
    await using test = await createRunApiApp({ agents })
    const { api } = test
    const { id } = await api.createAgent(reporter)
    await api.patchAgent(id, { name: 'New' })
    await api.patchAgent(id, { description: 'New.', webhookUrl: 'https://hooks.example.com/' })
    await api.patchAgent(id, { ...reporter })
    expect(await api.listRevisions(id)).toHaveLength(1)
    await api.patchAgent(id, { customToolCallInstructions: 'Call little.' })
    expect((await api.listRevisions(id)).map(({ isPublished }) => isPublished)).toEqual([false, false])
  })

  it('case 26: differ in exactly the fields that were changed', async () => {
    await using test = await createRunApiApp({ agents })
    const { api } = test
    const { id } = await api.createAgent(reporter)
    const tools = [{ source: 'mcp', serverId: 'docs', enabledTools: ['search'] }]
    await api.patchAgent(id, { goalPrompt: 'Another', tools })
    const [second, first] = await api.listRevisions(id)
    const { body } = await api.send('GET', `/agents/${id}/revisions/diff?from=${first?.id}&to=${second?.id}`)
    const shared = { modelStackId: 'sim/script', inputSchema: reporter.inputSchema, resultType: 'document' }
    const from = { ...shared, goalPrompt: reporter.goalPrompt, tools: reporter.tools, enableContextCompression: false }
    expect(body).toEqual({
      from,
      to: { ...from, goalPrompt: 'Another', tools },
      diff: { goalPrompt: { from: from.goalPrompt, to: 'Another' }, tools: { from: from.tools, to: tools } },
    })
    expect((await api.send('GET', `/agents/${id}/revisions/${first?.id}`)).body).toEqual({
      id: first?.id,
      createdAt: first?.['createdAt'],
      isPublished: false,
      config: from,
    })
    const refuse = (path: string) => api.refuse('GET', `/agents/${id}/revisions${path}`)
    expect(await refuse(`/diff?from=${first?.id}`)).toBe('422 INPUT_INVALID "/to"')
    expect(await refuse(`/diff?from=${first?.id}&to=scripted-r1`)).toBe('404 REVISION_NOT_FOUND')
    expect(await refuse('/scripted-r1')).toBe('404 REVISION_NOT_FOUND')
  })

  it('are published by name, also an older one', async () => {
    await using test = await createRunApiApp({ agents })
    const { api } = test
    const { id } = await api.createAgent(reporter)
    await api.patchAgent(id, { goalPrompt: 'Another' })
    const [second, first] = await api.listRevisions(id)
    expect(await api.publish(id, {})).toMatchObject({ isPublished: true, hasChanges: false })
    expect(await api.publish(id, { revisionId: first?.id })).toMatchObject({ isPublished: true, hasChanges: true })
    const flags = (await api.listRevisions(id)).map((revision) => [revision.id, revision['isPublished']])
    expect(flags).toEqual([
      [second?.id, false],
      [first?.id, true],
    ])
    expect(await api.refuse('POST', `/agents/${id}/publish`, { revisionId: 'scripted-r1' })).toBe(
      '404 REVISION_NOT_FOUND',
    )
  })
})

describe('lists of the run API', () => {
  it('are bare arrays of a page, with the total in a header', async () => {
    await using test = await createRunApiApp({ agents })
    const { api } = test
    for (const name of ['a', 'b', 'c']) await api.createAgent({ ...reporter, name })
    const page = async (query: string) => {
      const { body, headers } = await api.send('GET', `/agents${query}`)
      return [(body as Json[]).map(({ id }) => id), headers.get('x-total-count')]
    }
    expect(await page('')).toEqual([['c', 'b', 'a', 'scripted'], '4'])
    expect(await page('?limit=2&offset=1')).toEqual([['b', 'a'], '4'])
    expect(await page('?offset=9')).toEqual([[], '4'])
    for (const query of ['limit=0', 'limit=101', 'limit=x', 'limit=1.5', 'offset=-1', 'offset=1000001', 'page=1']) {
      const [field] = query.split('=')
      expect(await api.refuse('GET', `/agents?${query}`)).toBe(`422 INPUT_INVALID "/${field}"`)
    }
    for (const [method, path] of [
      ['POST', '/agents'],
      ['GET', '/agents/scripted'],
      ['DELETE', '/agents/scripted'],
    ] as const) {
      expect(await api.refuse(method, `${path}?page=1`)).toBe('422 INPUT_INVALID "/page"')
    }
  })
})
