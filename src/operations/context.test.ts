import { cpSync, rmSync, symlinkSync, utimesSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createPdf } from '../testing/create-pdf.ts'
import { openSpace, travel, writeFiles } from '../testing/open-space.ts'

const skill = (name: string, more = '') =>
  `---\nname: ${name}\ndescription: Does ${name}\n${more}---\nDo ${name} well.\n`

describe('context spaces', () => {
  it('case 21: are searched by words, without regard to case and accents', async () => {
    await using space = await openSpace(travel)
    expect(await space.sync()).toMatchObject({
      documentCount: 3,
      added: 3,
      changed: 0,
      removed: 0,
      skipped: 0,
      problems: [],
    })
    expect((await space.find('Plan a 2 day Istanbul trip'))[0]).toBe('istanbul-guide.md')
    expect(await space.find('Plan a 2 day Istanbul trip')).not.toContain('tea.txt')
    expect(await space.find('İSTANBUL')).toEqual(['istanbul-guide.md'])
    expect(await space.find('art')).toEqual([])
    expect(await space.find('"a* AND (')).toEqual(['ankara.md'])
  })

  it('case 27: take over what changed on disk with the next sync, and not before', async () => {
    await using space = await openSpace(travel)
    await space.sync()
    writeFiles(space.root, { 'docs/ankara.md': '# Ankara\n\nThe citadel.', 'docs/new/izmir.md': 'The bay.' })
    rmSync(join(space.root, 'docs/tea.txt'))
    expect(await space.find('citadel')).toEqual([])
    expect(await space.sync()).toMatchObject({ documentCount: 3, added: 1, changed: 1, removed: 1, skipped: 1 })
    expect((await space.find('citadel bay capital tea')).sort()).toEqual(['ankara.md', 'new/izmir.md'])
    utimesSync(join(space.root, 'docs/ankara.md'), 1, 1)
    expect(await space.sync()).toMatchObject({ added: 0, changed: 0, skipped: 3 })
  })

  it('case 27: keep what was read when a folder is gone, and say so', async () => {
    await using space = await openSpace(travel)
    await space.sync()
    cpSync(join(space.root, 'docs'), join(space.root, 'away'), { recursive: true })
    rmSync(join(space.root, 'docs'), { recursive: true })
    expect(await space.sync()).toMatchObject({ documentCount: 3, problems: [{ code: 'FOLDER_MISSING' }] })
    cpSync(join(space.root, 'away'), join(space.root, 'docs'), { recursive: true, preserveTimestamps: true })
    expect(await space.sync()).toMatchObject({ documentCount: 3, problems: [], removed: 0 })
  })

  it('read Markdown, text, JSON, HTML and PDF, and report what cannot be read', async () => {
    await using space = await openSpace({
      'docs/page.html':
        '<title>T</title><h1>Harbour &amp; sea</h1><p>Boats leave <b>hourly</b>.</p><script>evil()</script><style>p{}</style>',
      'docs/data.json': '{"ferry": "number nine"}',
      'docs/plan.pdf': createPdf(['The lighthouse opens at noon.', 'Second page.']),
      'docs/broken.pdf': 'no pdf at all',
      'docs/large.txt': 'x'.repeat(5 * 1024 * 1024 + 1),
      'docs/binary.txt': new Uint8Array([0xff, 0xfe, 0x41]),
      'docs/picture.png': 'png',
      'docs/.env': 'SECRET=1',
      'docs/secrets.json': '{"key": "hidden"}',
      'docs/.git/notes.md': 'hidden',
    })
    const report = await space.sync()
    expect(report.documentCount).toBe(3)
    expect(report.problems.map(({ path, code }) => [path, code])).toEqual([
      ['binary.txt', 'FILE_UNREADABLE'],
      ['broken.pdf', 'FILE_UNREADABLE'],
      ['large.txt', 'FILE_TOO_LARGE'],
    ])
    expect((await space.preview('page.html')).content).toBe('Harbour & sea\n\nBoats leave hourly.')
    expect((await space.preview('plan.pdf')).content).toBe(
      '[page 1]\nThe lighthouse opens at noon.\n\n[page 2]\nSecond page.',
    )
    expect(await space.find('lighthouse')).toEqual(['plan.pdf'])
    expect(await space.find('ferry')).toEqual(['data.json'])
    expect(await space.find('evil hidden SECRET')).toEqual([])
    const { items } = await space.client.call('context.listDocuments', { contextSpaceId: space.contextSpaceId })
    expect(items.map((item) => item.relativePath)).toEqual(['data.json', 'page.html', 'plan.pdf'])
    expect(await space.sync()).toMatchObject({ added: 0, changed: 0, problems: report.problems })
  })

  it('case 25: show no file outside of their sources [preview-path-denied]', async () => {
    await using space = await openSpace({ ...travel, 'docs-secret/x.md': 'secret', 'outside.md': 'secret' })
    symlinkSync(join(space.root, 'outside.md'), join(space.root, 'docs/link.md'))
    symlinkSync(join(space.root, 'docs-secret'), join(space.root, 'docs/folder'))
    symlinkSync(join(space.root, 'docs/tea.txt'), join(space.root, 'docs/inside.txt'))
    expect(await space.sync()).toMatchObject({
      documentCount: 4,
      problems: [{ path: 'link.md', code: 'PATH_DENIED' }],
    })
    expect(await space.find('secret')).toEqual([])
    for (const path of [
      '../outside.md',
      '..%2foutside.md',
      '/etc/x.md',
      '../docs-secret/x.md',
      'link.md',
      'a\\..\\..\\x.md',
    ]) {
      await expect(space.preview(path), path).rejects.toMatchObject({ code: 'PATH_DENIED' })
    }
    for (const path of ['.env', 'sub/.env.local', 'picture.png', 'secrets.json']) {
      await expect(space.preview(path), path).rejects.toMatchObject({ code: 'PREVIEW_UNSUPPORTED' })
    }
    await expect(space.preview('nowhere.md')).rejects.toMatchObject({ code: 'DOCUMENT_NOT_FOUND' })
  })

  it('are made only below the folders that the operator named [context-path-denied]', async () => {
    await using space = await openSpace({ 'docs/a.md': 'a', '../root-secret/x.md': 'secret' })
    symlinkSync(join(space.root, '../root-secret'), join(space.root, 'way-out'))
    for (const path of ['/etc', '../root-secret', '..', 'way-out', 'docs/../../root-secret', '%2e%2e/root-secret']) {
      const sources = [{ name: 'X', kind: 'local_file_system' as const, path }]
      await expect(space.client.call('context.create', { name: 'X', sources }), path).rejects.toMatchObject({
        code: 'PATH_DENIED',
      })
    }
  })

  it('case 28: are not made of a kind that cannot be read', async () => {
    await using space = await openSpace(travel)
    for (const kind of ['database', 'object_storage', 'git_repository', 'unknown'] as const) {
      const made = space.client.call('context.create', { name: kind, sources: [{ name: 'X', kind }] })
      await expect(made, kind).rejects.toMatchObject({ code: 'SOURCE_KIND_UNSUPPORTED' })
    }
    expect((await space.client.call('context.list', {})).total).toBe(1)
  })

  it('case 26: show at most 65,536 characters of a document', async () => {
    await using space = await openSpace({ 'docs/long.txt': 'word '.repeat(20_000) })
    await space.sync()
    const { content, isTruncated, sizeBytes } = await space.preview('long.txt')
    expect([content.length, isTruncated, sizeBytes]).toEqual([65_536, true, 100_000])
    expect(content).toBe('word '.repeat(20_000).slice(0, 65_536))
  })

  it('case 24: hold skills; a bad one is a problem and leaves the others alone', async () => {
    await using space = await openSpace({
      'skills/tea/SKILL.md': skill('tea', 'metadata:\n  version: "1.2"\n  id: brew\n'),
      'skills/tea/notes.md': 'Notes.',
      'skills/silent/SKILL.md': '---\nname: silent\n---\nText.\n',
      'skills/torn/SKILL.md': '---\nname: [torn\n---\nText.\n',
      'skills/empty/SKILL.md': '---\nname: empty\ndescription: Nothing\n---\n',
      'skills/bare/SKILL.md': 'Text.',
      'skills/twin/SKILL.md': skill('twin', 'id: brew\n'),
      'skills/other-folder/SKILL.md': skill('Other', 'tags: [a, b]\n'),
    })
    const { problems, documentCount } = await space.sync()
    expect(documentCount).toBe(0)
    expect(problems.map(({ path, code }) => `${path} ${code}`)).toEqual([
      'bare/SKILL.md SKILL_INVALID',
      'empty/SKILL.md SKILL_INVALID',
      'other-folder/SKILL.md SKILL_INVALID',
      'silent/SKILL.md SKILL_INVALID',
      'torn/SKILL.md SKILL_INVALID',
      'twin/SKILL.md SKILL_DUPLICATE',
    ])
    const { skills, skillCount } = await space.client.call('context.get', {
      contextSpaceId: space.contextSpaceId,
      includeSkills: true,
    })
    expect(skillCount).toBe(2)
    expect(skills).toMatchObject([
      { skillId: 'Other', tags: ['a', 'b'] },
      { skillId: 'brew', name: 'tea', version: '1.2', relativePath: 'tea/SKILL.md' },
    ])
    const { contextSpaceId } = space
    const shown = await space.client.call('context.previewDocument', { contextSpaceId, skillId: 'brew' })
    expect(shown.content).toContain('Do tea well.')
    await expect(
      space.client.call('context.previewDocument', { contextSpaceId, skillId: 'silent' }),
    ).rejects.toMatchObject({ code: 'DOCUMENT_NOT_FOUND' })
    const listed = await space.client.call('context.listDocuments', {
      contextSpaceId,
      type: 'skill',
      sourceId: 'skills',
      limit: 1,
    })
    expect(listed).toMatchObject({ total: 2, hasMore: true, items: [{ skillId: 'Other' }] })
  })

  it('are synced once for calls at the same time, and one source alone when asked', async () => {
    await using space = await openSpace(travel)
    const [first, second] = await Promise.all([space.sync(), space.sync()])
    expect(second).toEqual(first)
    writeFiles(space.root, { 'docs/new.md': 'New.', 'skills/tea/SKILL.md': skill('tea') })
    const { contextSpaceId, client } = space
    const part = client.call('context.sync', { contextSpaceId, sourceId: 'skills' })
    const whole = space.sync()
    expect(await part).toMatchObject({ added: 1, documentCount: 3 })
    expect(await whole).toMatchObject({ added: 1, documentCount: 4 })
    const audit = await space.app.store.listAudit({
      organizationId: 'default',
      resource: contextSpaceId,
      limit: 10,
      offset: 0,
    })
    expect(audit.items.map(({ action }) => action)).toEqual([
      'context.created',
      ...Array.from({ length: 4 }, () => 'context.synced'),
    ])
  })

  it('are attached to agents, each once', async () => {
    await using space = await openSpace(travel)
    await space.sync()
    const { client, contextSpaceId } = space
    const agent = {
      name: 'A',
      slug: 'a',
      modelProvider: 'custom' as const,
      modelName: 'sim/assistant',
      systemPrompt: '',
    }
    await expect(client.call('agent.create', { ...agent, contextSpaceIds: ['x'] })).rejects.toMatchObject({
      code: 'CONTEXT_SPACE_NOT_FOUND',
    })
    await expect(
      client.call('agent.create', { ...agent, contextSpaceIds: [contextSpaceId, contextSpaceId] }),
    ).rejects.toMatchObject({ code: 'INPUT_INVALID' })
    await client.call('agent.create', { ...agent, contextSpaceIds: [contextSpaceId] })
    expect(await client.call('agent.get', { agentId: 'a' })).toMatchObject({ contextSpaceIds: [contextSpaceId] })
    expect(await client.call('context.get', { contextSpaceId })).toMatchObject({ agentIds: ['a'], documentCount: 3 })
    expect((await client.call('context.search', { query: 'tea', agentId: 'a' })).items).toHaveLength(1)
    expect((await client.call('context.search', { query: 'tea' })).summary).toEqual({
      attachedSourceCount: 1,
      searchedDocumentCount: 3,
      candidateCount: 1,
      selectedCount: 1,
    })
    expect((await client.call('context.list', { search: 'HAND' })).items).toMatchObject([
      { id: contextSpaceId, sourceCount: 1 },
    ])
  })

  it('case 32: of another tenant are not there', async () => {
    await using space = await openSpace(travel)
    await space.sync()
    const { contextSpaceId, foreignClient } = space
    expect((await foreignClient.call('context.search', { query: 'tea' })).items).toEqual([])
    await expect(foreignClient.call('context.sync', { contextSpaceId })).rejects.toMatchObject({
      code: 'CONTEXT_SPACE_NOT_FOUND',
    })
    await foreignClient.call('context.create', { name: 'handbook' })
    await expect(space.client.call('context.create', { name: 'handbook' })).rejects.toMatchObject({
      code: 'CONTEXT_SPACE_EXISTS',
    })
  })
})
