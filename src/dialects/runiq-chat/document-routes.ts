// GET {dashboardPath}/api/context-spaces/{id}/…: documents and skills of a space by source, and the text of one.
import { z } from 'zod'
import { getContextSpace } from '../../contracts/context.get.ts'
import { previewContextDocument } from '../../contracts/context.previewDocument.ts'
import type { ContextSource } from '../../contracts/context-space.ts'
import type { DialectAnswer, DialectRequest, DialectRoute } from '../../operations/dialect-route.ts'
import type { Answer } from '../../operations/operation.ts'
import { renderDocument } from '../../operations/render-space.ts'
import { describeSkill, describeSource } from './describe-space.ts'

/** Of a source with more documents, the first are listed; `documentCount` counts all. */
const MOST_DOCUMENTS = 1000

export function createDocumentRoutes(dashboardPath: string): DialectRoute[] {
  const read = (path: string, answer: DialectRoute['answer']): DialectRoute => ({
    method: 'GET',
    path: `${dashboardPath}/api/context-spaces/:contextSpaceId/${path}`,
    contract: path.endsWith('/preview') ? previewContextDocument : getContextSpace,
    isLong: false,
    answer,
  })
  return [
    read('source-documents', (request) => list(request, listSources)),
    read('source-documents/preview', async (request) => {
      const parsed = request.parse(z.strictObject({ sourceId: z.string(), path: z.string() }))
      return parsed.ok ? preview(request, parsed.input) : parsed
    }),
    read('skill-documents', (request) => list(request, async (space) => ({ skillSources: listSkills(space) }))),
    read('skill-documents/preview', async (request) => {
      const parsed = request.parse(z.strictObject({ skillId: z.string() }))
      return parsed.ok ? previewSkill(request, parsed.input.skillId) : parsed
    }),
  ]
}

type Space = z.infer<typeof getContextSpace.io.output>

async function list(
  request: DialectRequest,
  render: (space: Space, request: DialectRequest) => Promise<object>,
): Promise<DialectAnswer> {
  const parsed = request.parse(z.strictObject({}))
  if (!parsed.ok) return parsed
  const answer = await getSpace(request)
  if (!answer.ok) return answer
  const space = answer.output as Space
  return { ok: true, status: 200, body: { contextSpaceId: space.id, ...(await render(space, request)) } }
}

function getSpace({ call, params }: DialectRequest): Promise<Answer> {
  return call('context.get', { contextSpaceId: params['contextSpaceId'], includeSkills: true })
}

async function listSources({ sources, organizationId, id: contextSpaceId }: Space, { store }: DialectRequest) {
  const groups = sources.map(async (source) => {
    const page = { sourceId: source.id, limit: MOST_DOCUMENTS, offset: 0 }
    const { items, total } = await store.listDocuments({ organizationId, contextSpaceId, ...page })
    const documents = items.map((row) => {
      const { sourceId: _sourceId, ...document } = renderDocument(row)
      return document
    })
    return { ...nameGroup(source), documentCount: total, documents }
  })
  return { sourceGroups: await Promise.all(groups) }
}

function listSkills({ skillSources, skills = [] }: Space) {
  return skillSources.map((source) => {
    const own = skills.filter(({ sourceId }) => sourceId === source.id)
    return { ...nameGroup(source), skillCount: own.length, skills: own.map(describeSkill) }
  })
}

function nameGroup(source: ContextSource) {
  const { id: sourceId, name: sourceName, kind: provider, path } = describeSource(source)
  return { sourceId, sourceName, provider, path }
}

async function preview({ call, params }: DialectRequest, place: object, more: object = {}): Promise<DialectAnswer> {
  const answer = await call('context.previewDocument', { contextSpaceId: params['contextSpaceId'], ...place })
  return answer.ok ? { ok: true, status: 200, body: { ...(answer.output as object), ...more } } : answer
}

async function previewSkill(request: DialectRequest, skillId: string): Promise<DialectAnswer> {
  const answer = await getSpace(request)
  if (!answer.ok) return answer
  const skill = (answer.output as Space).skills?.find((one) => one.skillId === skillId)
  return preview(request, { skillId }, skill && describeSkill(skill))
}
