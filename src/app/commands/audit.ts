// errand audit export: the whole audit as JSON lines, oldest first.
import type { Command } from 'commander'
import type { CommandContext, CommonOptions } from './command.ts'

interface ExportOptions extends CommonOptions {
  readonly after?: string
  readonly startDate?: string
  readonly endDate?: string
}

const PAGE = 500

const EXAMPLES = `
Examples:
  errand audit export > audit.jsonl
  errand audit export --after 1200 >> audit.jsonl      what was written since the row 1200
  errand audit export --jq 'select(.outcome == "denied")'`

export function addAudit(program: Command, context: CommandContext): void {
  program
    .command('audit')
    .description('who did what, and who tried what they may not')
    .addHelpText('after', EXAMPLES)
    .command('export')
    .description('write the audit as JSON lines, oldest first')
    .option('--after <id>', 'only rows with a greater id, e.g. the last one of an earlier export')
    .option('--start-date <moment>', 'only from this moment on, e.g. 2026-01-31T00:00:00Z')
    .option('--end-date <moment>', 'only before this moment')
    .addHelpText('after', EXAMPLES)
    .action(async ({ after, startDate, endDate, ...options }: ExportOptions) => {
      const terminal = context.terminal({ ...options, json: true })
      const dates = { ...(startDate !== undefined && { startDate }), ...(endDate !== undefined && { endDate }) }
      await context.withClient(options, 'data', async (client) => {
        for (let cursor = Number(after ?? 0); ;) {
          const { items, hasMore } = await client.call('audit.list', { ...dates, after: cursor, limit: PAGE })
          for (const item of items) terminal.writeJson(item)
          cursor = items.at(-1)?.id ?? cursor
          if (!hasMore) return
        }
      })
    })
}
