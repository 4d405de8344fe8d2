// Brings what the store holds of one source up to date. Unchanged files are not read; work goes in small batches, so that
// runs commit in between.
import { findContentType, isSecret } from '../core/context-files.ts'
import type { FileState, ReadFile } from '../store/context-verbs.ts'
import type { Store } from '../store/store.ts'
import { hashBytes, MOST_BYTES, readDocument, readSkillFile, refuse } from './read-files.ts'
import { type FoundFile, walkFolder } from './walk-folder.ts'

export interface SyncCounts {
  added: number
  changed: number
  removed: number
  /** Unchanged. */
  skipped: number
}

export interface SourceSync {
  readonly organizationId: string
  readonly contextSpaceId: string
  readonly sourceId: string
  /** Null: it is not there. What was read of it before stays. */
  readonly folder: string | null
  readonly type: 'source' | 'skill'
  readonly counts: SyncCounts
}

export interface SyncDeps {
  readonly store: Store
  readFile(location: string): Promise<Uint8Array>
  /** Fires when the process stops: a sync ends where it is, and the next one goes on from there. */
  readonly signal: AbortSignal
}

const STATES_AT_ONCE = 2000
const BATCH_FILES = 16
const BATCH_CHARACTERS = 64 * 1024

export async function syncSource(sync: SourceSync, deps: SyncDeps): Promise<void> {
  const known = await listKnown(sync, deps.store)
  const batch = new Batch(sync, known, deps.store)
  const { folder, type } = sync
  if (folder === null) {
    await batch.add(refuseFolder())
    return batch.write([])
  }
  const seen = new Set<string>()
  const wants = type === 'skill' ? (name: string) => !isSecret(name) : (name: string) => findContentType(name) !== null
  for await (const files of walkFolder(folder, wants)) {
    for (const file of files) {
      deps.signal.throwIfAborted()
      seen.add(file.path)
      await syncFile(file, batch, sync, deps)
    }
  }
  const removed = [...known.keys()].filter((path) => !seen.has(path))
  sync.counts.removed += removed.filter((path) => path !== FOLDER).length
  for (let index = 0; index < removed.length; index += BATCH_FILES)
    await batch.write(removed.slice(index, index + BATCH_FILES))
  await batch.write([])
}

/** Stands for the folder itself among the files. */
const FOLDER = '.'

function refuseFolder(): ReadFile {
  const file = { path: FOLDER, location: '', sizeBytes: 0, modifiedMs: 0, problem: null }
  return refuse(file, 'FOLDER_MISSING', 'FOLDER_MISSING', 'the folder does not exist; what was read before is kept')
}

async function syncFile(file: FoundFile, batch: Batch, { type, counts }: SourceSync, deps: SyncDeps): Promise<void> {
  const before = batch.known.get(file.path)
  const isSame = before?.sizeBytes === file.sizeBytes && before.modifiedMs === file.modifiedMs
  const fault = findFault(file)
  if (isSame && (fault === null || before.hash === fault.code)) {
    if (fault === null) counts.skipped += 1
    return
  }
  if (fault) return batch.add(refuse(file, fault.code, fault.code, fault.message))
  const bytes = await deps.readFile(file.location).catch(() => null)
  if (bytes === null) {
    return batch.add(refuse({ ...file, modifiedMs: -1 }, 'FILE_UNREADABLE', 'FILE_UNREADABLE', 'it cannot be read'))
  }
  if (before?.hash === hashBytes(bytes)) {
    counts.skipped += 1
    return batch.touch({ ...before, sizeBytes: file.sizeBytes, modifiedMs: file.modifiedMs })
  }
  counts[before ? 'changed' : 'added'] += 1
  await batch.add(type === 'skill' ? readSkillFile(file, bytes) : await readDocument(file, bytes))
}

function findFault({ problem, sizeBytes }: FoundFile): FoundFile['problem'] {
  if (problem || sizeBytes <= MOST_BYTES) return problem
  return { code: 'FILE_TOO_LARGE', message: `it has ${sizeBytes} bytes, and at most ${MOST_BYTES} are read` }
}

async function listKnown(sync: SourceSync, store: Store): Promise<Map<string, FileState>> {
  const known = new Map<string, FileState>()
  let after: string | null = null
  for (;;) {
    const states: FileState[] = await store.listFileStates({ ...keyOf(sync), after, limit: STATES_AT_ONCE })
    for (const state of states) known.set(state.path, state)
    after = states.at(-1)?.path ?? null
    if (states.length < STATES_AT_ONCE) return known
  }
}

function keyOf({ organizationId, contextSpaceId, sourceId }: SourceSync) {
  return { organizationId, contextSpaceId, sourceId }
}

/** Collects what was read until it is worth a transaction. */
class Batch {
  readonly known: ReadonlyMap<string, FileState>
  readonly #sync: SourceSync
  readonly #store: Store
  #files: ReadFile[] = []
  #touched: FileState[] = []
  #characters = 0

  constructor(sync: SourceSync, known: ReadonlyMap<string, FileState>, store: Store) {
    this.#sync = sync
    this.known = known
    this.#store = store
  }

  async add(file: ReadFile): Promise<void> {
    this.#files.push(file)
    this.#characters += file.chunks.reduce((sum, { text }) => sum + text.length, 0)
    if (this.#files.length >= BATCH_FILES || this.#characters >= BATCH_CHARACTERS) await this.write([])
  }

  async touch(file: FileState): Promise<void> {
    this.#touched.push(file)
    if (this.#touched.length >= BATCH_FILES) await this.write([])
  }

  async write(removed: readonly string[]): Promise<void> {
    const [files, touched] = [this.#files, this.#touched]
    this.#files = []
    this.#touched = []
    this.#characters = 0
    if (files.length + removed.length > 0) await this.#store.saveFiles({ ...keyOf(this.#sync), files, removed })
    if (touched.length > 0) await this.#store.touchFiles({ ...keyOf(this.#sync), files: touched })
  }
}
