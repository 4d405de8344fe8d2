// errand mcp: the operations as an MCP server on standard input and output, for the process that has the data.
import type { Command } from 'commander'
import type { CommandContext, CommonOptions } from './command.ts'
import { addMcpApprove } from './mcp-approve.ts'

export function addMcp(program: Command, context: CommandContext): void {
  const parent = program
    .command('mcp')
    .description('serve MCP; approve tools of MCP servers')
    .addHelpText('after', EXAMPLES)
  addMcpApprove(parent, context)
  parent
    .command('serve', { isDefault: true })
    .description('serve MCP on standard input and output (the default)')
    .action(async (options: CommonOptions) => {
      const { serveMcp } = await import('../mcp/serve-stdio.ts')
      await serveMcp(options, context)
    })
}

const EXAMPLES = `
Examples:
  errand mcp --data ~/my-agents/.errand --agents ~/my-agents/agents
  ERRAND_URL=https://errand.example.com ERRAND_TOKEN=… errand mcp
  errand mcp approve            # what MCP servers changed of the tools that agents have
  errand mcp approve github     # let agents have them as they are now

Programs start the server themselves; docs/mcp.md shows how they are told to. It ends with its standard input. Runs in
progress go on for ERRAND_GRACE_MS (10 s); what is left resumes at the next start.`
