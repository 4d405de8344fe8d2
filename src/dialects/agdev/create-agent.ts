// Makes an agent of the run API: agent.create with another input. It is active at once.
import { z } from 'zod'
import { createAgent } from '../../contracts/agent.create.ts'
import { Id } from '../../contracts/scalars.ts'
import { renderAgentSummary } from '../../core/agent-row.ts'
import { blankDefinition } from '../../core/define-stored-agent.ts'
import { createAgentRow } from '../../core/new-agent.ts'
import { setWebhook } from '../../operations/check-webhook.ts'
import { implement, type Operation } from '../../operations/operation.ts'
import { AgentInput } from './agent-input.ts'
import type { Installation } from './installation.ts'
import { listSlugs } from './list-slugs.ts'
import { readDefinition } from './read-definition.ts'

/** `webhookSecret`: of a webhook that has just got it. */
export const SavedAgent = z.strictObject({ agentId: Id, webhookSecret: z.string().optional() })
export type SavedAgent = z.infer<typeof SavedAgent>

const blank = { ...blankDefinition, resultType: 'document' } as const

/** `isShownOnce`: the answer will have a secret. */
export function implementCreate(installation: Installation, isShownOnce: boolean): Operation {
  const io = { ...createAgent.io, input: AgentInput, output: SavedAgent }
  return implement(
    { ...createAgent, io, ...(isShownOnce && { isShownOnce }) },
    {
      async run(input, deps, fail) {
        const { organizationId } = deps.principal
        const apply = await readDefinition(input, blank, { installation, deps, fail })
        const definition = apply(blank)
        const webhook = setWebhook(input, deps, fail)
        for (const slug of listSlugs(input.name ?? deps.createRunId().slice(-12))) {
          const { name = `Agent ${slug.slice(0, 8)}`, description = null } = input
          const facts = { organizationId, slug, name, description, status: 'active', tags: [], definition } as const
          const agent = createAgentRow(facts, deps.now())
          const output = { agentId: agent.id }
          const record = deps.record({ resource: agent.id, output, payload: renderAgentSummary(agent) })
          const { outcome } = await deps.store.createAgent({ agent, ...webhook, record })
          if (outcome !== 'slug-taken')
            return { ...output, ...(isShownOnce && { webhookSecret: webhook.webhook?.secret }) }
        }
        return fail('SLUG_EXISTS', { detail: `Too many agents are called "${input.name}"; choose another name.` })
      },
    },
  )
}
