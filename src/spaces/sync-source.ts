// Brings what the store holds of one source up to date. Unchanged files are not read; work goes in small batches, so that
// runs commit in between.
import { findContentType, isSecret } from '../core/context-files.ts'
import type { FileState, ReadFile } from '../store/context-verbs.ts'
import { FileBatch } from './file-batch.ts'
import type { Store } from '../store/store.ts'
import { hashBytes, MOST_BYTES, readDocument, readSkillFile, refuse } from './read-files.ts'
import type { TextReader } from './text-reader.ts'
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
  readonly reader: TextReader
  /** Told of every file that was looked at. */
  readonly onFiles: (count: number) => void
}

export interface SyncDeps {
  readonly store: Store
  readFile(location: string): Promise<Uint8Array>
  /** Fires when the process stops: a sync ends where it is, and the next one goes on from there. */
  readonly signal: AbortSignal
}

const STATES_AT_ONCE = 2000
/** Bodies in memory at the same time. */
const MOST_OPEN_BYTES = 16 * 1024 * 1024

/** By its name, whether a file of such a source is looked at. */
export function findWanted(type: SourceSync['type']): (fileName: string) => boolean {
  return type === 'skill' ? (name) => !isSecret(name) : (name) => findContentType(name) !== null
}

export async function syncSource(sync: SourceSync, deps: SyncDeps): Promise<void> {
  const known = await listKnown(sync, deps.store)
  const batch = new FileBatch(sync, deps.store)
  const { folder } = sync
  if (folder === null) {
    await batch.add(refuseFolder())
    return batch.write([])
  }
  const seen = new Set<string>()
  for await (const files of walkFolder(folder, findWanted(sync.type))) {
    deps.signal.throwIfAborted()
    for (const file of files) seen.add(file.path)
    for (const part of splitBySize(files)) {
      const read = part.map(async (file) => ({ file, body: await readBody(file, known.get(file.path), deps) }))
      for (const { file, body } of await Promise.all(read))
        await syncFile(file, body, known.get(file.path), batch, sync)
    }
    sync.onFiles(files.length)
  }
  const removed = [...known.keys()].filter((path) => !seen.has(path))
  sync.counts.removed += removed.filter((path) => path !== FOLDER).length
  await batch.remove(removed)
  await batch.write([])
}

function* splitBySize(files: readonly FoundFile[]): Generator<FoundFile[]> {
  let part: FoundFile[] = []
  let bytes = 0
  for (const file of files) {
    if (part.length > 0 && bytes + file.sizeBytes > MOST_OPEN_BYTES) {
      yield part
      part = []
      bytes = 0
    }
    part.push(file)
    bytes += Math.min(file.sizeBytes, MOST_BYTES)
  }
  if (part.length > 0) yield part
}

/** Stands for the folder itself among the files. */
const FOLDER = '.'

function refuseFolder(): ReadFile {
  const file = { path: FOLDER, location: '', sizeBytes: 0, modifiedMs: 0, problem: null }
  return refuse(file, 'FOLDER_MISSING', 'FOLDER_MISSING', 'the folder does not exist; what was read before is kept')
}

/** `same`: the file need not be read. Null: it cannot be. */
type Body = Uint8Array | 'same' | null

async function readBody(file: FoundFile, before: FileState | undefined, deps: SyncDeps): Promise<Body> {
  const isSame = before?.sizeBytes === file.sizeBytes && before.modifiedMs === file.modifiedMs
  const fault = findFault(file)
  if (fault !== null) return isSame && before.hash === fault.code ? 'same' : null
  return isSame ? 'same' : deps.readFile(file.location).catch(() => null)
}

async function syncFile(
  file: FoundFile,
  body: Body,
  before: FileState | undefined,
  batch: FileBatch,
  { type, counts, reader }: SourceSync,
): Promise<void> {
  const fault = findFault(file)
  if (body === 'same') {
    if (fault === null) counts.skipped += 1
    return
  }
  if (fault) return batch.add(refuse(file, fault.code, fault.code, fault.message))
  if (body === null) {
    return batch.add(refuse({ ...file, modifiedMs: -1 }, 'FILE_UNREADABLE', 'FILE_UNREADABLE', 'it cannot be read'))
  }
  if (before?.hash === hashBytes(body)) {
    counts.skipped += 1
    return batch.touch({ ...before, sizeBytes: file.sizeBytes, modifiedMs: file.modifiedMs })
  }
  counts[before ? 'changed' : 'added'] += 1
  await batch.add(type === 'skill' ? readSkillFile(file, body) : await readDocument(file, body, reader))
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
