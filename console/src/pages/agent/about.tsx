// What an agent is: its instructions, model, tools, context and limits.
import { Link } from '@tanstack/react-router'
import type { OutputFor } from 'errand/client'
import type { ReactNode } from 'react'
import { JsonView } from '../../components/json-view.tsx'
import { formatCount, formatDuration } from '../../lib/format.ts'

export type AgentDetail = OutputFor<'agent.get'>

const toolChoices = { auto: 'as the model decides', required: 'in every turn', none: 'none' } as const
/** Of calls that a crash left in doubt. */
const unknownOutcomes = { 'tell-model': 'the model is told', ask: 'a person is asked', fail: 'the run fails' } as const

function SpaceLink({ spaceId }: { spaceId: string }) {
  return (
    <Link to="/context/$spaceId" params={{ spaceId }} className="mr-3 underline">
      {spaceId}
    </Link>
  )
}

export function About({ agent }: { agent: AgentDetail }) {
  const facts: readonly (readonly [string, ReactNode])[] = [
    ['Model', `${agent.modelProvider === 'custom' ? '' : `${agent.modelProvider}/`}${agent.modelName}`],
    ['Result', agent.resultType],
    ['Turns', `at most ${agent.maxIterations}`],
    ['Time', `at most ${formatDuration(agent.timeoutMs)}`],
    ['Tokens', agent.maxTokensPerRun && `at most ${formatCount(agent.maxTokensPerRun)}`],
    ['Cost', agent.maxCostUsd && `at most $${agent.maxCostUsd}`],
    ['Tool calls', toolChoices[agent.toolChoice]],
    ['Unknown outcomes', unknownOutcomes[agent.onUnknown]],
    ['Context spaces', agent.contextSpaceIds?.map((spaceId) => <SpaceLink key={spaceId} spaceId={spaceId} />)],
    ['Revision', agent.publishedRevisionId ?? agent.latestRevisionId],
  ]
  return (
    <div tabIndex={0} role="group" aria-label="About the agent" className="min-h-0 flex-1 overflow-auto">
      <div className="mx-auto max-w-4xl space-y-6 p-4">
        {agent.description && <p className="text-base">{agent.description}</p>}
        <dl className="grid grid-cols-1 gap-x-8 gap-y-1.5 sm:grid-cols-2">
          {facts.map(
            ([name, value]) =>
              value !== undefined && (
                <div key={name} className="flex gap-3 border-b border-line/60 pb-1.5">
                  <dt className="w-36 shrink-0 text-muted">{name}</dt>
                  <dd className="min-w-0 break-words">{value}</dd>
                </div>
              ),
          )}
        </dl>
        <section>
          <h2 className="mb-1 font-semibold">Instructions</h2>
          <p className="rounded-lg border border-line bg-surface p-3 break-words whitespace-pre-wrap">
            {agent.systemPrompt || 'None.'}
          </p>
        </section>
        <section>
          <h2 className="mb-1 font-semibold">Tools</h2>
          {!agent.tools?.length && <p className="text-muted">It answers without tools.</p>}
          <ul className="divide-y divide-line/60">
            {agent.tools?.map((tool) => (
              <li key={tool.id} className="py-1.5">
                <code className="font-mono">{tool.name}</code>
                <p className="text-muted">{tool.description}</p>
              </li>
            ))}
          </ul>
        </section>
        {agent.inputSchema && <JsonView label="Input schema" value={agent.inputSchema} />}
        {agent.resultSchema && <JsonView label="Result schema" value={agent.resultSchema} />}
      </div>
    </div>
  )
}
