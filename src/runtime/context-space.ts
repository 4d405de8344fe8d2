// contextSpace: folders that agents of code may read, under one id.
import { resolve } from 'node:path'
import { z } from 'zod'
import { Slug } from '../contracts/agent.ts'
import type { ContextSource } from '../contracts/context-space.ts'
import { Name } from '../contracts/scalars.ts'

export interface ContextSpaceOptions {
  /** Lower-case words joined by `-`. */
  readonly id: string
  /** Default: the id. */
  readonly name?: string
  readonly description?: string
  /** Folders with documents; a relative path is taken from the current folder. */
  readonly folders?: readonly string[]
  /** Folders with skills: in each, a folder with a SKILL.md is a skill. */
  readonly skills?: readonly string[]
}

/** Folders that agents may read, as loaded code names them. */
export interface CodeSpace {
  readonly kind: 'errand.contextSpace'
  readonly id: string
  readonly name: string
  readonly description: string | null
  readonly sources: readonly ContextSource[]
  readonly skillSources: readonly ContextSource[]
}

const Folders = z.array(z.string().min(1)).max(50).default([])
const Options = z.strictObject({
  id: Slug,
  name: Name.optional(),
  description: z.string().max(1000).optional(),
  folders: Folders,
  skills: Folders,
})

/** Throws an Error that names the space and the fault. The folders are read when the agents are served or run. */
export function contextSpace(options: ContextSpaceOptions): CodeSpace {
  const parsed = Options.safeParse(options)
  if (!parsed.success) throw new Error(`context space ${JSON.stringify(options.id)}: ${z.prettifyError(parsed.error)}`)
  const { id, name = id, description = null, folders, skills } = parsed.data
  const sources = nameFolders(folders, `${id}-s`)
  return { kind: 'errand.contextSpace', id, name, description, sources, skillSources: nameFolders(skills, `${id}-k`) }
}

function nameFolders(folders: readonly string[], prefix: string): ContextSource[] {
  return folders.map((folder, index) => {
    const path = resolve(folder)
    const name = path.split(/[/\\]/).at(-1) ?? ''
    return {
      id: `${prefix}${index + 1}`,
      name: name === '' ? prefix : name.slice(0, 100),
      kind: 'local_file_system',
      path,
    }
  })
}
