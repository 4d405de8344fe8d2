// Writes what was read of files together with their part of the index, and keeps the counts of their space.
import type { DatabaseSync } from 'node:sqlite'
import type { Chunk } from '../../core/chunk-text.ts'
import type { FileState, ReadFile } from '../context-verbs.ts'
import type { ContextIndex, prepareContextIndex } from './context-index.ts'

interface WriteFiles {
  /** Replaces what was read of these files. */
  write(space: number, sourceId: string, files: readonly ReadFile[], removed: readonly string[]): void
  /** Adds pieces to a file that is there. */
  add(space: number, sourceId: string, state: FileState, chunks: readonly Chunk[]): void
}

type Saved = Pick<ReadFile, 'path' | 'heading' | 'isSearched'>

export function prepareWriteFiles(db: DatabaseSync, indexOf: ReturnType<typeof prepareContextIndex>): WriteFiles {
  const remove = prepareRemove(db)
  const insert = db.prepare(`
    INSERT INTO context_files (space, source_id, path, content_type, size_bytes, modified_ms, hash, heading, is_searched,
      skill, problem)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING n`)
  const update = db.prepare(`
    UPDATE context_files SET size_bytes = ?, modified_ms = ?, hash = ? WHERE space = ? AND source_id = ? AND path = ?
    RETURNING n, heading, is_searched`)
  const insertChunk = db.prepare('INSERT INTO context_chunks (file, text, overlap) VALUES (?, ?, ?) RETURNING n')
  const count = db.prepare(
    'UPDATE context_spaces SET chunk_count = chunk_count + ?, document_count = document_count + ? WHERE n = ?',
  )
  /** Answers how many pieces are searched now. */
  const addChunks = (index: ContextIndex, file: number, saved: Saved, chunks: readonly Chunk[]): number => {
    for (const { text, overlap } of chunks) {
      const chunk = insertChunk.get(file, text, overlap)
      if (saved.isSearched) index.add(Number(chunk?.['n']), { path: saved.path, heading: saved.heading, text })
    }
    return saved.isSearched ? chunks.length : 0
  }
  return {
    write(space, sourceId, files, removed) {
      const index = indexOf(space)
      const gone = [...removed, ...files.map(({ path }) => path)].map((path) => remove(index, space, sourceId, path))
      let chunks = 0
      for (const file of files) {
        const { path, contentType, sizeBytes, modifiedMs, hash, heading, isSearched } = file
        const state = [contentType, sizeBytes, modifiedMs, hash, heading, isSearched ? 1 : 0]
        const [skill, problem] = [file.skill, file.problem].map((value) => value && JSON.stringify(value))
        const made = insert.get(space, sourceId, path, ...state, skill ?? null, problem ?? null)
        chunks += addChunks(index, Number(made?.['n']), file, file.chunks)
      }
      const documents = files.filter(({ isSearched }) => isSearched).length
      count.run(chunks - sum(gone, 'chunks'), documents - sum(gone, 'documents'), space)
    },
    add(space, sourceId, { path, sizeBytes, modifiedMs, hash }, chunks) {
      const row = update.get(sizeBytes, modifiedMs, hash, space, sourceId, path)
      if (!row) return
      const saved = { path, heading: String(row['heading']), isSearched: row['is_searched'] === 1 }
      count.run(addChunks(indexOf(space), Number(row['n']), saved, chunks), 0, space)
    },
  }
}

interface Removed {
  readonly chunks: number
  readonly documents: number
}

function sum(all: readonly Removed[], name: keyof Removed): number {
  return all.reduce((total, removed) => total + removed[name], 0)
}

/** Takes a file out, and answers what was searched of it. */
function prepareRemove(db: DatabaseSync) {
  const remove = db.prepare(
    'DELETE FROM context_files WHERE space = ? AND source_id = ? AND path = ? RETURNING n, is_searched',
  )
  const removeEmbeddings = db.prepare(
    'DELETE FROM context_embeddings WHERE space = ? AND chunk IN (SELECT n FROM context_chunks WHERE file = ?)',
  )
  const removeChunks = db.prepare('DELETE FROM context_chunks WHERE file = ? RETURNING n')
  return (index: ContextIndex, space: number, sourceId: string, path: string): Removed => {
    const known = remove.get(space, sourceId, path)
    if (!known) return { chunks: 0, documents: 0 }
    removeEmbeddings.run(space, Number(known['n']))
    const chunks = removeChunks.all(Number(known['n']))
    if (known['is_searched'] !== 1) return { chunks: 0, documents: 0 }
    for (const { n } of chunks) index.remove(Number(n))
    return { chunks: chunks.length, documents: 1 }
  }
}
