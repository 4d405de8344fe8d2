// The audit: rows by what was done, by whom and when.
import type { DatabaseSync } from 'node:sqlite'
import type { AuditOutcome, OriginKind } from '../../contracts/enums.ts'
import type { Audit, AuditFilter, Page, PageParams } from '../record.ts'
import { preparePage } from './prepare-page.ts'
import type { SqlRow } from './rows.ts'

const selected = `FROM audit WHERE organization_id = :organizationId AND id > :after
  AND (:resource IS NULL OR resource = :resource) AND (:actor IS NULL OR actor = :actor)
  AND (:action IS NULL OR action = :action) AND (:outcome IS NULL OR outcome = :outcome)
  AND (:startDate IS NULL OR at >= :startDate) AND (:endDate IS NULL OR at < :endDate)`

export function prepareListAudit(db: DatabaseSync): (params: AuditFilter & PageParams) => Page<Audit> {
  const pages = {
    oldest: preparePage(db, selected, 'ORDER BY id'),
    newest: preparePage(db, selected, 'ORDER BY id DESC'),
  }
  return ({ order = 'oldest', after = 0, actor, action, outcome, startDate, endDate, ...rest }) => {
    const who = { actor: actor ?? null, action: action ?? null, outcome: outcome ?? null }
    const when = { startDate: startDate ?? null, endDate: endDate ?? null }
    return pages[order]({ ...rest, ...who, ...when, after }, readAudit)
  }
}

function readAudit(row: SqlRow): Audit {
  return {
    id: Number(row['id']),
    organizationId: String(row['organization_id']),
    actor: String(row['actor']),
    credentialId: row['credential_id'] === null ? null : String(row['credential_id']),
    origin: row['origin'] as OriginKind | null,
    outcome: row['outcome'] as AuditOutcome,
    action: String(row['action']),
    resource: String(row['resource']),
    at: String(row['at']),
    data: row['data'] === null ? null : (JSON.parse(String(row['data'])) as Record<string, unknown>),
  }
}
