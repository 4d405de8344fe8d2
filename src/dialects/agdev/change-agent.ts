// Changes an agent of the run API: agent.update with another input.
import { z } from 'zod'
import { updateAgent } from '../../contracts/agent.update.ts'
import type { rotateSecret } from '../../contracts/webhook.rotateSecret.ts'
import { Id } from '../../contracts/scalars.ts'
import { type AgentRow, renderAgentSummary } from '../../core/agent-row.ts'
import { reviseAgent } from '../../core/revise-agent.ts'
import { omitAbsent } from '../../core/run-row.ts'
import { setWebhook } from '../../operations/check-webhook.ts'
import { type CallDeps, implement, type Operation } from '../../operations/operation.ts'
import { refuseCode } from '../../operations/refuse-code.ts'
import { AgentPatch } from './agent-input.ts'
import { SavedAgent } from './create-agent.ts'
import type { Installation } from './installation.ts'
import { readDefinition, refuse } from './read-definition.ts'

/** `isShownOnce`: the answer may have a secret. */
export function implementChange(installation: Installation, isShownOnce: boolean): Operation {
  const io = { ...updateAgent.io, input: z.strictObject({ agentId: Id, patch: AgentPatch }), output: SavedAgent }
  return implement(
    { ...updateAgent, io, ...(isShownOnce && { isShownOnce }) },
    {
      async run({ agentId, patch: { rotateWebhookSecret = false, ...patch } }, deps, fail) {
        const { organizationId } = deps.principal
        const known = await deps.store.getAgent({ organizationId, agentId })
        if (!known || known.status === 'archived') return fail('AGENT_NOT_FOUND')
        const field = Object.keys(patch).find((name) => name !== 'webhookUrl')
        if (known.origin !== 'api' && field !== undefined) return refuseCode(known, field, fail)
        if (rotateWebhookSecret && !(patch.webhookUrl ?? known.webhookUrl)) {
          return refuse('/rotateWebhookSecret', 'the agent has no webhookUrl', fail)
        }
        const apply = await readDefinition(patch, known.definition, { installation, deps, fail })
        const { name, description } = patch
        const at = deps.now()
        const change = (agent: AgentRow) => {
          const definition = agent.origin === 'api' ? apply(agent.definition) : agent.definition
          return reviseAgent(agent, { ...omitAbsent({ name, description }), definition }, at)
        }
        const set = setWebhook(patch, deps, fail)
        const output = { agentId }
        const createRecord = (agent: AgentRow) =>
          deps.record({ resource: agentId, output, payload: renderAgentSummary(agent) })
        const { outcome } = await deps.store.changeAgent({ organizationId, agentId, change, ...set, createRecord })
        if (outcome !== 'changed' || !isShownOnce) return output
        const [webhook] = (await deps.store.listWebhooks({ organizationId, agentId, limit: 1, offset: 0 })).items
        if (!webhook) return output
        if (webhook.webhookId === set.webhook?.webhookId) return { ...output, webhookSecret: set.webhook.secret }
        return rotateWebhookSecret ? { ...output, webhookSecret: await rotate(webhook.webhookId, deps) } : output
      },
    },
  )
}

async function rotate(webhookId: string, deps: CallDeps): Promise<string> {
  const answer = await deps.call('webhook.rotateSecret', { webhookId }, null)
  if (!answer.ok) throw new Error(`the secret of webhook ${webhookId} could not be changed: ${answer.problem.detail}`)
  return (answer.output as z.infer<typeof rotateSecret.io.output>).secret
}
