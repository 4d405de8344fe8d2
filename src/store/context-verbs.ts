// The verbs of the Store port about context spaces: what was read of them, and the index that is searched.
import type { ContextProblem, ContextSource, Skill } from '../contracts/context-space.ts'
import type { Candidate, Corpus } from '../core/rank-chunks.ts'
import type { Chunk } from '../core/chunk-text.ts'
import type { SkillHead } from '../core/skill-set.ts'
import type { CommandRecord, Page, PageParams } from './record.ts'

export interface NewContextSpace {
  readonly id: string
  readonly organizationId: string
  readonly name: string
  readonly description: string | null
  /** Where it was made: code may name any folder, callers only folders below the operator's roots. */
  readonly origin: 'code' | 'api'
  readonly sources: readonly ContextSource[]
  readonly skillSources: readonly ContextSource[]
}

export interface ContextSpaceRow extends NewContextSpace {
  readonly documentCount: number
  /** In order of source and path. */
  readonly skills: readonly Skill[]
  readonly problems: readonly ContextProblem[]
  /** Agents whose latest revision reads it. */
  readonly agentIds: readonly string[]
  readonly lastSyncedAt: string | null
  readonly createdAt: string
  readonly updatedAt: string
}

/** How a file was when it was read: with the same size and time it is not read again. */
export interface FileState {
  readonly path: string
  readonly sizeBytes: number
  /** Whole ms since 1970. */
  readonly modifiedMs: number
  /** SHA-256 of its bytes, in hex. */
  readonly hash: string
}

/** A file as it was read. One that could not be read has a problem and no text. */
export interface ReadFile extends FileState {
  /** Null: it could not be read. */
  readonly contentType: string | null
  /** First heading; empty when it has none. */
  readonly heading: string
  readonly chunks: readonly Chunk[]
  /** False for files of skills, which are loaded by name and never searched. */
  readonly isSearched: boolean
  /** Of a SKILL.md that can be used. */
  readonly skill: SkillHead | null
  readonly problem: Omit<ContextProblem, 'path'> | null
}

export interface DocumentRow {
  readonly sourceId: string
  readonly path: string
  readonly contentType: string
  readonly sizeBytes: number
}

export interface ContextDocument extends DocumentRow {
  readonly content: string
  readonly isTruncated: boolean
}

export interface ChunkSearch extends Corpus {
  readonly candidates: readonly Candidate[]
  readonly documentCount: number
}

/** A piece of a document by its number, which no other piece ever has. */
export interface StoredChunk extends Candidate {
  readonly chunk: number
}

/** What a piece means to a model. */
export interface Embedding {
  readonly chunk: number
  readonly vector: Float32Array
}

export interface SpaceKey {
  readonly organizationId: string
  readonly contextSpaceId: string
}

/** **Contract:** as of the whole Store. What is written of a space that does not exist is dropped. */
export interface ContextVerbs {
  /** The name is unique in the tenant, whatever its letter case. */
  createContextSpace(params: {
    space: NewContextSpace
    at: string
    record: CommandRecord
  }): Promise<{ readonly outcome: 'created' | 'name-taken' | 'replied' }>

  /** Makes spaces of code what code says, by id. All or none: one made through the API keeps its id and its name. */
  saveContextSpaces(params: {
    spaces: readonly NewContextSpace[]
    at: string
  }): Promise<{ readonly outcome: 'saved' } | { readonly outcome: 'taken'; readonly contextSpaceId: string }>

  getContextSpace(params: SpaceKey): Promise<ContextSpaceRow | null>

  /** Newest first. */
  listContextSpaces(
    params: { organizationId: string; search: string | null } & PageParams,
  ): Promise<Page<ContextSpaceRow>>

  /** Every space of every tenant that has a source, in the order of making. */
  listSourcedSpaces(): Promise<SpaceKey[]>

  /** In order of path, after `after` when it is not null. */
  listFileStates(params: SpaceKey & { sourceId: string; after: string | null; limit: number }): Promise<FileState[]>

  /** Puts these files in the place of what was read of them before, and takes the `removed` ones out of the index. */
  saveFiles(
    params: SpaceKey & { sourceId: string; files: readonly ReadFile[]; removed: readonly string[] },
  ): Promise<void>

  /** Adds pieces at the end of a file that was saved with its first ones, and notes its state. */
  addChunks(params: SpaceKey & { sourceId: string; state: FileState; chunks: readonly Chunk[] }): Promise<void>

  /** Notes new times of files whose content is the same. */
  touchFiles(params: SpaceKey & { sourceId: string; files: readonly FileState[] }): Promise<void>

  /** Ids of the sources that something was read of, in order. */
  listReadSources(params: SpaceKey): Promise<string[]>

  /** Notes that all sources were read. */
  endSync(params: SpaceKey & { at: string }): Promise<void>

  /** Documents that are searched, by source and path. */
  listDocuments(params: SpaceKey & { sourceId: string | null } & PageParams): Promise<Page<DocumentRow>>

  /** Any file that could be read, skills too. Cut at `maxCharacters`. */
  getDocument(
    params: SpaceKey & { sourceId: string; path: string; maxCharacters: number },
  ): Promise<ContextDocument | null>

  /** Pieces of documents that hold a term, several hundred at most, and what ranking needs to know of the rest. */
  findChunks(params: {
    organizationId: string
    contextSpaceIds: readonly string[]
    terms: readonly string[]
  }): Promise<ChunkSearch>

  /** Pieces of documents that are searched and have no vector of this model. */
  listUnembedded(params: SpaceKey & { model: string }): Promise<number[]>

  /** In the order of `chunks`; those that are gone are left out. */
  getChunks(params: { organizationId: string; chunks: readonly number[] }): Promise<StoredChunk[]>

  /** Vectors go with their pieces; one of a piece that is gone is dropped. */
  saveEmbeddings(params: SpaceKey & { model: string; embeddings: readonly Embedding[] }): Promise<void>

  /** In order of `chunk`, those after `after`. */
  listEmbeddings(params: SpaceKey & { model: string; after: number; limit: number }): Promise<Embedding[]>
}
