// Takes a document that was put into a context space out again.
import { removeContextDocument } from '../contracts/context.removeDocument.ts'
import { implement } from './operation.ts'
import { requireSpace, requireUploads } from './require-space.ts'

export const removeDocument = implement(removeContextDocument, {
  async run({ contextSpaceId, sourceId: named, path }, deps, fail) {
    const space = await requireSpace(contextSpaceId, deps, fail)
    const sourceId = requireUploads(space, named, fail)
    const key = { organizationId: space.organizationId, contextSpaceId, sourceId }
    if (!(await deps.spaces.removeDocument({ ...key, path }))) {
      fail('DOCUMENT_NOT_FOUND', { detail: `There is no document "${path}".` })
    }
    const output = { contextSpaceId, sourceId, relativePath: path }
    await deps.store.recordCommand({ record: deps.record({ resource: contextSpaceId, output }), emissions: [] })
    return output
  },
})
