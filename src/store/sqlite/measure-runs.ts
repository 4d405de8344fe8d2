// Counts the runs of each period. The rows are folds of the logs, so nothing else is read.
import type { DatabaseSync } from 'node:sqlite'
import type { Granularity } from '../../contracts/enums.ts'
import type { RunBucket } from '../../core/run-metrics.ts'
import type { Store } from '../store.ts'

/** Start of the period that holds queued_at. */
const periods: Record<Granularity, string> = {
  hour: "substr(queued_at, 1, 13) || ':00:00.000Z'",
  day: "substr(queued_at, 1, 10) || 'T00:00:00.000Z'",
  week: "date(queued_at, '-6 days', 'weekday 1') || 'T00:00:00.000Z'",
  month: "substr(queued_at, 1, 7) || '-01T00:00:00.000Z'",
}

const render = (granularity: Granularity) => `
  SELECT ${periods[granularity]} AS period, count(*) AS runs, sum(status = 'done') AS done, sum(status = 'error') AS failed,
    sum(total_tokens) AS tokens, total(cost_usd) AS costUsd, count(unixepoch(completed_at) + unixepoch(started_at)) AS timed,
    total(round(1000 * max(0, unixepoch(completed_at, 'subsec') - unixepoch(started_at, 'subsec')))) AS durationMs
  FROM runs
  WHERE organization_id = :organizationId AND queued_at >= :startDate AND queued_at < :endDate
    AND (:agentId IS NULL OR agent_id = :agentId)
  GROUP BY period ORDER BY period`

export function prepareMeasureRuns(db: DatabaseSync) {
  const statements = {
    hour: db.prepare(render('hour')),
    day: db.prepare(render('day')),
    week: db.prepare(render('week')),
    month: db.prepare(render('month')),
  }
  return ({ granularity, ...filter }: Parameters<Store['measureRuns']>[0]): RunBucket[] =>
    statements[granularity].all(filter).map((row) => ({ ...row }) as unknown as RunBucket)
}
