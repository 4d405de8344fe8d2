// errand agents: which agents there are, and on which model each one runs.
import type { Command } from 'commander'
import type { AgentSummary } from '../../contracts/agent.ts'
import { clip, renderTable } from '../terminal.ts'
import type { CommandContext, CommonOptions } from './command.ts'

export function addAgents(program: Command, context: CommandContext): void {
  program
    .command('agents')
    .description('list agents')
    .addHelpText('after', '\nExamples:\n  errand agents\n  errand agents --agents bots/ --jq .id')
    .action(async (options: CommonOptions) => {
      const terminal = context.terminal(options)
      await context.withClient(options, 'agents', async (client) => {
        const { items } = await client.call('agent.list', { limit: 500 })
        if (terminal.isJson) items.forEach(terminal.writeJson)
        else terminal.write(renderAgents(items, terminal.columns))
      })
    })
}

function renderAgents(agents: readonly AgentSummary[], columns: number): string {
  if (agents.length === 0) return 'No agents yet. Make a project with: errand init\n'
  const rows = agents.map((agent) => [
    agent.id,
    agent.status,
    agent.modelProvider === 'custom' ? agent.modelName : `${agent.modelProvider}/${agent.modelName}`,
    clip(agent.description ?? '', Math.max(20, columns - 50)),
  ])
  return renderTable([['AGENT', 'STATUS', 'MODEL', 'DESCRIPTION'], ...rows])
}
