// Lists tasks of some hierarchies in order of their ids, each once.
import { listTasks } from '../contracts/tasks.list.ts'
import type { ListedItem } from '../contracts/task.ts'
import type { InputOf } from '../spec/contract.ts'
import type { ListedSchedule } from '../store/task-verbs.ts'
import { type CallDeps, implementStream } from './operation.ts'
import { describeField } from './refuse-input.ts'
import { renderListItem } from './render-task.ts'
import { resolveTargets } from './resolve-targets.ts'

const PAGE = 500

type Input = InputOf<typeof listTasks>

export const list = implementStream(listTasks, {
  begin(input, deps, fail) {
    const kinds = listKinds(input)
    if (kinds.length === 2) fail('INPUT_INVALID', describeField(`/${kinds[1]}`, `excludes ${kinds[0]}`))
    if (input.pending === true && input.exhausted === true) {
      fail('INPUT_INVALID', describeField('/exhausted', 'excludes pending'))
    }
    return resolveTargets(input.targets, deps, (detail) => fail('FORBIDDEN', { detail }))
  },

  async *items(input, { hierarchies, errors }, deps) {
    const now = deps.now()
    const shown = new Map<number, ListedSchedule>()
    for (const hierarchy of hierarchies) {
      for (const item of await readAll(hierarchy, input, deps, now)) shown.set(item.schedule.id, item)
    }
    const rows = [...shown.values()].sort((a, b) => a.schedule.id - b.schedule.id)
    const items: ListedItem[] = [...rows.map((row) => renderListItem(row, Date.parse(now))), ...errors]
    yield items
  },
})

function listKinds(input: Input): string[] {
  return (['oneshot', 'interval', 'cron'] as const).filter((kind) => input[kind] === true)
}

async function readAll(hierarchy: string, input: Input, deps: CallDeps, now: string): Promise<ListedSchedule[]> {
  const kinds = listKinds(input)
  const due = input.pending === true || input.exhausted === true ? { at: now, is: input.pending === true } : null
  const filter = {
    organizationId: deps.principal.organizationId,
    hierarchy,
    kind: kinds.length > 0 ? kinds : ['oneshot', 'interval', 'cron'],
    due,
  }
  const rows: ListedSchedule[] = []
  const count = input.count ?? Infinity
  for (let afterId = input.after_id ?? 0; rows.length < count;) {
    const limit = Math.min(PAGE, count - rows.length)
    const page = await deps.store.listSchedules({ ...filter, afterId, limit })
    rows.push(...page)
    const last = page.at(-1)
    if (!last || page.length < limit) break
    afterId = last.schedule.id
  }
  return rows
}
