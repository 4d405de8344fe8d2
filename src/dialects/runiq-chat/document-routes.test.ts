import { describe, expect, it } from 'vitest'
import { ROOT } from '../../app/credentials.ts'
import { FOREIGN_TOKEN, foreigner, TOKEN } from '../../testing/create-test-app.ts'
import { openSpace, travel } from '../../testing/open-space.ts'
import { readRefusal } from '../../testing/read-problem.ts'
import { storedAgent } from '../../testing/stored-agent.ts'

const skill = '---\nname: tea\ndescription: Brews tea\nversion: "2"\n---\nWarm the pot.\n'
const files = { ...travel, 'skills/tea/SKILL.md': skill }
const VIEWER = 'test-token-of-a-viewer'
const credentials = [
  { token: TOKEN, principal: ROOT },
  { token: VIEWER, principal: { ...ROOT, userId: 'viewer', scopes: ['read' as const], isOperator: false } },
  { token: FOREIGN_TOKEN, principal: foreigner },
]

async function open() {
  const space = await openSpace(files, { credentials })
  await space.sync()
  const { client, contextSpaceId } = space
  const { id: agentId } = await client.call('agent.create', storedAgent({ contextSpaceIds: [contextSpaceId] }))
  await client.call('agent.update', { agentId, status: 'active' })
  const get = (path: string, token = VIEWER) =>
    space.send(`/errand/${path}`, { headers: { authorization: `Bearer ${token}` } })
  const read = async (path: string) => (await get(path)).json()
  return { ...space, agentId, get, read, at: `api/context-spaces/${contextSpaceId}` }
}

describe('what a chat page reads of context spaces', () => {
  it('case 30: lists the spaces of agents, and spaces with what they hold', async () => {
    await using space = await open()
    const named = { id: space.contextSpaceId, name: 'Handbook', description: null }
    const counts = { sourceCount: 1, documentCount: 3, skillCount: 1 }
    expect(await space.read('metadata/agents')).toMatchObject([
      { id: space.agentId, instructions: null, contextSpaces: [{ ...named, ...counts }] },
    ])
    const none = { description: null, bucketName: null, prefix: null }
    const place = { sourceId: 'skills', relativePath: 'tea/SKILL.md', contentType: 'text/markdown' }
    const tea = { skillId: 'tea', name: 'tea', description: 'Brews tea', version: '2', tags: [] }
    expect(await space.read('metadata/context-spaces')).toEqual([
      {
        ...named,
        sources: [{ id: 'docs', name: 'Docs', kind: 'LocalFileSystem', path: 'docs', ...none }],
        skillSources: [{ id: 'skills', name: 'Skills', kind: 'LocalFileSystem', path: 'skills', ...none }],
        skills: [{ ...tea, ...place, isPreviewSupported: true }],
        attachedAgents: [{ id: space.agentId, name: 'Researcher' }],
      },
    ])
  })

  it('lists documents by source and skills by source, and shows the text of one', async () => {
    await using space = await open()
    const { contextSpaceId } = space
    const group = { sourceId: 'docs', sourceName: 'Docs', provider: 'LocalFileSystem', path: 'docs' }
    const document = { fileName: 'ankara.md', contentType: 'text/markdown', sizeBytes: 31, isPreviewSupported: true }
    expect(await space.read(`${space.at}/source-documents`)).toEqual({
      contextSpaceId,
      sourceGroups: [{ ...group, documentCount: 3, documents: expect.any(Array) }],
    })
    expect(await space.read(`${space.at}/source-documents`)).toMatchObject({
      sourceGroups: [
        {
          documents: [
            { relativePath: 'ankara.md', ...document },
            { relativePath: 'istanbul-guide.md' },
            { fileName: 'tea.txt' },
          ],
        },
      ],
    })
    expect(await space.read(`${space.at}/source-documents/preview?sourceId=docs&path=tea.txt`)).toEqual({
      contextSpaceId,
      sourceId: 'docs',
      sourceName: 'Docs',
      relativePath: 'tea.txt',
      fileName: 'tea.txt',
      contentType: 'text/plain',
      content: 'How to brew tea.',
      isTruncated: false,
      sizeBytes: 16,
    })
    expect(await space.read(`${space.at}/skill-documents`)).toMatchObject({
      contextSpaceId,
      skillSources: [{ sourceId: 'skills', skillCount: 1, skills: [{ skillId: 'tea', version: '2', tags: [] }] }],
    })
    expect(await space.read(`${space.at}/skill-documents/preview?skillId=tea`)).toMatchObject({
      skillId: 'tea',
      name: 'tea',
      version: '2',
      content: skill,
      isTruncated: false,
    })
  })

  it('case 25: refuses what leaves a source, what is secret, and what it does not know', async () => {
    await using space = await open()
    const preview = `${space.at}/source-documents/preview?sourceId=docs`
    const refusals = [
      [`${preview}&path=..%252fx.md`, '400 PATH_DENIED'],
      [`${preview}&path=%2Fetc%2Fx.md`, '400 PATH_DENIED'],
      [`${preview}&path=.env`, '415 PREVIEW_UNSUPPORTED'],
      [`${preview}&path=a.png`, '415 PREVIEW_UNSUPPORTED'],
      [`${preview}&path=none.md`, '404 DOCUMENT_NOT_FOUND'],
      [preview, '422 INPUT_INVALID /path'],
      [`${space.at}/skill-documents/preview?skillId=none`, '404 DOCUMENT_NOT_FOUND'],
      [`${space.at}/skill-documents?all=1`, '422 INPUT_INVALID /all'],
      ['api/context-spaces/none/source-documents', '404 CONTEXT_SPACE_NOT_FOUND'],
      ['api/context-spaces/none/skill-documents/preview?skillId=tea', '404 CONTEXT_SPACE_NOT_FOUND'],
    ] as const
    for (const [path, refusal] of refusals) expect(await readRefusal(await space.get(path)), path).toBe(refusal)
  })

  it('case 32: shows nothing of the spaces of another tenant', async () => {
    await using space = await open()
    expect(await (await space.get('metadata/context-spaces', FOREIGN_TOKEN)).json()).toEqual([])
    for (const path of [
      'source-documents',
      'source-documents/preview?sourceId=docs&path=tea.txt',
      'skill-documents',
      'skill-documents/preview?skillId=tea',
    ]) {
      const foreign = await readRefusal(await space.get(`${space.at}/${path}`, FOREIGN_TOKEN))
      const unknown = await readRefusal(await space.get(`api/context-spaces/none/${path}`, FOREIGN_TOKEN))
      expect([foreign, unknown]).toEqual(['404 CONTEXT_SPACE_NOT_FOUND', '404 CONTEXT_SPACE_NOT_FOUND'])
    }
  })
})
