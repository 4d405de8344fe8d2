// A contract as an MCP tool: name, schemas and hints.
import type { Tool } from '@modelcontextprotocol/server'
import type { Contract } from '../../spec/contract.ts'
import { type JsonSchema, renderJsonSchema } from '../../spec/json-schema.ts'
import { listNames } from '../../spec/names.ts'

export function renderTool(contract: Contract): Tool {
  const { kind, meta, io, isIdempotent, mcp } = contract
  const field = findStreamField(contract)
  const hint = field === null ? '' : ` With ${field}: true it answers at the end, and tells of progress until then.`
  const isQuery = kind === 'query'
  return {
    name: listNames(contract).mcp,
    description: `${meta.description} ${meta.goal}${hint}`,
    inputSchema: { ...renderJsonSchema(io.input, 'input'), type: 'object' },
    ...renderOutputSchema(contract),
    annotations: {
      readOnlyHint: isQuery,
      destructiveHint: !isQuery && (mcp?.isDestructive ?? true),
      idempotentHint: isIdempotent,
      ...(isQuery && { openWorldHint: false }),
    },
  }
}

/** The input field that asks for a stream; null when the contract has none. */
export function findStreamField({ stream }: Contract): string | null {
  return stream && 'input' in stream.on ? stream.on.input : null
}

/** A streamed call answers with what HTTP sends as headers, and `end`, the last thing of its stream. */
export function renderStreamedOutput({ stream }: Contract, output: unknown, end: unknown): Record<string, unknown> {
  const fields = Object.values(stream?.headers ?? {})
  const named = fields.map((field) => [field, (output as Record<string, unknown>)[field]])
  return { ...Object.fromEntries(named), end }
}

/** None for an output that is no object: MCP has no other structured content. */
function renderOutputSchema(contract: Contract): { outputSchema?: Tool['outputSchema'] } {
  const schema = renderJsonSchema(contract.io.output, 'output')
  if (schema['type'] !== 'object') return {}
  const whole = { ...schema, type: 'object' as const }
  if (findStreamField(contract) === null) return { outputSchema: whole }
  const end = { type: 'object', description: 'The last event of the stream.' } satisfies JsonSchema
  const properties = { ...(schema['properties'] as JsonSchema), end }
  return { outputSchema: { ...whole, properties, required: Object.values(contract.stream?.headers ?? {}) } }
}
