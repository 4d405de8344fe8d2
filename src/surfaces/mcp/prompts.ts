// Prompts: queries that are one as well, and those that depend on data, which come from outside.
import type { GetPromptResult, Prompt } from '@modelcontextprotocol/server'
import type { Contract } from '../../spec/contract.ts'
import { listNames } from '../../spec/names.ts'
import { coerce, listFields } from '../input-fields.ts'
import type { McpPort } from './mcp-port.ts'
import { query } from './query.ts'

type Values = Readonly<Record<string, string>>

export interface McpPrompts {
  list(port: McpPort, signal: AbortSignal): Promise<Prompt[]>
  /** Null when there is no such prompt. */
  get(name: string, values: Values, port: McpPort, signal: AbortSignal): Promise<GetPromptResult | null>
}

/** The queries that are prompts, before `others`. */
export function addQueryPrompts(contracts: readonly Contract[], others: McpPrompts): McpPrompts {
  const contractsByName = new Map(
    contracts.filter(({ mcp }) => mcp?.isPrompt).map((contract) => [listNames(contract).mcp, contract]),
  )
  const own = [...contractsByName].map(([name, contract]) => renderPrompt(name, contract))
  return {
    list: async (port, signal) => [...own, ...(await others.list(port, signal))],
    async get(name, values, port, signal) {
      const contract = contractsByName.get(name)
      if (!contract) return others.get(name, values, port, signal)
      const fields = new Map(listFields(contract).map((field) => [field.name, field]))
      const entries = Object.entries(values).map(([field, text]) => [field, coerce(fields.get(field), [text])])
      const output = await query(contract, Object.fromEntries(entries), port, signal)
      const content = contract.mcp?.renderContent?.(output) ?? [{ type: 'text', text: JSON.stringify(output) }]
      return {
        description: contract.meta.description,
        messages: content.map((part) => ({ role: 'user', content: part })),
      }
    },
  }
}

function renderPrompt(name: string, contract: Contract): Prompt {
  const fields = listFields(contract).map(({ name: field, hint, isRequired }) => ({
    name: field,
    ...(hint !== '' && { description: hint }),
    required: isRequired,
  }))
  return { name, description: contract.meta.description, arguments: fields }
}
