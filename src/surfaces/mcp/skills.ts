// MCP's skills extension (io.modelcontextprotocol/skills, SEP-2640): skills are listed with their files and digests, and
// their files are resources. Which skills there are comes from outside.
import { ProtocolError, ProtocolErrorCode, type ReadResourceResult, type Server } from '@modelcontextprotocol/server'
import { z } from 'zod'
import type { McpPort } from './mcp-port.ts'
import type { Resource } from './read-resource.ts'

export const SKILLS_EXTENSION = 'io.modelcontextprotocol/skills'

export interface McpSkill {
  /** Of its SKILL.md. */
  readonly uri: string
  readonly frontmatter: { readonly name: string; readonly description: string; readonly [field: string]: unknown }
  /** All its files; `dynamic` when one has no digest. */
  readonly resources: readonly { readonly uri: string; readonly digest: string; readonly size: number }[] | 'dynamic'
}

export interface McpSkills {
  list(port: McpPort, signal: AbortSignal): Promise<McpSkill[]>
  /** Null when there is no such skill. */
  get(uri: string, port: McpPort, signal: AbortSignal): Promise<McpSkill | null>
  /** Null when the URI is of no file of a skill. */
  read(uri: string, port: McpPort, signal: AbortSignal): Promise<ReadResourceResult['contents'] | null>
}

/** How long a host may go by what it was told. */
const CACHE = { resultType: 'complete', ttlMs: 60_000, cacheScope: 'private' } as const

type Guard = <T>(port: McpPort, answer: () => Promise<T>) => Promise<T>

export function addSkillMethods(server: Server, skills: McpSkills, port: McpPort, guard: Guard): void {
  const list = { params: z.looseObject({ cursor: z.string().optional() }).default({}) }
  server.setRequestHandler('skills/list', list, async (_params, { mcpReq }) =>
    guard(port, async () => ({ ...CACHE, skills: await skills.list(port, mcpReq.signal) })),
  )
  const get = { params: z.looseObject({ uri: z.string() }) }
  server.setRequestHandler('skills/get', get, async ({ uri }, { mcpReq }) =>
    guard(port, async () => {
      const skill = await skills.get(uri, port, mcpReq.signal)
      if (skill) return { ...CACHE, skill }
      throw new ProtocolError(ProtocolErrorCode.InvalidParams, `there is no skill "${uri}"`)
    }),
  )
}

/** For programs that know resources and not the extension. */
export async function listSkillResources(skills: McpSkills, port: McpPort, signal: AbortSignal): Promise<Resource[]> {
  return (await skills.list(port, signal)).map(({ uri, frontmatter: { name, description } }) => ({
    uri,
    name,
    description,
    mimeType: 'text/markdown',
  }))
}
