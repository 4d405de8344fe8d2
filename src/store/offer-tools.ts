// The store with the tools that the installation offers to every tenant beside those that are stored. They cannot be changed,
// and their ids cannot be taken; a stored tool that has the id of one already stays what it is.
import type { ToolRow } from '../core/tool-row.ts'
import type { Store } from './store.ts'
import type { ToolFilter } from './tool-verbs.ts'

export function offerTools(store: Store, listOffered: (organizationId: string) => readonly ToolRow[]): Store {
  return {
    ...store,
    async createTool(params) {
      const isTaken = listOffered(params.tool.organizationId).some(({ id }) => id === params.tool.id)
      return isTaken ? { outcome: 'slug-taken' } : store.createTool(params)
    },
    async getTools({ organizationId, toolIds }) {
      const rows = [...(await store.getTools({ organizationId, toolIds })), ...listOffered(organizationId)]
      return toolIds.flatMap((toolId) => rows.find(({ id }) => id === toolId) ?? [])
    },
    async listTools(params) {
      const { organizationId, limit, offset } = params
      const { items, total } = await store.listTools(params)
      const all = listOffered(organizationId)
      const stored = await store.getTools({ organizationId, toolIds: all.map(({ id }) => id) })
      const offered = all.filter((tool) => stored.every(({ id }) => id !== tool.id) && fits(tool, params))
      const from = Math.max(0, offset - total)
      return { items: [...items, ...offered.slice(from, from + limit - items.length)], total: total + offered.length }
    },
  }
}

function fits({ name, description, ...tool }: ToolRow, { category, status, search }: ToolFilter): boolean {
  const isFound = search === null || `${name} ${description}`.toLowerCase().includes(search.toLowerCase())
  return isFound && (category === null || tool.category === category) && (status === null || tool.status === status)
}
