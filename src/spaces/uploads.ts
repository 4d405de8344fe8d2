// Documents that callers put into a space, one at a time a source: the parts of a large one must not mix with another.
import { findContentType } from '../core/context-files.ts'
import { splitPath } from '../core/rank-chunks.ts'
import type { Store } from '../store/store.ts'
import { FileBatch, type SourceKey } from './file-batch.ts'
import { readDocument } from './read-files.ts'
import { createTextReader } from './text-reader.ts'

export interface NewDocument extends SourceKey {
  readonly path: string
  readonly bytes: Uint8Array
}

export type AddedDocument =
  | { readonly outcome: 'added'; readonly contentType: string }
  | { readonly outcome: 'unreadable'; readonly message: string }

export interface Uploads {
  /** Nothing is kept of a document that cannot be read; what was under its path stays then. */
  addDocument(document: NewDocument): Promise<AddedDocument>
  /** False when there is no such document. */
  removeDocument(params: SourceKey & { readonly path: string }): Promise<boolean>
}

export function createUploads(store: Store): Uploads {
  /** The latest work on each source. */
  const latest = new Map<string, Promise<unknown>>()
  const inTurn = <T>({ organizationId, contextSpaceId, sourceId }: SourceKey, work: () => Promise<T>): Promise<T> => {
    const key = JSON.stringify([organizationId, contextSpaceId, sourceId])
    const done = (latest.get(key) ?? Promise.resolve()).then(work, work)
    latest.set(key, done)
    const forget = () => void (latest.get(key) === done && latest.delete(key))
    done.then(forget, forget)
    return done
  }
  return {
    addDocument: (document) => inTurn(document, () => add(document, store)),
    removeDocument: ({ path, ...key }) =>
      inTurn(key, async () => {
        if (!(await store.getDocument({ ...key, path, maxCharacters: 1 }))) return false
        await store.saveFiles({ ...key, files: [], removed: [path] })
        return true
      }),
  }
}

async function add({ path, bytes, ...key }: NewDocument, store: Store): Promise<AddedDocument> {
  const contentType = findContentType(splitPath(path).name)
  if (contentType === null) return { outcome: 'unreadable', message: 'files of this name are not read' }
  await using reader = createTextReader()
  const found = { path, location: '', sizeBytes: bytes.length, modifiedMs: 0, problem: null }
  const file = await readDocument(found, bytes, reader)
  if (file.problem) return { outcome: 'unreadable', message: file.problem.message }
  const batch = new FileBatch(key, store)
  await batch.add(file)
  await batch.write([])
  return { outcome: 'added', contentType }
}
