// What was read of the files of context spaces: their state, their pieces, and the search over these.
import type { DatabaseSync } from 'node:sqlite'
import type { ContextDocument, ContextVerbs, DocumentRow, FileState } from '../context-verbs.ts'
import type { CommitQueue } from './commit-queue.ts'
import { prepareContextIndex } from './context-index.ts'
import { read } from './describe-failure.ts'
import { prepareFindChunks } from './find-chunks.ts'
import { preparePage } from './prepare-page.ts'
import type { SqlRow } from './rows.ts'
import { prepareWriteFiles } from './write-context-files.ts'

type FileVerbs = Pick<
  ContextVerbs,
  | 'listFileStates'
  | 'listReadSources'
  | 'saveFiles'
  | 'addChunks'
  | 'touchFiles'
  | 'listDocuments'
  | 'getDocument'
  | 'findChunks'
>

export function prepareContextFiles(db: DatabaseSync, queue: CommitQueue): FileVerbs {
  const findSpace = db.prepare('SELECT n FROM context_spaces WHERE organization_id = ? AND id = ?')
  const states = db.prepare(`
    SELECT path, size_bytes, modified_ms, hash FROM context_files
    WHERE space = ? AND source_id = ? AND path > ? ORDER BY path LIMIT ?`)
  const readSources = db.prepare('SELECT DISTINCT source_id FROM context_files WHERE space = ? ORDER BY source_id')
  const touch = db.prepare(
    'UPDATE context_files SET size_bytes = ?, modified_ms = ? WHERE space = ? AND source_id = ? AND path = ? AND hash = ?',
  )
  const documents = preparePage(
    db,
    `FROM context_files WHERE space = :space AND is_searched = 1 AND (:sourceId IS NULL OR source_id = :sourceId)`,
    'ORDER BY source_id, path',
  )
  const findFile = db.prepare(
    'SELECT * FROM context_files WHERE space = ? AND source_id = ? AND path = ? AND content_type IS NOT NULL',
  )
  const chunks = db.prepare('SELECT text, overlap FROM context_chunks WHERE file = ? ORDER BY n')
  const indexOf = prepareContextIndex(db)
  const writer = prepareWriteFiles(db, indexOf)
  const findChunks = prepareFindChunks(db, indexOf)
  const spaceOf = (key: { organizationId: string; contextSpaceId: string }): number =>
    Number(findSpace.get(key.organizationId, key.contextSpaceId)?.['n'] ?? 0)

  return {
    listFileStates: ({ sourceId, after, limit, ...key }) =>
      read(() => states.all(spaceOf(key), sourceId, after ?? '', limit).map(readState)),
    listReadSources: (key) => read(() => readSources.all(spaceOf(key)).map((row) => String(row['source_id']))),
    saveFiles: ({ sourceId, files, removed, ...key }) =>
      queue.run(() => {
        const space = spaceOf(key)
        if (space !== 0) writer.write(space, sourceId, files, removed)
      }),
    addChunks: ({ sourceId, state, chunks: added, ...key }) =>
      queue.run(() => writer.add(spaceOf(key), sourceId, state, added)),
    touchFiles: ({ sourceId, files, ...key }) =>
      queue.run(() => {
        const space = spaceOf(key)
        for (const { path, sizeBytes, modifiedMs, hash } of files)
          touch.run(sizeBytes, modifiedMs, space, sourceId, path, hash)
      }),
    listDocuments: ({ sourceId, limit, offset, ...key }) =>
      read(() => documents({ space: spaceOf(key), sourceId, limit, offset }, readDocument)),
    getDocument: ({ sourceId, path, maxCharacters, ...key }) =>
      read((): ContextDocument | null => {
        const row = findFile.get(spaceOf(key), sourceId, path)
        if (!row) return null
        let content = ''
        for (const chunk of chunks.iterate(Number(row['n']))) {
          content += String(chunk['text']).slice(Number(chunk['overlap']))
          if (content.length > maxCharacters) break
        }
        const isTruncated = content.length > maxCharacters
        return { ...readDocument(row), content: content.slice(0, maxCharacters), isTruncated }
      }),
    findChunks: (params) => read(() => findChunks(params)),
  }
}

function readState(row: SqlRow): FileState {
  return {
    path: String(row['path']),
    sizeBytes: Number(row['size_bytes']),
    modifiedMs: Number(row['modified_ms']),
    hash: String(row['hash']),
  }
}

function readDocument(row: SqlRow): DocumentRow {
  return {
    sourceId: String(row['source_id']),
    path: String(row['path']),
    contentType: String(row['content_type']),
    sizeBytes: Number(row['size_bytes']),
  }
}
