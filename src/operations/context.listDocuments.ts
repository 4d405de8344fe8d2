// Lists what was read of a context space: documents that are searched, or skills.
import { listContextDocuments } from '../contracts/context.listDocuments.ts'
import { implement } from './operation.ts'
import { renderPage } from './render-page.ts'
import { renderDocument } from './render-space.ts'
import { requireSpace } from './require-space.ts'

export const listDocuments = implement(listContextDocuments, {
  async run({ contextSpaceId, sourceId = null, type, limit, offset }, deps, fail) {
    const space = await requireSpace(contextSpaceId, deps, fail)
    if (type === 'skill') {
      const skills = space.skills.filter((skill) => sourceId === null || skill.sourceId === sourceId)
      const items = skills.slice(offset, offset + limit)
      return renderPage({ items, total: skills.length }, offset, (skill) => skill)
    }
    const { organizationId } = space
    const page = await deps.store.listDocuments({ organizationId, contextSpaceId, sourceId, limit, offset })
    return renderPage(page, offset, renderDocument)
  },
})
