// The built-in tools that an installation offers to agents made through the API, by name.
import type { ToolCategory } from '../contracts/enums.ts'
import type { ToolRow } from '../core/tool-row.ts'
import type { Tool } from '../runtime/define-tool.ts'
import { calculator } from './calculator.ts'
import { clock } from './clock.ts'
import type { Folders } from './folders.ts'
import { httpRequest } from './http-request.ts'
import { readFile } from './read-file.ts'
import { runJavascript } from './run-javascript.ts'
import { searchFiles } from './search-files.ts'
import { webFetch } from './web-fetch.ts'
import { writeFile } from './write-file.ts'

export interface BuiltIn {
  readonly tool: Tool
  readonly category: ToolCategory
  /** The folders are the operator's: agents of other tenants do not get the tool. */
  readonly isOfOperator: boolean
}

interface Settings {
  readonly readFolders: Folders
  readonly writeFolders: Folders
}

const creators = {
  calculator: () => offer(calculator(), 'computation'),
  clock: () => offer(clock(), 'utility'),
  run_javascript: () => offer(runJavascript(), 'computation'),
  web_fetch: () => offer(webFetch(), 'retrieval'),
  http_request: () => offer(httpRequest(), 'integration'),
  read_file: ({ readFolders }: Settings) => offer(readFile({ folders: readFolders }), 'retrieval', true),
  search_files: ({ readFolders }: Settings) => offer(searchFiles({ folders: readFolders }), 'retrieval', true),
  write_file: ({ writeFolders }: Settings) => offer(writeFile({ folders: writeFolders }), 'utility', true),
} satisfies Record<string, (settings: Settings) => BuiltIn>

export type BuiltInName = keyof typeof creators
export const builtInNames = Object.keys(creators) as readonly BuiltInName[]

/** Throws when a file tool has no folders. */
export function createBuiltIn(name: BuiltInName, settings: Settings): BuiltIn {
  return creators[name](settings)
}

function offer(tool: Tool, category: ToolCategory, isOfOperator = false): BuiltIn {
  return { tool, category, isOfOperator }
}

/** As lists of tools show it: older than every tool that somebody made. */
export function renderBuiltIn({ tool, category }: BuiltIn, organizationId: string): ToolRow {
  const { name, description, inputSchema, effect, timeoutMs } = tool.definition
  const at = new Date(0).toISOString()
  return {
    id: name,
    organizationId,
    name,
    slug: name,
    description,
    category,
    status: 'active',
    createdAt: at,
    updatedAt: at,
    definition: {
      parametersSchema: inputSchema,
      implementationType: 'function',
      implementationConfig: { builtIn: name },
      timeoutMs,
      effect,
      tags: [],
    },
  }
}
