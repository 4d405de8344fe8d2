// Context spaces: their rows, what was read of their files, and the search over it.
import type { DatabaseSync } from 'node:sqlite'
import type { ContextProblem, ContextSource } from '../../contracts/context-space.ts'
import { collectSkills, type SkillFile, type SkillHead } from '../../core/skill-set.ts'
import type { ContextSpaceRow, ContextVerbs, NewContextSpace } from '../context-verbs.ts'
import type { CommitQueue } from './commit-queue.ts'
import { createContextIndex } from './context-index.ts'
import { read } from './describe-failure.ts'
import { preparePage } from './prepare-page.ts'
import type { SqlRow } from './rows.ts'
import type { Records } from './write-record.ts'

type SpaceVerbs = Pick<
  ContextVerbs,
  'createContextSpace' | 'saveContextSpaces' | 'getContextSpace' | 'listContextSpaces' | 'listSourcedSpaces' | 'endSync'
>

export function prepareContextSpaces(db: DatabaseSync, queue: CommitQueue, records: Records): SpaceVerbs {
  const find = db.prepare('SELECT * FROM context_spaces WHERE organization_id = ? AND id = ?')
  const findTaken = db.prepare(
    'SELECT 1 FROM context_spaces WHERE organization_id = :organizationId AND name_key = fold(:name) AND id <> :id',
  )
  const page = preparePage(
    db,
    `FROM context_spaces WHERE organization_id = :organizationId
      AND (:search IS NULL OR instr(fold(name), :search) > 0 OR instr(fold(description), :search) > 0)`,
    'ORDER BY n DESC',
  )
  const sourced = db.prepare(
    "SELECT organization_id, id FROM context_spaces WHERE sources <> '[]' OR skill_sources <> '[]' ORDER BY n",
  )
  const end = db.prepare('UPDATE context_spaces SET last_synced_at = ? WHERE organization_id = ? AND id = ?')
  const write = prepareWriteSpace(db)
  const readRow = prepareReadSpace(db)
  const isTaken = ({ organizationId, name, id }: NewContextSpace) => findTaken.get({ organizationId, name, id })

  const create = ({ space, at, record }: Parameters<ContextVerbs['createContextSpace']>[0]) => {
    if (!records.isFree(record)) return { outcome: 'replied' } as const
    if (isTaken(space)) return { outcome: 'name-taken' } as const
    write(space, at)
    records.write(record)
    return { outcome: 'created' } as const
  }
  const save = ({ spaces, at }: Parameters<ContextVerbs['saveContextSpaces']>[0]) => {
    for (const space of spaces) {
      const known = find.get(space.organizationId, space.id)
      if (known?.['origin'] === 'api' || isTaken(space)) return { outcome: 'taken', contextSpaceId: space.id } as const
    }
    for (const space of spaces) write(space, at)
    return { outcome: 'saved' } as const
  }
  return {
    createContextSpace: (params) => queue.run(() => create(params)),
    saveContextSpaces: (params) => queue.run(() => save(params)),
    getContextSpace: ({ organizationId, contextSpaceId }) =>
      read(() => {
        const row = find.get(organizationId, contextSpaceId)
        return row ? readRow(row) : null
      }),
    listContextSpaces: ({ search, ...params }) =>
      read(() => page({ ...params, search: search?.toLowerCase() ?? null }, readRow)),
    listSourcedSpaces: () =>
      read(() =>
        sourced.all().map((row) => ({
          organizationId: String(row['organization_id']),
          contextSpaceId: String(row['id']),
        })),
      ),
    endSync: ({ organizationId, contextSpaceId, at }) =>
      queue.run(() => void end.run(at, organizationId, contextSpaceId)),
  }
}

/** Writes a space, and makes the index of a new one. What was read of sources that are gone goes with the next sync. */
function prepareWriteSpace(db: DatabaseSync): (space: NewContextSpace, at: string) => void {
  const insert = db.prepare(`
    INSERT INTO context_spaces (organization_id, id, name, name_key, description, origin, sources, skill_sources,
      created_at, updated_at)
    VALUES (:organizationId, :id, :name, fold(:name), :description, :origin, :sources, :skillSources, :at, :at)
    ON CONFLICT (organization_id, id) DO NOTHING RETURNING n`)
  const update = db.prepare(`
    UPDATE context_spaces SET name = :name, name_key = fold(:name), description = :description, sources = :sources,
      skill_sources = :skillSources, updated_at = :at
    WHERE organization_id = :organizationId AND id = :id
      AND (name, description, sources, skill_sources) IS NOT (:name, :description, :sources, :skillSources)`)
  return ({ origin, sources, skillSources, ...columns }, at) => {
    const values = { ...columns, at, sources: JSON.stringify(sources), skillSources: JSON.stringify(skillSources) }
    const made = insert.get({ ...values, origin })
    if (made) createContextIndex(db, Number(made['n']))
    else update.run(values)
  }
}

/** A space with what its files say of it. */
function prepareReadSpace(db: DatabaseSync): (row: SqlRow) => ContextSpaceRow {
  const listSkills = db.prepare(
    'SELECT source_id, path, skill FROM context_files WHERE space = ? AND skill IS NOT NULL ORDER BY source_id, path',
  )
  const listProblems = db.prepare(
    'SELECT path, problem FROM context_files WHERE space = ? AND problem IS NOT NULL ORDER BY source_id, path',
  )
  const listAgents = db.prepare(`
    SELECT agents.id FROM agents JOIN revisions
      ON revisions.organization_id = agents.organization_id AND revisions.id = latest_revision_id
    WHERE agents.organization_id = ? AND origin <> 'adhoc' AND status <> 'archived'
      AND EXISTS (SELECT 1 FROM json_each(definition, '$.contextSpaceIds') WHERE value = ?)
    ORDER BY agents.id`)
  return (row) => {
    const space = Number(row['n'])
    const organizationId = String(row['organization_id'])
    const id = String(row['id'])
    const files = listSkills.all(space).map(readSkillFile)
    const { skills, problems } = collectSkills(files)
    const ofFiles = listProblems.all(space).map((found): ContextProblem => {
      const problem = JSON.parse(String(found['problem'])) as Omit<ContextProblem, 'path'>
      return { path: String(found['path']), ...problem }
    })
    return {
      id,
      organizationId,
      name: String(row['name']),
      description: row['description'] === null ? null : String(row['description']),
      origin: row['origin'] === 'code' ? 'code' : 'api',
      sources: JSON.parse(String(row['sources'])) as ContextSource[],
      skillSources: JSON.parse(String(row['skill_sources'])) as ContextSource[],
      documentCount: Number(row['document_count']),
      skills,
      problems: [...ofFiles, ...problems],
      agentIds: listAgents.all(organizationId, id).map((agent) => String(agent['id'])),
      lastSyncedAt: row['last_synced_at'] === null ? null : String(row['last_synced_at']),
      createdAt: String(row['created_at']),
      updatedAt: String(row['updated_at']),
    }
  }
}

function readSkillFile(row: SqlRow): SkillFile {
  const head = JSON.parse(String(row['skill'])) as SkillHead
  return { sourceId: String(row['source_id']), relativePath: String(row['path']), head }
}
