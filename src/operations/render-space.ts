// A context space as it is shown.
import type { ContextSpace, ContextSpaceSummary, SourceDocument } from '../contracts/context-space.ts'
import { splitPath } from '../core/rank-chunks.ts'
import { omitAbsent } from '../core/run-row.ts'
import type { ContextSpaceRow, DocumentRow } from '../store/context-verbs.ts'

export function renderSpace(row: ContextSpaceRow): ContextSpace {
  const { id, organizationId, name, description, documentCount, lastSyncedAt, createdAt, updatedAt } = row
  return omitAbsent({
    id,
    organizationId,
    name,
    description,
    sources: [...row.sources],
    skillSources: [...row.skillSources],
    documentCount,
    skillCount: row.skills.length,
    agentIds: [...row.agentIds],
    lastSyncedAt,
    problems: [...row.problems],
    createdAt,
    updatedAt,
  })
}

export function renderSpaceSummary(row: ContextSpaceRow): ContextSpaceSummary {
  const { id, name, description, documentCount, lastSyncedAt } = row
  const sourceCount = row.sources.length
  return omitAbsent({ id, name, description, sourceCount, documentCount, skillCount: row.skills.length, lastSyncedAt })
}

export function renderDocument({ sourceId, path, contentType, sizeBytes }: DocumentRow): SourceDocument {
  const fileName = splitPath(path).name
  return { sourceId, relativePath: path, fileName, contentType, sizeBytes, isPreviewSupported: true }
}
