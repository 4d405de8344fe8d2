// Context spaces, sources and skills in the words of the dialect: values that are missing are null.
import type { ContextSource, Skill } from '../../contracts/context-space.ts'
import { toPascalCase } from './chat-event.ts'

interface Described {
  readonly id: string
  readonly name: string
  readonly description: string | null
}

export function describeSpace({ id, name, description }: Described): Described {
  return { id, name, description }
}

export function describeSource({ id, name, kind, description, path, bucketName, prefix }: ContextSource) {
  return {
    id,
    name,
    kind: toPascalCase(kind),
    description: description ?? null,
    path: path ?? null,
    bucketName: bucketName ?? null,
    prefix: prefix ?? null,
  }
}

export function describeSkill({ skillId, name, description, version, tags, ...place }: Skill) {
  return { skillId, name, description, version: version ?? null, tags: tags ?? [], ...place }
}
