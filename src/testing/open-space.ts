// An app with a context space over folders of its own, for tests.
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { createTestApp, type TestAppOptions } from './create-test-app.ts'
import { createTempDir } from './temp-dir.ts'

type Files = Readonly<Record<string, string | Uint8Array>>

export function writeFiles(root: string, files: Files): void {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), content)
  }
}

/** A context space over `docs` and `skills` in a folder of its own, not synced yet. */
export async function openSpace(files: Files, options: TestAppOptions = {}) {
  const dir = createTempDir()
  const root = join(dir.path, 'root')
  mkdirSync(join(root, 'docs'), { recursive: true })
  mkdirSync(join(root, 'skills'))
  writeFiles(root, files)
  const test = await createTestApp({ contextRoots: [root], ...options })
  const { client } = test
  const { id: contextSpaceId } = await client.call('context.create', {
    name: 'Handbook',
    sources: [{ id: 'docs', name: 'Docs', kind: 'local_file_system', path: 'docs' }],
    skillSources: [{ id: 'skills', name: 'Skills', kind: 'local_file_system', path: 'skills' }],
  })
  const sync = () => client.call('context.sync', { contextSpaceId })
  const find = async (query: string) =>
    (await client.call('context.search', { query, contextSpaceIds: [contextSpaceId] })).items.map(
      (item) => item.relativePath,
    )
  const preview = (path: string, sourceId = 'docs') =>
    client.call('context.previewDocument', { contextSpaceId, sourceId, path })
  return {
    ...test,
    root,
    contextSpaceId,
    sync,
    find,
    preview,
    async [Symbol.asyncDispose]() {
      await test[Symbol.asyncDispose]()
      dir[Symbol.dispose]()
    },
  }
}

export const travel = {
  'docs/istanbul-guide.md': '# Istanbul guide\n\nTwo days in Istanbul: start at the harbour.',
  'docs/ankara.md': '# Ankara\n\nA day in the capital.',
  'docs/tea.txt': 'How to brew tea.',
}
