// The skills of context spaces for MCP: skill://SPACE/NAME/SKILL.md, or skill://SPACE/ID/NAME/SKILL.md where id and name differ.
import { z } from 'zod'
import { contracts } from '../contracts/index.ts'
import type { Skill } from '../contracts/context-space.ts'
import { findContentType } from '../core/context-files.ts'
import { splitPath } from '../core/rank-chunks.ts'
import { isSkillName } from '../core/skill-set.ts'
import type { McpPort } from '../surfaces/mcp/mcp-port.ts'
import { ProblemAnswer, query } from '../surfaces/mcp/query.ts'
import type { McpSkill, McpSkills } from '../surfaces/mcp/skills.ts'

export const contextSkills: McpSkills = {
  async list(port, signal) {
    const { items } = await query(contracts['context.list'], { limit: 500 }, port, signal)
    const spaces = items.filter(({ skillCount }) => skillCount > 0)
    const found = await Promise.all(spaces.map(({ id }) => listSkills(id, port, signal)))
    const entries = found.flat().map((one) => getEntry(one, port, signal))
    return Promise.all(entries)
  },
  async get(uri, port, signal) {
    const found = await findSkill(uri, port, signal)
    return found?.path === 'SKILL.md' ? getEntry(found, port, signal) : null
  },
  async read(uri, port, signal) {
    const found = await findSkill(uri, port, signal)
    if (!found) return null
    const { contextSpaceId, skill, path } = found
    const input = { contextSpaceId, skillId: skill.skillId, path }
    const answer = await orNull(query(contracts['context.getSkill'], input, port, signal))
    if (answer?.content === undefined) return null
    return [{ uri, mimeType: findContentType(splitPath(path).name) ?? 'text/plain', text: answer.content }]
  },
}

interface Found {
  readonly contextSpaceId: string
  readonly skill: Skill
}

/** Those whose names other programs take. */
async function listSkills(contextSpaceId: string, port: McpPort, signal: AbortSignal): Promise<Found[]> {
  const input = { contextSpaceId, includeSkills: true }
  const space = await orNull(query(contracts['context.get'], input, port, signal))
  return (space?.skills ?? []).filter(({ name }) => isSkillName(name)).map((skill) => ({ contextSpaceId, skill }))
}

async function findSkill(uri: string, port: McpPort, signal: AbortSignal): Promise<(Found & { path: string }) | null> {
  const [, authority = ''] = /^skill:\/\/([^/]+)\/./.exec(uri) ?? []
  const contextSpaceId = decode(authority)
  if (!contextSpaceId) return null
  const roots = (await listSkills(contextSpaceId, port, signal)).map((found) => ({ ...found, root: nameRoot(found) }))
  const own = roots.filter(({ root }) => uri.startsWith(`${root}/`))
  const [longest] = own.toSorted((a, b) => b.root.length - a.root.length)
  const path = longest ? decode(uri.slice(longest.root.length + 1)) : null
  return longest && path !== null ? { ...longest, path } : null
}

function decode(text: string): string | null {
  try {
    return decodeURIComponent(text)
  } catch (error) {
    if (error instanceof URIError) return null
    throw error
  }
}

function nameRoot({ contextSpaceId, skill: { skillId, name } }: Found): string {
  const segments = skillId === name ? [contextSpaceId, name] : [contextSpaceId, skillId, name]
  return `skill://${segments.map(encodeURIComponent).join('/')}`
}

const FrontMatter = z.looseObject({ name: z.string(), description: z.string() })

async function getEntry(found: Found, port: McpPort, signal: AbortSignal): Promise<McpSkill> {
  const { contextSpaceId, skill } = found
  const input = { contextSpaceId, skillId: skill.skillId }
  const { frontmatter, files } = await query(contracts['context.getSkill'], input, port, signal)
  const root = nameRoot(found)
  const resources = files.flatMap(({ path, sizeBytes, sha256 }) => {
    const uri = `${root}/${path.split('/').map(encodeURIComponent).join('/')}`
    return sha256 === undefined ? [] : [{ uri, digest: `sha256:${sha256}`, size: sizeBytes }]
  })
  return {
    uri: `${root}/SKILL.md`,
    frontmatter: FrontMatter.parse(frontmatter),
    resources: resources.length === files.length ? resources : 'dynamic',
  }
}

/** Null for what is not there, or may not be asked for so. */
async function orNull<T>(answer: Promise<T>): Promise<T | null> {
  try {
    return await answer
  } catch (error) {
    if (error instanceof ProblemAnswer && [400, 404, 422].includes(error.problem.status)) return null
    throw error
  }
}
