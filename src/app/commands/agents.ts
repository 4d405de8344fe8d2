// errand agents: which agents there are, and on which model each one runs.
import type { Command } from 'commander'
import { clip, renderTable } from '../terminal.ts'
import type { CommandContext, CommonOptions } from './command.ts'

export function addAgents(program: Command, context: CommandContext): void {
  program
    .command('agents')
    .description('list agents')
    .action(async (options: CommonOptions) => {
      const terminal = context.terminal(options)
      await using connection = await context.connect(options, 'agents')
      const { items } = await connection.client.call('agent.list', { limit: 500 })
      if (terminal.isJson) return items.forEach(terminal.writeJson)
      if (items.length === 0) return terminal.write('No agents yet. Make a project with: errand init\n')
      const rows = items.map((agent) => [
        agent.id,
        agent.status,
        agent.modelProvider === 'custom' ? agent.modelName : `${agent.modelProvider}/${agent.modelName}`,
        clip(agent.description ?? '', Math.max(20, terminal.columns - 50)),
      ])
      terminal.write(renderTable([['AGENT', 'STATUS', 'MODEL', 'DESCRIPTION'], ...rows]))
    })
}
