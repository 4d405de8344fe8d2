// Tools made through the API.
import type { DatabaseSync } from 'node:sqlite'
import type { ToolCategory, ToolStatus } from '../../contracts/enums.ts'
import type { StoredTool, ToolRow } from '../../core/tool-row.ts'
import type { ToolVerbs } from '../tool-verbs.ts'
import type { CommitQueue } from './commit-queue.ts'
import { read } from './describe-failure.ts'
import { toPattern } from './list-agents.ts'
import { preparePage } from './prepare-page.ts'
import type { SqlRow } from './rows.ts'
import { prepareMeasureTools } from './tool-calls.ts'
import type { Records } from './write-record.ts'

export function prepareTools(db: DatabaseSync, queue: CommitQueue, records: Records): ToolVerbs {
  const find = db.prepare('SELECT * FROM tools WHERE organization_id = ? AND id = ?')
  const upsert = db.prepare(`
    INSERT INTO tools (id, organization_id, name, slug, description, category, status, definition, created_at, updated_at)
    VALUES (:id, :organizationId, :name, :slug, :description, :category, :status, :definition, :createdAt, :updatedAt)
    ON CONFLICT (organization_id, id) DO UPDATE SET name = :name, description = :description, category = :category,
      status = :status, definition = :definition, updated_at = :updatedAt`)
  const page = preparePage(
    db,
    `FROM tools WHERE organization_id = :organizationId
      AND (:category IS NULL OR category = :category) AND (:status IS NULL OR status = :status)
      AND (:search IS NULL OR fold(name) LIKE :search ESCAPE '\\' OR slug LIKE :search ESCAPE '\\'
        OR fold(description) LIKE :search ESCAPE '\\')`,
    'ORDER BY created_at DESC, n DESC',
  )
  const measureTools = prepareMeasureTools(db)
  const getTool = (organizationId: string, toolId: string): ToolRow[] => {
    const row = find.get(organizationId, toolId)
    return row ? [readToolRow(row)] : []
  }
  const write = ({ definition, ...columns }: ToolRow) =>
    void upsert.run({ ...columns, definition: JSON.stringify(definition) })
  return {
    createTool: ({ tool, record }) =>
      queue.run(() => {
        if (!records.isFree(record)) return { outcome: 'replied' }
        if (getTool(tool.organizationId, tool.id).length > 0) return { outcome: 'slug-taken' }
        write(tool)
        records.write(record)
        return { outcome: 'created' }
      }),
    changeTool: ({ organizationId, toolId, change, createRecord }) =>
      queue.run(() => {
        const [known] = getTool(organizationId, toolId)
        if (!known) return { outcome: 'missing' }
        const row = change(known)
        const record = createRecord(row)
        if (!records.isFree(record)) return { outcome: 'replied' }
        write(row)
        records.write(record)
        return { outcome: 'changed', row }
      }),
    getTools: ({ organizationId, toolIds }) => read(() => toolIds.flatMap((toolId) => getTool(organizationId, toolId))),
    listTools: ({ search, ...rest }) => read(() => page({ ...rest, search: toPattern(search) }, readToolRow)),
    measureTools: (params) => read(() => measureTools(params)),
  }
}

function readToolRow(row: SqlRow): ToolRow {
  return {
    id: String(row['id']),
    organizationId: String(row['organization_id']),
    name: String(row['name']),
    slug: String(row['slug']),
    description: String(row['description']),
    category: row['category'] as ToolCategory,
    status: row['status'] as ToolStatus,
    createdAt: String(row['created_at']),
    updatedAt: String(row['updated_at']),
    definition: JSON.parse(String(row['definition'])) as StoredTool,
  }
}
