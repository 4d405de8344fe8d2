// Vectors of the pieces of documents: Float32 in the byte order of the machine, as the data folder does not move between such.
import type { DatabaseSync } from 'node:sqlite'
import type { ContextVerbs, StoredChunk } from '../context-verbs.ts'
import type { CommitQueue } from './commit-queue.ts'
import { read } from './describe-failure.ts'
import type { SqlRow } from './rows.ts'

type EmbeddingVerbs = Pick<ContextVerbs, 'listUnembedded' | 'getChunks' | 'saveEmbeddings' | 'listEmbeddings'>

const SPACE = '(SELECT n FROM context_spaces WHERE organization_id = :organizationId AND id = :contextSpaceId)'

export function prepareContextEmbeddings(db: DatabaseSync, queue: CommitQueue): EmbeddingVerbs {
  const missing = db.prepare(`
    SELECT context_chunks.n FROM context_files JOIN context_chunks ON file = context_files.n
    WHERE context_files.space = ${SPACE} AND is_searched = 1 AND NOT EXISTS (
      SELECT 1 FROM context_embeddings WHERE space = context_files.space AND chunk = context_chunks.n AND model = :model)
    ORDER BY context_files.n, context_chunks.n`)
  const chunks = db.prepare(`
    SELECT context_chunks.n, context_spaces.id, source_id, context_files.path, heading, text
    FROM json_each(:chunks) AS wanted JOIN context_chunks ON context_chunks.n = wanted.value
    JOIN context_files ON context_files.n = file JOIN context_spaces ON context_spaces.n = context_files.space
    WHERE organization_id = :organizationId ORDER BY wanted.key`)
  const insert = db.prepare(`
    INSERT OR REPLACE INTO context_embeddings (space, chunk, model, vector)
    SELECT context_files.space, context_chunks.n, :model, :vector
    FROM context_chunks JOIN context_files ON context_files.n = file
    WHERE context_chunks.n = :chunk AND context_files.space = ${SPACE}`)
  const list = db.prepare(`
    SELECT chunk, vector FROM context_embeddings
    WHERE space = ${SPACE} AND chunk > :after AND model = :model ORDER BY chunk LIMIT :limit`)
  return {
    listUnembedded: ({ organizationId, contextSpaceId, model }) =>
      read(() => missing.all({ organizationId, contextSpaceId, model }).map((row) => Number(row['n']))),
    getChunks: ({ organizationId, chunks: wanted }) =>
      read(() => chunks.all({ organizationId, chunks: JSON.stringify(wanted) }).map(readChunk)),
    saveEmbeddings: ({ organizationId, contextSpaceId, model, embeddings }) =>
      queue.run(() => {
        const key = { organizationId, contextSpaceId, model }
        for (const { chunk, vector } of embeddings)
          insert.run({ ...key, chunk, vector: new Uint8Array(vector.buffer, vector.byteOffset, vector.byteLength) })
      }),
    listEmbeddings: ({ organizationId, contextSpaceId, model, after, limit }) =>
      read(() =>
        list
          .all({ organizationId, contextSpaceId, model, after, limit })
          .map((row) => ({ chunk: Number(row['chunk']), vector: readVector(row['vector']) })),
      ),
  }
}

function readVector(bytes: unknown): Float32Array {
  return bytes instanceof Uint8Array ? new Float32Array(bytes.slice().buffer) : new Float32Array()
}

function readChunk(row: SqlRow): StoredChunk {
  return {
    chunk: Number(row['n']),
    contextSpaceId: String(row['id']),
    sourceId: String(row['source_id']),
    relativePath: String(row['path']),
    heading: String(row['heading']),
    text: String(row['text']),
  }
}
