import { describe, expect, it } from 'vitest'
import { createTestApp } from '../testing/create-test-app.ts'
import { postJson } from '../testing/post-json.ts'
import { readRefusal } from '../testing/read-problem.ts'
import { storedAgent } from '../testing/stored-agent.ts'

async function createRevised() {
  const test = await createTestApp()
  await test.client.call('agent.create', storedAgent())
  await test.client.call('agent.create', storedAgent({ slug: 'other' }))
  await test.client.call('agent.update', { agentId: 'researcher', systemPrompt: 'Be brief.', maxTokensPerRun: 10 })
  return test
}

describe('agent.publish', () => {
  it('publishes the latest revision or an older one [publish-agent-happy-path]', async () => {
    await using test = await createRevised()
    const at = '2026-01-05T09:00:00.000Z'
    const latest = await test.client.call('agent.publish', { agentId: 'researcher' })
    const base = { id: 'researcher', lastPublishedAt: at }
    expect(latest).toEqual({ ...base, publishedRevisionId: 'researcher-r2', hasChanges: false })
    const older = await test.client.call('agent.publish', { agentId: 'researcher', revisionId: 'researcher-r1' })
    expect(older).toEqual({ ...base, publishedRevisionId: 'researcher-r1', hasChanges: true })
    const { items } = await test.client.call('agent.listRevisions', { agentId: 'researcher' })
    expect(items).toEqual([
      { id: 'researcher-r2', agentId: 'researcher', number: 2, createdAt: at, createdById: 'root', isPublished: false },
      { id: 'researcher-r1', agentId: 'researcher', number: 1, createdAt: at, createdById: 'root', isPublished: true },
    ])
  })

  it('refuses unknown agents and revisions of others [publish-agent-foreign-revision]', async () => {
    await using test = await createRevised()
    const publish = async (agentId: string, revisionId: string) =>
      readRefusal(await test.send(`/v1/agents/${agentId}/publish`, postJson({ revisionId })))
    expect(await publish('researcher', 'other-r1')).toBe('404 REVISION_NOT_FOUND')
    expect(await publish('nobody', 'researcher-r1')).toBe('404 AGENT_NOT_FOUND')
  })
})

describe('agent.listRevisions', () => {
  it('refuses an unknown agent [list-revisions-unknown-agent]', async () => {
    await using test = await createTestApp()
    expect(await readRefusal(await test.send('/v1/agents/nobody/revisions'))).toBe('404 AGENT_NOT_FOUND')
  })
})

describe('agent.diffRevisions', () => {
  it('case 30: holds only what changed, with both sides', async () => {
    await using test = await createRevised()
    const input = { agentId: 'researcher', from: 'researcher-r1', to: 'researcher-r2' }
    const { from, to, diff } = await test.client.call('agent.diffRevisions', input)
    expect(diff).toEqual({ systemPrompt: { from: 'Answer.', to: 'Be brief.' }, maxTokensPerRun: { to: 10 } })
    expect(from).toMatchObject({ systemPrompt: 'Answer.', modelName: 'sim/script' })
    expect(to).toMatchObject({ systemPrompt: 'Be brief.', maxTokensPerRun: 10 })
  })

  it('case 30: refuses a revision of another agent [diff-revisions-foreign-revision]', async () => {
    await using test = await createRevised()
    const diff = async (agentId: string, from: string, to: string) =>
      readRefusal(await test.send(`/v1/agents/${agentId}/revisions/diff?from=${from}&to=${to}`))
    expect(await diff('researcher', 'researcher-r1', 'other-r1')).toBe('404 REVISION_NOT_FOUND')
    expect(await diff('nobody', 'researcher-r1', 'researcher-r2')).toBe('404 AGENT_NOT_FOUND')
  })
})
