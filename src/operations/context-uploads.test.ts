import { describe, expect, it } from 'vitest'
import { createTestApp, type TestApp } from '../testing/create-test-app.ts'
import { createPdf } from '../testing/create-pdf.ts'

async function open(test: TestApp, sources = [{ id: 'mail', name: 'Mail', kind: 'uploaded_documents' as const }]) {
  const { client } = test
  const { id: contextSpaceId } = await client.call('context.create', { name: 'Uploads', sources })
  const add = (path: string, content: string, more: object = {}) =>
    client.call('context.addDocument', { contextSpaceId, path, content, ...more })
  const find = async (query: string) =>
    (await client.call('context.search', { query })).items.map(({ relativePath }) => relativePath)
  return { client, contextSpaceId, add, find }
}

describe('documents that callers put into a context space', () => {
  it('are searched at once, replaced under their path, kept by a sync, and taken out again', async () => {
    await using test = await createTestApp()
    const { client, contextSpaceId, add, find } = await open(test)
    expect(await add('notes/tea.md', '# Tea\n\nWarm the pot.')).toEqual({
      contextSpaceId,
      sourceId: 'mail',
      relativePath: 'notes/tea.md',
      fileName: 'tea.md',
      contentType: 'text/markdown',
      sizeBytes: 20,
      isPreviewSupported: true,
    })
    const pdf = Buffer.from(createPdf(['The lighthouse opens at noon.'])).toString('base64')
    await client.call('context.addDocument', { contextSpaceId, path: 'plan.pdf', contentBase64: pdf })
    expect([await find('pot'), await find('lighthouse')]).toEqual([['notes/tea.md'], ['plan.pdf']])
    await add('notes/tea.md', 'Cool the cup.')
    expect([await find('pot'), await find('cup')]).toEqual([[], ['notes/tea.md']])
    expect(await client.call('context.sync', { contextSpaceId })).toMatchObject({ documentCount: 2, removed: 0 })
    expect(await client.call('context.removeDocument', { contextSpaceId, path: 'notes/tea.md' })).toEqual({
      contextSpaceId,
      sourceId: 'mail',
      relativePath: 'notes/tea.md',
    })
    expect(await find('cup')).toEqual([])
    const listed = await client.call('context.listDocuments', { contextSpaceId })
    expect(listed.items.map(({ relativePath }) => relativePath)).toEqual(['plan.pdf'])
  })

  it('are refused when they cannot be read, and leave what was there', async () => {
    await using test = await createTestApp()
    const { client, contextSpaceId, add, find } = await open(test)
    await add('plan.pdf', '', {
      content: undefined,
      contentBase64: Buffer.from(createPdf(['Noon.'])).toString('base64'),
    })
    await expect(add('plan.pdf', 'no pdf')).rejects.toMatchObject({ code: 'DOCUMENT_UNREADABLE' })
    expect(await find('noon')).toEqual(['plan.pdf'])
    for (const path of ['.env', 'secrets.json', 'a.png', 'a']) {
      await expect(add(path, 'x'), path).rejects.toMatchObject({ code: 'DOCUMENT_UNREADABLE' })
    }
    for (const path of ['/a.md', '../a.md', 'a\\b.md', '%2e%2e/a.md']) {
      await expect(add(path, 'x'), path).rejects.toMatchObject({ code: 'PATH_DENIED' })
    }
    for (const content of [{}, { content: 'a', contentBase64: 'YQ==' }, { contentBase64: 'no base64!' }]) {
      const call = client.call('context.addDocument', { contextSpaceId, path: 'a.md', ...content })
      await expect(call).rejects.toMatchObject({ code: 'INPUT_INVALID' })
    }
  })

  it('go to the source that is named when there are several', async () => {
    await using test = await createTestApp()
    const kind = 'uploaded_documents' as const
    const { client, add, find } = await open(test, [
      { id: 'one', name: 'One', kind },
      { id: 'two', name: 'Two', kind },
    ])
    await expect(add('a.md', 'tea')).rejects.toMatchObject({ code: 'SOURCE_NOT_FOUND' })
    await expect(add('a.md', 'tea', { sourceId: 'three' })).rejects.toMatchObject({ code: 'SOURCE_NOT_FOUND' })
    expect(await add('a.md', 'tea', { sourceId: 'two' })).toMatchObject({ sourceId: 'two' })
    expect(await find('tea')).toEqual(['a.md'])
    const skillSources = [{ name: 'S', kind }]
    await expect(client.call('context.create', { name: 'Skills', skillSources })).rejects.toMatchObject({
      code: 'SOURCE_KIND_UNSUPPORTED',
    })
  })

  it('do not mix when large ones of one path come at once', async () => {
    await using test = await createTestApp()
    const { client, contextSpaceId, add } = await open(test)
    const words = (word: string) => `${word} `.repeat(40_000)
    await Promise.all(['green', 'white', 'black'].map((word) => add('tea.txt', words(word))))
    const { content } = await client.call('context.previewDocument', {
      contextSpaceId,
      sourceId: 'mail',
      path: 'tea.txt',
    })
    expect(new Set(content.match(/green|white|black/g)).size).toBe(1)
    expect((await client.call('context.search', { query: 'green white black' })).summary.candidateCount).toBe(1)
  })
})
