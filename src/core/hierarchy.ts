// Paths of agent instances (`agent_instance_hierarchy`): where a run stands below the way in through which it came.
import type { OriginKind } from '../contracts/enums.ts'

/** Longest segment of a path, in characters. */
const MAX_SEGMENT = 128

/** The path of a caller that names none. */
export function getRootHierarchy(origin: OriginKind): string {
  return origin === 'cli' || origin === 'mcp' ? origin : 'api'
}

/** The path of a run below its caller's: one segment longer. */
export function extendHierarchy(path: string, agentId: string, runId: string): string {
  return `${path}/${agentId.slice(0, MAX_SEGMENT - 1 - runId.length)}-${runId}`
}

/** Whether a path is `root` or below it, segment by segment; no character is special. */
export function isWithin(path: string, root: string): boolean {
  return path === root || path.startsWith(`${root}/`)
}
