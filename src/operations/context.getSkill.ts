// Shows a skill with its files, and the text of one of them.
import { getSkill } from '../contracts/context.getSkill.ts'
import { isPathInside } from '../core/check-path.ts'
import { readFrontMatter } from '../spaces/parse-skill.ts'
import { MOST_BYTES } from '../spaces/read-files.ts'
import type { FileState } from '../store/context-verbs.ts'
import { type CallDeps, implement } from './operation.ts'
import { requireSpace } from './require-space.ts'

export const showSkill = implement(getSkill, {
  async run({ contextSpaceId, skillId, path }, deps, fail) {
    const space = await requireSpace(contextSpaceId, deps, fail)
    const skill = space.skills.find((one) => one.skillId === skillId)
    if (!skill) return fail('DOCUMENT_NOT_FOUND', { detail: `There is no skill "${skillId}".` })
    if (path !== undefined && !isPathInside(path)) {
      fail('PATH_DENIED', { detail: `"${path}" does not stay in the folder of the skill.` })
    }
    const { organizationId } = space
    const source = { organizationId, contextSpaceId, sourceId: skill.sourceId }
    const folder = skill.relativePath.slice(0, -'SKILL.md'.length)
    const read = async (name: string) => {
      const found = await deps.store.getDocument({ ...source, path: folder + name, maxCharacters: MOST_BYTES })
      return found?.content ?? fail('DOCUMENT_NOT_FOUND', { detail: `The skill has no file "${name}" that is text.` })
    }
    const frontmatter = readFrontMatter(await read('SKILL.md'))
    const files = (await listBelow(folder, source, deps)).map(({ path: full, sizeBytes, hash }) => {
      const isRead = /^[0-9a-f]{64}$/.test(hash)
      return { path: full.slice(folder.length), sizeBytes, ...(isRead && { sha256: hash }) }
    })
    return { ...skill, frontmatter, files, ...(path !== undefined && { content: await read(path) }) }
  },
})

const STATES_AT_ONCE = 500

async function listBelow(
  folder: string,
  source: { organizationId: string; contextSpaceId: string; sourceId: string },
  { store }: CallDeps,
): Promise<FileState[]> {
  const below: FileState[] = []
  let after: string | null = folder === '' ? null : folder
  for (;;) {
    const states: FileState[] = await store.listFileStates({ ...source, after, limit: STATES_AT_ONCE })
    const own = states.filter(({ path }) => path.startsWith(folder) && path !== '.')
    below.push(...own)
    after = states.at(-1)?.path ?? null
    if (states.length < STATES_AT_ONCE || own.length === 0) return below
  }
}
