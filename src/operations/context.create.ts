// Makes a context space of folders that callers may read. Nothing is read before context.sync.
import { createContextSpace } from '../contracts/context.create.ts'
import type { ContextSource, NewContextSource } from '../contracts/context-space.ts'
import { implement } from './operation.ts'

export const create = implement(createContextSpace, {
  async run({ name, description = null, sources = [], skillSources = [] }, deps, fail) {
    const { store, principal, spaces } = deps
    const id = deps.createSpaceId()
    const named = { sources: nameSources(sources, `${id}-s`), skillSources: nameSources(skillSources, `${id}-k`) }
    const ids = [...named.sources, ...named.skillSources].map((source) => source.id)
    const twice = ids.find((sourceId, index) => ids.indexOf(sourceId) !== index)
    if (twice !== undefined) fail('INPUT_INVALID', { detail: `Two sources have the id "${twice}".` })
    for (const field of ['sources', 'skillSources'] as const) {
      for (const [index, source] of named[field].entries()) {
        const fault = await spaces.findFault(source, field === 'sources' ? 'source' : 'skill')
        if (fault) fail(fault.code, { detail: `/${field}/${index}: ${fault.message}.` })
      }
    }
    const output = { id, name }
    const { outcome } = await store.createContextSpace({
      space: { id, organizationId: principal.organizationId, name, description, origin: 'api', ...named },
      at: deps.now(),
      record: deps.record({ resource: id, output }),
    })
    if (outcome === 'name-taken') {
      fail('CONTEXT_SPACE_EXISTS', { detail: `A context space is called "${name}"; choose another name.` })
    }
    return output
  },
})

function nameSources(sources: readonly NewContextSource[], prefix: string): ContextSource[] {
  return sources.map((source, index) => ({ ...source, id: source.id ?? `${prefix}${index + 1}` }))
}
