// Collects what was read of files until it is worth a transaction, and cuts what is too much for one: a transaction is short, so
// that runs commit in between.
import type { Chunk } from '../core/chunk-text.ts'
import type { FileState, ReadFile } from '../store/context-verbs.ts'
import type { Store } from '../store/store.ts'

export interface SourceKey {
  readonly organizationId: string
  readonly contextSpaceId: string
  readonly sourceId: string
}

const BATCH_FILES = 16
const BATCH_CHARACTERS = 64 * 1024

export class FileBatch {
  readonly #key: SourceKey
  readonly #store: Store
  #files: ReadFile[] = []
  #touched: FileState[] = []
  #characters = 0

  constructor({ organizationId, contextSpaceId, sourceId }: SourceKey, store: Store) {
    this.#key = { organizationId, contextSpaceId, sourceId }
    this.#store = store
  }

  async add(file: ReadFile): Promise<void> {
    const characters = countCharacters(file.chunks)
    if (characters > BATCH_CHARACTERS) return this.#addLarge(file)
    this.#files.push(file)
    this.#characters += characters
    if (this.#files.length >= BATCH_FILES || this.#characters >= BATCH_CHARACTERS) await this.write([])
  }

  async touch(file: FileState): Promise<void> {
    this.#touched.push(file)
    if (this.#touched.length >= BATCH_FILES) await this.write([])
  }

  async remove(paths: readonly string[]): Promise<void> {
    for (let index = 0; index < paths.length; index += BATCH_FILES)
      await this.write(paths.slice(index, index + BATCH_FILES))
  }

  async write(removed: readonly string[]): Promise<void> {
    const [files, touched] = [this.#files, this.#touched]
    this.#files = []
    this.#touched = []
    this.#characters = 0
    if (files.length + removed.length > 0) await this.#store.saveFiles({ ...this.#key, files, removed })
    if (touched.length > 0) await this.#store.touchFiles({ ...this.#key, files: touched })
  }

  /** Part by part. Until the last one it counts as changed, so that a sync that was broken off reads it again. */
  async #addLarge(file: ReadFile): Promise<void> {
    const { path, sizeBytes, modifiedMs, hash } = file
    const [first = [], ...rest] = splitChunks(file.chunks)
    const unread = { path, sizeBytes, modifiedMs: -1, hash: 'UNFINISHED' }
    await this.#store.saveFiles({ ...this.#key, files: [{ ...file, ...unread, chunks: first }], removed: [] })
    for (const [index, chunks] of rest.entries()) {
      const state = index === rest.length - 1 ? { path, sizeBytes, modifiedMs, hash } : unread
      await this.#store.addChunks({ ...this.#key, state, chunks })
    }
  }
}

function splitChunks(chunks: readonly Chunk[]): Chunk[][] {
  const parts: Chunk[][] = [[]]
  let characters = 0
  for (const chunk of chunks) {
    if (characters + chunk.text.length > BATCH_CHARACTERS) {
      parts.push([])
      characters = 0
    }
    parts.at(-1)?.push(chunk)
    characters += chunk.text.length
  }
  return parts
}

function countCharacters(chunks: readonly Chunk[]): number {
  return chunks.reduce((sum, { text }) => sum + text.length, 0)
}
