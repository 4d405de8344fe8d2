// The skills of one space: what each SKILL.md says, and which of them count when two have one id.
import type { ContextProblem, Skill } from '../contracts/context-space.ts'
import { omitAbsent } from './run-row.ts'

/** What the front matter of a SKILL.md says. */
export interface SkillHead {
  readonly skillId: string
  readonly name: string
  readonly description: string
  readonly version?: string
  readonly tags?: readonly string[]
}

export interface SkillFile {
  readonly sourceId: string
  /** Of the SKILL.md. */
  readonly relativePath: string
  readonly head: SkillHead
}

/** `files` in order of source and path: of two with one id the first counts. */
export function collectSkills(files: readonly SkillFile[]): { skills: Skill[]; problems: ContextProblem[] } {
  const skillsById = new Map<string, Skill>()
  const problems: ContextProblem[] = []
  for (const { sourceId, relativePath, head } of files) {
    const first = skillsById.get(head.skillId)
    if (first) {
      const message = `the skill "${head.skillId}" is in ${first.relativePath} too, which counts; give one of them an id of its own`
      problems.push({ path: relativePath, code: 'SKILL_DUPLICATE', message })
      continue
    }
    const { tags, ...rest } = head
    const place = { sourceId, relativePath, contentType: 'text/markdown', isPreviewSupported: true } as const
    skillsById.set(head.skillId, omitAbsent({ ...rest, tags: tags && [...tags], ...place }))
  }
  return { skills: [...skillsById.values()], problems }
}

/** As the Agent Skills format has it. */
export function isSkillName(name: string): boolean {
  return name.length <= 64 && /^[a-z0-9]+(-[a-z0-9]+)*$/.test(name)
}
