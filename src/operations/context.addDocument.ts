// Puts a document into a context space; what was under its path before is replaced.
import { addContextDocument } from '../contracts/context.addDocument.ts'
import { isPathInside } from '../core/check-path.ts'
import { implement } from './operation.ts'
import { renderDocument } from './render-space.ts'
import { requireSpace, requireUploads } from './require-space.ts'

export const addDocument = implement(addContextDocument, {
  async run({ contextSpaceId, sourceId: named, path, content, contentBase64 }, deps, fail) {
    const space = await requireSpace(contextSpaceId, deps, fail)
    const sourceId = requireUploads(space, named, fail)
    if (!isPathInside(path)) fail('PATH_DENIED', { detail: `"${path}" is not a relative path.` })
    if ((content === undefined) === (contentBase64 === undefined)) {
      fail('INPUT_INVALID', { detail: 'Give content or contentBase64, and not both.' })
    }
    const bytes = content === undefined ? Buffer.from(contentBase64 ?? '', 'base64') : Buffer.from(content)
    const key = { organizationId: space.organizationId, contextSpaceId, sourceId }
    const added = await deps.spaces.addDocument({ ...key, path, bytes })
    if (added.outcome === 'unreadable') return fail('DOCUMENT_UNREADABLE', { detail: `${path}: ${added.message}.` })
    const { contentType } = added
    const output = { contextSpaceId, ...renderDocument({ sourceId, path, contentType, sizeBytes: bytes.length }) }
    await deps.store.recordCommand({ record: deps.record({ resource: contextSpaceId, output }), emissions: [] })
    return output
  },
})
