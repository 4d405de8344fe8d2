// Queries as MCP resources: which there are, and reading one by its URI.
import { type ReadResourceResult, ResourceNotFoundError, type ResourceTemplateType } from '@modelcontextprotocol/server'
import type { Contract } from '../../spec/contract.ts'
import type { McpPort } from './mcp-port.ts'
import { ProblemAnswer, query } from './query.ts'

export interface Resource {
  readonly uri: string
  readonly name: string
  readonly description: string
  readonly mimeType?: string
}

const JSON_TYPE = 'application/json'

export function listTemplates(contracts: readonly Contract[]): ResourceTemplateType[] {
  return listResourceContracts(contracts)
    .filter(({ uri }) => uri.includes('{'))
    .map(({ contract, uri, name }) => ({ uriTemplate: uri, name, ...describe(contract) }))
}

/** Resources without parameters, and those that queries list. */
export async function listResources(
  contracts: readonly Contract[],
  port: McpPort,
  signal: AbortSignal,
): Promise<Resource[]> {
  const fixed = listResourceContracts(contracts)
    .filter(({ uri }) => !uri.includes('{'))
    .map(({ contract, uri, name }) => ({ uri, name, ...describe(contract) }))
  const listed = contracts
    .filter(({ mcp }) => mcp && 'listResources' in mcp)
    .map(async (contract) => {
      const output = await query(contract, {}, port, signal)
      return (contract.mcp?.listResources?.(output) ?? []).map((resource) => ({ ...resource, ...describe(contract) }))
    })
  return [...fixed, ...(await Promise.all(listed)).flat()]
}

/** Throws a `ResourceNotFoundError` when no query has the URI, or its query knows nothing of it. */
export async function readResource(
  uri: string,
  contracts: readonly Contract[],
  port: McpPort,
  signal: AbortSignal,
): Promise<ReadResourceResult> {
  for (const { contract, uri: template } of listResourceContracts(contracts)) {
    const input = matchUri(template, uri)
    if (!input) continue
    const output = await query(contract, input, port, signal).catch((error: unknown) => {
      if (error instanceof ProblemAnswer && error.problem.status === 404) throw new ResourceNotFoundError(uri)
      throw error
    })
    return { contents: renderContents(contract, uri, output) }
  }
  throw new ResourceNotFoundError(uri)
}

function renderContents(contract: Contract, uri: string, output: unknown): ReadResourceResult['contents'] {
  const content = contract.mcp?.renderContent?.(output)
  if (!content) return [{ uri, mimeType: JSON_TYPE, text: JSON.stringify(output) }]
  return content.map((part) => {
    if (part.type === 'text') return { uri, mimeType: 'text/plain', text: part.text }
    return part.type === 'resource' ? part.resource : { uri, mimeType: part.mimeType, blob: part.data }
  })
}

/** The type of content of its own is not known before. */
function describe({ meta, mcp }: Contract): { description: string; mimeType?: string } {
  return { description: meta.description, ...(mcp && 'renderContent' in mcp ? {} : { mimeType: JSON_TYPE }) }
}

function listResourceContracts(contracts: readonly Contract[]) {
  return contracts.flatMap((contract) => {
    const resource = contract.mcp?.resource
    return resource ? [{ contract, ...resource }] : []
  })
}

/** The parameters of a URI that fits the template, else null. */
function matchUri(template: string, uri: string): Record<string, string> | null {
  const pattern = template.replaceAll(/[.*+?^$()|[\]\\]/g, String.raw`\$&`).replaceAll(/\{(\w+)\}/g, '(?<$1>[^/?#]+)')
  const match = new RegExp(`^${pattern}$`).exec(uri)
  if (!match) return null
  try {
    return Object.fromEntries(
      Object.entries(match.groups ?? {}).map(([name, text]) => [name, decodeURIComponent(text)]),
    )
  } catch (error) {
    if (error instanceof URIError) return null
    throw error
  }
}
