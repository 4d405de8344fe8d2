// Shows the text of a document as it was synced; the disk is not touched.
import { previewContextDocument } from '../contracts/context.previewDocument.ts'
import { isPathInside } from '../core/check-path.ts'
import { findContentType } from '../core/context-files.ts'
import { splitPath } from '../core/rank-chunks.ts'
import type { ContextSpaceRow } from '../store/context-verbs.ts'
import { implement } from './operation.ts'
import { requireSpace } from './require-space.ts'

const MOST_CHARACTERS = 65_536

export const preview = implement(previewContextDocument, {
  async run({ contextSpaceId, sourceId, path, skillId }, deps, fail) {
    const space = await requireSpace(contextSpaceId, deps, fail)
    const isNamed = skillId === undefined ? sourceId !== undefined && path !== undefined : path === undefined
    if (!isNamed) fail('INPUT_INVALID', { detail: 'Name a sourceId and a path, or a skillId alone.' })
    const skill = space.skills.find((one) => one.skillId === skillId)
    const place = skill ?? { sourceId: sourceId ?? '', relativePath: path ?? '' }
    const source = [...space.sources, ...space.skillSources].find(({ id }) => id === place.sourceId)
    const { relativePath } = place
    if (!isPathInside(relativePath) || isDenied(space, relativePath)) {
      fail('PATH_DENIED', { detail: `"${relativePath}" does not stay in its source.` })
    }
    const fileName = splitPath(relativePath).name
    if (skillId === undefined && findContentType(fileName) === null) {
      fail('PREVIEW_UNSUPPORTED', { detail: `"${fileName}" is not shown: .md, .txt, .json, .html and .pdf are.` })
    }
    const { organizationId } = space
    const found = await deps.store.getDocument({
      organizationId,
      contextSpaceId,
      sourceId: place.sourceId,
      path: relativePath,
      maxCharacters: MOST_CHARACTERS,
    })
    if (!source || !found) return fail('DOCUMENT_NOT_FOUND')
    const { contentType, content, isTruncated, sizeBytes } = found
    const named = { contextSpaceId, sourceId: source.id, sourceName: source.name, relativePath, fileName }
    return { ...named, contentType, content, isTruncated, sizeBytes }
  },
})

/** A link that leaves the source was noted when it was met. */
function isDenied({ problems }: ContextSpaceRow, path: string): boolean {
  return problems.some((problem) => problem.path === path && problem.code === 'PATH_DENIED')
}
