// context.getSkill: shows a skill with its files, and the text of one of them.
import { z } from 'zod'
import { defineQuery } from '../spec/define.ts'
import { contextSpaceId, Skill } from './context-space.ts'
import { owners } from './emissions.ts'
import { CONTEXT_SPACE_NOT_FOUND, DOCUMENT_NOT_FOUND, PATH_DENIED } from './errors.ts'
import { Count, Id, JsonObject } from './scalars.ts'

export const getSkill = defineQuery({
  meta: {
    key: 'context.getSkill',
    version: '1.0.0',
    stability: 'stable',
    owners,
    tags: ['context', 'getSkill'],
    description: 'Shows a skill with its files, and the text of one of them.',
    goal: 'Give a skill to another program.',
    context: 'As it was synced. Files that are no text are listed, and their content is not kept.',
  },
  io: {
    inputName: 'GetSkillInput',
    outputName: 'GetSkillOutput',
    input: z.strictObject({
      organizationId: Id.optional(),
      ...contextSpaceId,
      skillId: Id,
      /** Of a file of the skill, relative to its folder: its whole text is `content`. */
      path: z.string().min(1).max(1000).optional(),
    }),
    output: Skill.extend({
      /** All that stands between the --- lines of its SKILL.md. */
      frontmatter: JsonObject,
      /** In order of path, which is relative to the folder of the skill. No digest: the file could not be read. */
      files: z.array(z.strictObject({ path: z.string(), sizeBytes: Count, sha256: z.string().optional() })),
      content: z.string().optional(),
    }),
    errors: { CONTEXT_SPACE_NOT_FOUND, DOCUMENT_NOT_FOUND, PATH_DENIED },
  },
  policy: { auth: 'user', scopes: ['read'] },
  acceptance: {
    scenarios: [],
    examples: [
      {
        key: 'get-skill',
        input: { contextSpaceId: 'space-123', skillId: 'tea' },
        output: {
          skillId: 'tea',
          name: 'tea',
          description: 'Brews tea',
          sourceId: 'space-123-k1',
          relativePath: 'tea/SKILL.md',
          contentType: 'text/markdown',
          isPreviewSupported: true,
          frontmatter: { name: 'tea', description: 'Brews tea', license: 'MIT' },
          files: [{ path: 'SKILL.md', sizeBytes: 80 }],
        },
      },
    ],
  },
  http: { method: 'GET', path: '/v1/context-spaces/{contextSpaceId}/skills/{skillId}' },
  cli: { positionals: ['contextSpaceId', 'skillId', 'path'] },
})
