// Compares two revisions of an agent, in the names that its settings have on the wire.
import { diffRevisions } from '../contracts/agent.diffRevisions.ts'
import { renderDefinition } from '../core/agent-row.ts'
import { diffSettings } from '../core/revise-agent.ts'
import { implement } from './operation.ts'

export const diff = implement(diffRevisions, {
  async run(input, { store, principal }, fail) {
    const { organizationId } = principal
    const { agentId } = input
    if (!(await store.getAgent({ organizationId, agentId }))) return fail('AGENT_NOT_FOUND')
    const read = async (revisionId: string) => {
      const definition = await store.getRevision({ organizationId, agentId, revisionId })
      if (!definition) return fail('REVISION_NOT_FOUND', { detail: `"${revisionId}" is no revision of "${agentId}".` })
      return renderDefinition(definition)
    }
    const [from, to] = await Promise.all([read(input.from), read(input.to)])
    return { from, to, diff: diffSettings(from, to) }
  },
})
