// How declared errors are provoked that no scenario is about: by code for every operation, or for one operation alone.
import type { Contract, ScenarioPlay } from '../../spec/contract.ts'
import { lookTool, storedAgent } from '../stored-agent.ts'

type Provocations = Readonly<Record<string, ScenarioPlay>>

/** The first example of the contract, with these fields instead. */
const byCode: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  RUN_NOT_FOUND: { runId: 'run_nowhere' },
  AGENT_NOT_FOUND: { agentId: 'nowhere' },
  CONTEXT_SPACE_NOT_FOUND: { contextSpaceId: 'nowhere' },
  TASK_NOT_FOUND: { name: 'nowhere' },
  SESSION_NOT_FOUND: { sessionId: 'nowhere' },
}

const situation = 'a stored agent with two revisions'

const byOperation: Readonly<Record<string, Provocations>> = {
  'agent.create': {
    TOOL_NOT_FOUND: { input: { ...storedAgent(), toolIds: ['nowhere'] } },
    CONTEXT_SPACE_NOT_FOUND: { input: { ...storedAgent(), contextSpaceIds: ['nowhere'] } },
    SCHEMA_UNSUPPORTED: { input: { ...storedAgent(), inputSchema: { type: 'thing' } } },
  },
  'agent.assignTool': {
    TOOL_NOT_FOUND: { situation, input: { agentId: '{agentId}', toolId: 'nowhere' } },
  },
  'agent.tool.create': {
    SCHEMA_UNSUPPORTED: { input: { ...lookTool, parametersSchema: { type: 'thing' } } },
  },
  'agent.tool.update': {
    SCHEMA_UNSUPPORTED: {
      situation: 'a stored tool',
      input: { toolId: '{toolId}', outputSchema: { $ref: 'https://example.com/schema' } },
    },
  },
  'agent.update': {
    TOOL_NOT_FOUND: { situation, input: { agentId: '{agentId}', toolIds: ['nowhere'] } },
    CONTEXT_SPACE_NOT_FOUND: { situation, input: { agentId: '{agentId}', contextSpaceIds: ['nowhere'] } },
    SCHEMA_UNSUPPORTED: { situation, input: { agentId: '{agentId}', inputSchema: { type: 'thing' } } },
  },
  'agent.run.execute': {
    REVISION_NOT_FOUND: { input: { agentId: 'echo', input: { message: 'Hello' }, revisionId: 'rev_nowhere' } },
    SESSION_BUSY: {
      situation: 'a session with an unfinished run',
      input: { agentId: 'echo', input: { message: 'Hello' }, sessionId: '{sessionId}', onBusy: 'reject' },
    },
  },
  'agent.run.fork': {
    AGENT_NOT_ACTIVE: { situation: 'a run whose agent is archived', input: { runId: '{runId}', at: 1 } },
    REVISION_NOT_FOUND: {
      situation: 'a run that has ended',
      input: { runId: '{runId}', at: 1, revisionId: 'rev_nowhere' },
    },
    CALL_NOT_FOUND: {
      situation: 'a run that has ended',
      input: { runId: '{runId}', at: 1, toolOutputs: { call_nowhere: 1 } },
    },
  },
  'agent.run.resolveApproval': {
    APPROVAL_NOT_FOUND: {
      situation: 'a run that waits for approval',
      input: { runId: '{runId}', approvalId: 'appr_nowhere', decision: 'approve' },
    },
  },
  'context.create': {
    CONTEXT_SPACE_EXISTS: { situation: 'a synced context space', input: { name: 'NOTES' } },
    SOURCE_KIND_UNSUPPORTED: { input: { name: 'Data', sources: [{ name: 'Data', kind: 'database' }] } },
  },
  'context.addDocument': {
    CONTEXT_SPACE_NOT_FOUND: { input: { contextSpaceId: 'nowhere', path: 'a.md', content: 'a' } },
    PATH_DENIED: {
      situation: 'a context space for documents',
      input: { contextSpaceId: '{contextSpaceId}', path: '../a.md', content: 'a' },
    },
    DOCUMENT_UNREADABLE: {
      situation: 'a context space for documents',
      input: { contextSpaceId: '{contextSpaceId}', path: 'a.png', content: 'a' },
    },
  },
  'context.removeDocument': {
    CONTEXT_SPACE_NOT_FOUND: { input: { contextSpaceId: 'nowhere', path: 'a.md' } },
    SOURCE_NOT_FOUND: {
      situation: 'a synced context space',
      input: { contextSpaceId: '{contextSpaceId}', path: 'a.md' },
    },
    DOCUMENT_NOT_FOUND: {
      situation: 'a context space for documents',
      input: { contextSpaceId: '{contextSpaceId}', path: 'nowhere.md' },
    },
  },
  'context.getSkill': {
    CONTEXT_SPACE_NOT_FOUND: { input: { contextSpaceId: 'nowhere', skillId: 'tea' } },
    DOCUMENT_NOT_FOUND: {
      situation: 'a synced context space',
      input: { contextSpaceId: '{contextSpaceId}', skillId: 'nowhere' },
    },
    PATH_DENIED: {
      situation: 'a context space with a skill',
      input: { contextSpaceId: '{contextSpaceId}', skillId: 'tea', path: '../x.md' },
    },
  },
  'context.search': {
    CONTEXT_SPACE_NOT_FOUND: { input: { query: 'tea', contextSpaceIds: ['nowhere'] } },
    AGENT_NOT_FOUND: { input: { query: 'tea', agentId: 'nowhere' } },
  },
  'context.previewDocument': {
    DOCUMENT_NOT_FOUND: {
      situation: 'a synced context space',
      input: { contextSpaceId: '{contextSpaceId}', sourceId: '{sourceId}', path: 'nowhere.md' },
    },
    PREVIEW_UNSUPPORTED: {
      situation: 'a synced context space',
      input: { contextSpaceId: '{contextSpaceId}', sourceId: '{sourceId}', path: '.env' },
    },
  },
  'tasks.preview': { TASK_NOT_FOUND: { input: { name: 'nowhere' } } },
  'store.backup': {
    BACKUP_NOT_WRITABLE: { situation: 'a folder with a file', input: { path: '{folder}/missing/copy.db' } },
  },
}

/** Errors that no call from outside meets, with the test that is about them. */
export const provokedElsewhere: Readonly<Record<string, readonly string[]>> = {
  SCHEDULE_RECURSION: ['tasks.run', 'tasks.trigger'], // inside of a firing: src/operations/tasks.firing.test.ts
}

export function findProvocation({ meta, acceptance }: Contract, code: string): ScenarioPlay | null {
  const own = byOperation[meta.key]?.[code]
  if (own) return own
  const changes = byCode[code]
  return changes ? { input: { ...(acceptance.examples[0]?.input as object), ...changes } } : null
}
