// Lists the operations that are served here, also those that users wrote.
import { listOperations } from '../contracts/operation.list.ts'
import type { Contract } from '../spec/contract.ts'
import { implement } from './operation.ts'
import { renderPage } from './render-page.ts'

export const list = implement(listOperations, {
  async run({ search = '', limit, offset }, { contractsByKey }) {
    const word = search.toLowerCase()
    const found = [...contractsByKey.values()]
      .filter(({ meta }) => `${meta.key}\n${meta.description}`.toLowerCase().includes(word))
      .sort((a, b) => (a.meta.key < b.meta.key ? -1 : 1))
    return renderPage({ items: found.slice(offset, offset + limit), total: found.length }, offset, renderOperation)
  },
})

function renderOperation({ meta, kind, policy, http, sideEffects, io, acceptance }: Contract) {
  const { owners: _owners, tags: _tags, ...told } = meta
  return {
    ...told,
    kind,
    scopes: [...policy.scopes],
    method: http.method,
    path: http.path,
    emits: sideEffects.emits.map((emission) => emission.key),
    errors: Object.entries(io.errors).map(([code, error]) => ({ code, http: error.http, when: error.when })),
    examples: acceptance.examples.map(({ key: name, input, output }) => ({ key: name, input, output })),
  }
}
