// Reads what changed in the sources of a context space.
import { syncContextSpace } from '../contracts/context.sync.ts'
import { implement } from './operation.ts'
import { requireSpace } from './require-space.ts'

export const sync = implement(syncContextSpace, {
  async run({ contextSpaceId, sourceId = null }, deps, fail) {
    const { organizationId, sources, skillSources } = await requireSpace(contextSpaceId, deps, fail)
    if (sourceId !== null && ![...sources, ...skillSources].some(({ id }) => id === sourceId)) {
      fail('INPUT_INVALID', { detail: `/sourceId: the context space has no source "${sourceId}".` })
    }
    const report = await deps.spaces.sync({ organizationId, contextSpaceId, sourceId })
    if (!report) return fail('CONTEXT_SPACE_NOT_FOUND')
    const output = { contextSpaceId, ...report, problems: [...report.problems] }
    await deps.store.recordCommand({ record: deps.record({ resource: contextSpaceId, output }), emissions: [] })
    return output
  },
})
