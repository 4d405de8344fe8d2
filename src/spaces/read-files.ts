// Reads one file of a source into what the store keeps of it. Whatever is wrong with the file is a problem, never a throw.
import { createHash } from 'node:crypto'
import { chunkText } from '../core/chunk-text.ts'
import { findContentType } from '../core/context-files.ts'
import { splitPath } from '../core/rank-chunks.ts'
import type { ReadFile } from '../store/context-verbs.ts'
import { parseSkill } from './parse-skill.ts'
import { decodeText } from './read-text.ts'
import type { TextReader } from './text-reader.ts'
import type { FoundFile } from './walk-folder.ts'

export const MOST_BYTES = 5 * 1024 * 1024

export function hashBytes(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}

/** A document, which is searched. */
export async function readDocument(file: FoundFile, bytes: Uint8Array, reader: TextReader): Promise<ReadFile> {
  const contentType = findContentType(splitPath(file.path).name) ?? 'text/plain'
  try {
    const { text, heading } = await reader.read(bytes, contentType)
    return { ...stateOf(file, hashBytes(bytes)), contentType, heading, chunks: chunkText(text), isSearched: true }
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    return refuse(file, hashBytes(bytes), 'FILE_UNREADABLE', `it cannot be read: ${message}`)
  }
}

/** A file of a skill as it is; one that is no text is not kept. */
export function readSkillFile(file: FoundFile, bytes: Uint8Array): ReadFile {
  const text = decodeText(bytes, { isExact: true })
  const { name, folder } = splitPath(file.path)
  const state = stateOf(file, hashBytes(bytes))
  if (text === null) return { ...state, contentType: null, heading: '', chunks: [], isSearched: false }
  const contentType = findContentType(name) ?? 'text/plain'
  const kept = { ...state, contentType, heading: '', chunks: chunkText(text), isSearched: false }
  if (name !== 'SKILL.md') return kept
  const { head, problem } = parseSkill(text, splitPath(folder).name)
  return { ...kept, skill: head, problem: problem === null ? null : { code: 'SKILL_INVALID', message: problem } }
}

/** A file that is not read, and why. `hash` must differ from that of any content. */
export function refuse(file: FoundFile, hash: string, code: string, message: string): ReadFile {
  const nothing = { contentType: null, heading: '', chunks: [], isSearched: false }
  return { ...stateOf(file, hash), ...nothing, problem: { code, message } }
}

function stateOf({ path, sizeBytes, modifiedMs }: FoundFile, hash: string) {
  return { path, sizeBytes, modifiedMs, hash, skill: null, problem: null }
}
