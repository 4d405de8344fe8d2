// The shapes of context spaces on the wire: what an agent may read before it answers.
import { z } from 'zod'
import { nameSchemas } from '../spec/name-schemas.ts'
import { Count, DateTime, Id, Name, NonEmptyText } from './scalars.ts'

export const SourceKind = z.enum([
  'local_file_system',
  'uploaded_documents',
  'database',
  'object_storage',
  'git_repository',
  'unknown',
])
export type SourceKind = z.infer<typeof SourceKind>

const sourceFields = {
  name: Name,
  kind: SourceKind,
  description: z.string().max(1000).optional(),
  /** Of a local folder: relative to a root that the operator named. */
  path: z.string().max(1000).optional(),
  bucketName: z.string().optional(),
  prefix: z.string().optional(),
}

/** Where documents or skills come from. */
export const ContextSource = z.strictObject({ id: Id, ...sourceFields })
export type ContextSource = z.infer<typeof ContextSource>

/** Without an id it gets one. */
export const NewContextSource = z.strictObject({ id: Id.optional(), ...sourceFields })
export type NewContextSource = z.infer<typeof NewContextSource>

/** What was left out, and why; everything else of the space is there. */
export const ContextProblem = z.strictObject({ path: z.string(), code: z.string(), message: z.string() })
export type ContextProblem = z.infer<typeof ContextProblem>

export const Skill = z.strictObject({
  skillId: z.string(),
  name: z.string(),
  description: z.string(),
  version: z.string().optional(),
  tags: z.array(z.string()).optional(),
  sourceId: Id,
  relativePath: z.string(),
  contentType: z.literal('text/markdown'),
  isPreviewSupported: z.boolean(),
})
export type Skill = z.infer<typeof Skill>

export const SourceDocument = z.strictObject({
  sourceId: Id,
  relativePath: z.string(),
  fileName: z.string(),
  contentType: z.string(),
  sizeBytes: Count,
  isPreviewSupported: z.boolean(),
})
export type SourceDocument = z.infer<typeof SourceDocument>

/** Files that were looked at, of those that are there. */
export const SyncProgress = z.strictObject({ done: Count, total: Count })

export const ContextSpace = z.strictObject({
  id: Id,
  organizationId: Id,
  name: Name,
  description: z.string().optional(),
  sources: z.array(ContextSource),
  skillSources: z.array(ContextSource),
  documentCount: Count,
  skillCount: Count,
  /** Agents that read it. */
  agentIds: z.array(Id),
  lastSyncedAt: DateTime.optional(),
  /** While a sync is under way: how far it is. */
  syncing: SyncProgress.optional(),
  problems: z.array(ContextProblem),
  createdAt: DateTime,
  updatedAt: DateTime,
})
export type ContextSpace = z.infer<typeof ContextSpace>

export const ContextSpaceSummary = z.strictObject({
  id: Id,
  name: Name,
  description: z.string().optional(),
  sourceCount: Count,
  documentCount: Count,
  skillCount: Count,
  lastSyncedAt: DateTime.optional(),
})
export type ContextSpaceSummary = z.infer<typeof ContextSpaceSummary>

/** A document that fits a query, shown by its best place. `score`: higher is better, comparable within one search. */
export const SourceSearchResult = z.strictObject({
  sourceId: Id,
  sourceName: z.string(),
  relativePath: z.string(),
  fileName: z.string(),
  /** About 320 characters around the first match; `...` where it was cut. */
  snippet: z.string(),
  score: z.number(),
})
export type SourceSearchResult = z.infer<typeof SourceSearchResult>

export const ContextSearchSummary = z.strictObject({
  attachedSourceCount: Count,
  searchedDocumentCount: Count,
  candidateCount: Count,
  selectedCount: Count,
})
export type ContextSearchSummary = z.infer<typeof ContextSearchSummary>

/** Names one space among those of the tenant. */
export const contextSpaceId = { contextSpaceId: NonEmptyText.max(200) }

nameSchemas({
  ContextSpace,
  ContextSpaceSummary,
  ContextSource,
  NewContextSource,
  ContextProblem,
  Skill,
  SourceDocument,
})
nameSchemas({ SyncProgress, SourceSearchResult, ContextSearchSummary, SourceKind })
