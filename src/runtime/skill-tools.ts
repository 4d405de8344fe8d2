// The tools load_skill and read_skill_file, which every run with skills has. A body reaches the model through these alone.
import { isPathInside } from '../core/check-path.ts'
import type { OpenCall } from '../core/run-state.ts'
import { loadSkill, readSkillFile } from '../core/own-tools.ts'
import type { Tool } from './define-tool.ts'
import { createOwnTool } from './own-tool.ts'
import { type ActiveRun, type RuntimeDeps, stamp } from './ports.ts'

type Refused = { readonly ok: false; readonly code: string; readonly message: string }
type SkillAnswer = { readonly ok: true; readonly output: string } | Refused

export const skillTools: readonly Tool[] = [createOwnTool(loadSkill), createOwnTool(readSkillFile)]

/** Characters of a file that the model is given at most. */
const MOST_CHARACTERS = 65_536

export async function callSkillTool(
  run: ActiveRun,
  { spanId, toolName, input }: OpenCall,
  { clock }: RuntimeDeps,
): Promise<SkillAnswer> {
  const { name, path = 'SKILL.md' } = input as { name: string; path?: string }
  const skill = run.state.provided?.skills.find((one) => one.name === name || one.id === name)
  if (!skill) {
    const names = run.state.provided?.skills.map((one) => one.name).join(', ') ?? ''
    return refuse('SKILL_NOT_FOUND', `there is no skill "${name}"; the skills are: ${names}`)
  }
  if (!isPathInside(path)) return refuse('PATH_DENIED', `"${path}" does not stay in the folder of the skill`)
  const folder = skill.relativePath.slice(0, -'SKILL.md'.length)
  const text = await run.context.readFile(skill.sourceId, folder + path.replace(/^(\.\/)+/, ''), MOST_CHARACTERS)
  if (text === 'denied') return refuse('PATH_DENIED', `"${path}" is a link that leaves the folder of the skill`)
  if (text === null) return refuse('DOCUMENT_NOT_FOUND', `the skill "${name}" has no file "${path}" that can be read`)
  if (toolName !== loadSkill.name) return { ok: true, output: text.content }
  const { id: skillId, description, version } = skill
  const data = {
    skillId,
    skillName: skill.name,
    ...(version !== undefined && { version }),
    description,
    stage: 'body' as const,
  }
  await run.append([{ type: 'skill.loaded', ...stamp(run, clock), spanId, data }])
  return { ok: true, output: text.content.replace(/^\uFEFF?---[ \t]*\r?\n[\s\S]*?\r?\n---[ \t]*\r?\n/, '').trim() }
}

function refuse(code: string, message: string): Refused {
  return { ok: false, code, message }
}
