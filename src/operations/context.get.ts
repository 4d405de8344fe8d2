// Shows a context space with what could not be read of it.
import { getContextSpace } from '../contracts/context.get.ts'
import { implement } from './operation.ts'
import { renderSpace } from './render-space.ts'
import { requireSpace } from './require-space.ts'

export const get = implement(getContextSpace, {
  async run({ contextSpaceId, includeSkills = false }, deps, fail) {
    const space = await requireSpace(contextSpaceId, deps, fail)
    const syncing = deps.spaces.getProgress(space.organizationId, space.id)
    return {
      ...renderSpace(space),
      ...(syncing && { syncing: { ...syncing } }),
      ...(includeSkills && { skills: [...space.skills] }),
    }
  },
})
