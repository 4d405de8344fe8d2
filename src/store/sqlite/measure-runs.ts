// Counts the runs of each period and group. The rows are folds of the logs, so nothing else is read.
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

const select = (isEnded: 0 | 1) => `
  SELECT queued_at, agent_id, model, status, total_tokens, cost_usd,
    CAST(round(1000 * max(0, unixepoch(completed_at, 'subsec') - unixepoch(started_at, 'subsec'))) AS INTEGER) AS duration
  FROM runs
  WHERE is_ended = ${isEnded} AND organization_id = :organizationId AND queued_at >= :startDate AND queued_at < :endDate
    AND (:agentId IS NULL OR agent_id = :agentId) AND (:model IS NULL OR model = :model)`

/** Runs that have ended, by far the most, are read from the index `runs_measured` alone. */
export const renderMeasure = (granularity: Granularity) => `
  SELECT ${periods[granularity]} AS period,
    CASE :groupBy WHEN 'agent' THEN agent_id WHEN 'model' THEN model ELSE '' END AS "group",
    count(*) AS runs, sum(status = 'done') AS done, sum(status = 'error') AS failed,
    sum(total_tokens) AS tokens, total(cost_usd) AS costUsd,
    json_group_array(duration) FILTER (WHERE duration IS NOT NULL) AS durations
  FROM (${select(1)} UNION ALL ${select(0)})
  GROUP BY period, "group" ORDER BY period, "group"`

export function prepareMeasureRuns(db: DatabaseSync) {
  const statements = {
    hour: db.prepare(renderMeasure('hour')),
    day: db.prepare(renderMeasure('day')),
    week: db.prepare(renderMeasure('week')),
    month: db.prepare(renderMeasure('month')),
  }
  return ({ granularity, ...filter }: Parameters<Store['measureRuns']>[0]): RunBucket[] =>
    statements[granularity].all(filter).map(({ durations, ...row }) => {
      const durationsMs = JSON.parse(String(durations)) as number[]
      return { ...row, durationsMs } as unknown as RunBucket
    })
}
