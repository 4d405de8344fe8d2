// A SKILL.md: YAML front matter between `---` lines, then a Markdown body. A bad one is a problem, never a throw.
import { parse } from 'yaml'
import { z } from 'zod'
import { JsonObject } from '../contracts/scalars.ts'
import { isSkillName, type SkillHead } from '../core/skill-set.ts'

export interface ParsedSkill {
  /** Null: the skill cannot be used. */
  readonly head: SkillHead | null
  /** Null: nothing is wrong with it. */
  readonly problem: string | null
}

const Text = z.union([z.string(), z.number()]).transform(String)
const Optional = { version: Text.optional(), tags: z.array(Text).optional(), id: Text.optional() }
const Head = z.looseObject({
  name: z.string().min(1),
  description: z.string().trim().min(1).max(1024),
  license: z.unknown().optional(),
  compatibility: z.string().max(500).optional(),
  metadata: z.looseObject(Optional).optional(),
  ...Optional,
})

const FRONT_MATTER = /^\uFEFF?---[ \t]*\r?\n([\s\S]*?)\r?\n---[ \t]*(?:\r?\n([\s\S]*))?$/

/** What stands between the `---` lines of a skill that can be used. */
export function readFrontMatter(text: string): JsonObject {
  const data: unknown = parse(FRONT_MATTER.exec(text)?.[1] ?? '')
  return JsonObject.catch({}).parse(JSON.parse(JSON.stringify(data ?? {})))
}

/** `folder`: name of the folder that holds the file. */
export function parseSkill(text: string, folder: string): ParsedSkill {
  const [, front, body = ''] = FRONT_MATTER.exec(text) ?? []
  if (front === undefined) return refuse('it does not begin with YAML front matter between --- lines')
  if (body.trim() === '') return refuse('it has no text after its front matter')
  let data: unknown
  try {
    data = parse(front)
  } catch (error) {
    return refuse(
      `its front matter is not YAML: ${error instanceof Error ? error.message.split('\n')[0] : String(error)}`,
    )
  }
  const parsed = Head.safeParse(data)
  if (!parsed.success) return refuse(`its front matter: ${z.prettifyError(parsed.error).replaceAll('\n', ' ')}`)
  const { name, description, metadata = {} } = parsed.data
  const version = parsed.data.version ?? metadata.version
  const tags = parsed.data.tags ?? metadata.tags
  const skillId = parsed.data.id ?? metadata.id ?? name
  const head = { skillId, name, description, ...(version !== undefined && { version }), ...(tags && { tags }) }
  return { head, problem: findNameFault(name, folder) }
}

/** The skill of another name works, but other programs may not take it. */
function findNameFault(name: string, folder: string): string | null {
  if (!isSkillName(name)) {
    return `its name "${name}" is not 1 to 64 lower-case letters, digits and single hyphens`
  }
  return name === folder ? null : `its name "${name}" is not that of its folder, "${folder}"`
}

function refuse(problem: string): ParsedSkill {
  return { head: null, problem }
}
