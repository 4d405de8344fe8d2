// Every contract of the product. A new operation is one line here and one in operations/index.ts.
import { assignTool } from './agent.assignTool.ts'
import { createAgent } from './agent.create.ts'
import { diffRevisions } from './agent.diffRevisions.ts'
import { getAgent } from './agent.get.ts'
import { listAgents } from './agent.list.ts'
import { listRevisions } from './agent.listRevisions.ts'
import { publishAgent } from './agent.publish.ts'
import { removeTool } from './agent.removeTool.ts'
import { cancelRun } from './agent.run.cancel.ts'
import { executeAgent } from './agent.run.execute.ts'
import { exportRun } from './agent.run.export.ts'
import { forkRun } from './agent.run.fork.ts'
import { getRun } from './agent.run.get.ts'
import { getRunEvents } from './agent.run.getEvents.ts'
import { getRunLogs } from './agent.run.getLogs.ts'
import { getRunMetrics } from './agent.run.getMetrics.ts'
import { getRunSteps } from './agent.run.getSteps.ts'
import { listRuns } from './agent.run.list.ts'
import { listApprovals } from './agent.run.listApprovals.ts'
import { replayRun } from './agent.run.replay.ts'
import { resolveApproval } from './agent.run.resolveApproval.ts'
import { settleTool } from './agent.run.settleTool.ts'
import { watchRuns } from './agent.run.watch.ts'
import { createTool } from './agent.tool.create.ts'
import { getTool } from './agent.tool.get.ts'
import { getToolMetrics } from './agent.tool.getMetrics.ts'
import { listTools } from './agent.tool.list.ts'
import { testTool } from './agent.tool.test-tool.ts'
import { updateTool } from './agent.tool.update.ts'
import { updateAgent } from './agent.update.ts'
import { listAudit } from './audit.list.ts'
import { addContextDocument } from './context.addDocument.ts'
import { createContextSpace } from './context.create.ts'
import { getContextSpace } from './context.get.ts'
import { getSkill } from './context.getSkill.ts'
import { listContextSpaces } from './context.list.ts'
import { listContextDocuments } from './context.listDocuments.ts'
import { previewContextDocument } from './context.previewDocument.ts'
import { removeContextDocument } from './context.removeDocument.ts'
import { searchContext } from './context.search.ts'
import { syncContextSpace } from './context.sync.ts'
import { getCredential } from './credential.get.ts'
import { createKey } from './key.create.ts'
import { listKeys } from './key.list.ts'
import { revokeKey } from './key.revoke.ts'
import { getSchema } from './operation.getSchema.ts'
import { listOperations } from './operation.list.ts'
import { getSession } from './session.get.ts'
import { listSessions } from './session.list.ts'
import { backUpStore } from './store.backup.ts'
import { deleteTask } from './tasks.delete.ts'
import { listTasks } from './tasks.list.ts'
import { readTaskLogs } from './tasks.logs.ts'
import { pauseTask } from './tasks.pause.ts'
import { previewTask } from './tasks.preview.ts'
import { resumeTask } from './tasks.resume.ts'
import { runTasks } from './tasks.run.ts'
import { scheduleTask } from './tasks.schedule.ts'
import { triggerTask } from './tasks.trigger.ts'
import { createWebhook } from './webhook.create.ts'
import { deleteWebhook } from './webhook.delete.ts'
import { getWebhook } from './webhook.get.ts'
import { listWebhooks } from './webhook.list.ts'
import { listDeliveries } from './webhook.listDeliveries.ts'
import { redeliver } from './webhook.redeliver.ts'
import { rotateSecret } from './webhook.rotateSecret.ts'
import { updateWebhook } from './webhook.update.ts'

export const contracts = {
  'agent.assignTool': assignTool,
  'agent.create': createAgent,
  'agent.diffRevisions': diffRevisions,
  'agent.get': getAgent,
  'agent.list': listAgents,
  'agent.listRevisions': listRevisions,
  'agent.publish': publishAgent,
  'agent.removeTool': removeTool,
  'agent.run.cancel': cancelRun,
  'agent.run.execute': executeAgent,
  'agent.run.export': exportRun,
  'agent.run.fork': forkRun,
  'agent.run.get': getRun,
  'agent.run.getEvents': getRunEvents,
  'agent.run.getLogs': getRunLogs,
  'agent.run.getMetrics': getRunMetrics,
  'agent.run.getSteps': getRunSteps,
  'agent.run.list': listRuns,
  'agent.run.listApprovals': listApprovals,
  'agent.run.replay': replayRun,
  'agent.run.resolveApproval': resolveApproval,
  'agent.run.settleTool': settleTool,
  'agent.run.watch': watchRuns,
  'agent.tool.create': createTool,
  'agent.tool.get': getTool,
  'agent.tool.getMetrics': getToolMetrics,
  'agent.tool.list': listTools,
  'agent.tool.test': testTool,
  'agent.tool.update': updateTool,
  'agent.update': updateAgent,
  'audit.list': listAudit,
  'context.addDocument': addContextDocument,
  'context.create': createContextSpace,
  'context.get': getContextSpace,
  'context.getSkill': getSkill,
  'context.list': listContextSpaces,
  'context.listDocuments': listContextDocuments,
  'context.previewDocument': previewContextDocument,
  'context.removeDocument': removeContextDocument,
  'context.search': searchContext,
  'context.sync': syncContextSpace,
  'credential.get': getCredential,
  'key.create': createKey,
  'key.list': listKeys,
  'key.revoke': revokeKey,
  'operation.getSchema': getSchema,
  'operation.list': listOperations,
  'session.get': getSession,
  'session.list': listSessions,
  'store.backup': backUpStore,
  'tasks.delete': deleteTask,
  'tasks.list': listTasks,
  'tasks.logs': readTaskLogs,
  'tasks.pause': pauseTask,
  'tasks.preview': previewTask,
  'tasks.resume': resumeTask,
  'tasks.run': runTasks,
  'tasks.schedule': scheduleTask,
  'tasks.trigger': triggerTask,
  'webhook.create': createWebhook,
  'webhook.delete': deleteWebhook,
  'webhook.get': getWebhook,
  'webhook.list': listWebhooks,
  'webhook.listDeliveries': listDeliveries,
  'webhook.redeliver': redeliver,
  'webhook.rotateSecret': rotateSecret,
  'webhook.update': updateWebhook,
} as const
export type Contracts = typeof contracts
