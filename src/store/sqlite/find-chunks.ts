// Finds pieces of documents that hold a term, over several spaces, with what their ranking needs.
import type { DatabaseSync } from 'node:sqlite'
import type { Candidate } from '../../core/rank-chunks.ts'
import type { ChunkSearch, ContextVerbs } from '../context-verbs.ts'
import type { prepareContextIndex } from './context-index.ts'

export function prepareFindChunks(db: DatabaseSync, indexOf: ReturnType<typeof prepareContextIndex>) {
  const listSpaces = db.prepare(`
    SELECT n, id, chunk_count, document_count FROM context_spaces
    WHERE organization_id = ? AND id IN (SELECT value FROM json_each(?)) ORDER BY n`)
  const getChunks = db.prepare(`
    SELECT source_id, context_files.path, heading, text FROM json_each(?) JOIN context_chunks ON context_chunks.n = value
    JOIN context_files ON context_files.n = file`)

  return ({ organizationId, contextSpaceIds, terms }: Parameters<ContextVerbs['findChunks']>[0]): ChunkSearch => {
    const candidates: Candidate[] = []
    const countsByTerm = new Map<string, number>()
    let chunkCount = 0
    let documentCount = 0
    for (const space of listSpaces.all(organizationId, JSON.stringify(contextSpaceIds))) {
      const n = Number(space['n'])
      const index = indexOf(n)
      chunkCount += Number(space['chunk_count'])
      documentCount += Number(space['document_count'])
      for (const [term, count] of index.count(terms)) countsByTerm.set(term, (countsByTerm.get(term) ?? 0) + count)
      for (const row of getChunks.all(JSON.stringify(index.find(terms, Number(space['chunk_count']))))) {
        const [sourceId, relativePath, heading, text] = ['source_id', 'path', 'heading', 'text'].map((name) =>
          String(row[name]),
        ) as [string, string, string, string]
        candidates.push({ contextSpaceId: String(space['id']), sourceId, relativePath, heading, text })
      }
    }
    return { candidates, chunkCount, countsByTerm, documentCount }
  }
}
