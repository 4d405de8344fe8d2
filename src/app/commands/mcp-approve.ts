// errand mcp approve: let agents have the tools that MCP servers changed since they were approved.
import type { Command } from 'commander'
import { ConfigError } from '../env.ts'
import { approvePending, DEFAULT_LOCK, describeChange, readMcpLock, writeMcpLock } from '../mcp/mcp-lock.ts'
import type { CommandContext, CommonOptions } from './command.ts'

interface Options extends CommonOptions {
  readonly lock?: string
}

export function addMcpApprove(parent: Command, context: CommandContext): void {
  parent
    .command('approve')
    .description('show how the tools of an MCP server changed, and approve them')
    .argument('[server]', 'its name in mcpTools; without it, what waits is shown')
    .option('--lock <file>', `default ${DEFAULT_LOCK}`)
    .action((server: string | undefined, { lock: path = DEFAULT_LOCK, ...options }: Options) => {
      const terminal = context.terminal(options)
      const lock = readMcpLock(path)
      if (server !== undefined && !lock[server]) {
        const known = Object.keys(lock).join(', ') || 'none'
        throw new ConfigError(`${path} knows no MCP server "${server}"; it knows: ${known}`)
      }
      let waiting = 0
      for (const [name, entry] of Object.entries(lock)) {
        if (server !== undefined && name !== server) continue
        waiting += Object.keys(entry.pending).length
        for (const tool of Object.keys(entry.pending)) {
          const isApproved = name === server
          const change = describeChange(entry, tool)
          if (terminal.isJson) terminal.writeJson({ server: name, tool, isApproved, change })
          else terminal.write(`${name}: ${change}\n`)
        }
        if (name === server) writeMcpLock(path, { ...lock, [name]: approvePending(entry) })
      }
      if (terminal.isJson) return
      if (waiting === 0) terminal.write('Nothing waits for approval.\n')
      else if (server === undefined) terminal.write('Approve with: errand mcp approve SERVER\n')
      else terminal.write('Approved. Restart what runs without them.\n')
    })
}
