// Every operation of the product. A new one is one line here and one in contracts/index.ts.
import * as agentAssignTool from './agent.assignTool.ts'
import * as agentCreate from './agent.create.ts'
import * as agentDiffRevisions from './agent.diffRevisions.ts'
import * as agentGet from './agent.get.ts'
import * as agentList from './agent.list.ts'
import * as agentListRevisions from './agent.listRevisions.ts'
import * as agentPublish from './agent.publish.ts'
import * as agentRemoveTool from './agent.removeTool.ts'
import * as runCancel from './agent.run.cancel.ts'
import * as runExecute from './agent.run.execute.ts'
import * as runExport from './agent.run.export.ts'
import * as runFork from './agent.run.fork.ts'
import * as runGet from './agent.run.get.ts'
import * as runGetEvents from './agent.run.getEvents.ts'
import * as runGetLogs from './agent.run.getLogs.ts'
import * as runGetMetrics from './agent.run.getMetrics.ts'
import * as runGetSteps from './agent.run.getSteps.ts'
import * as runList from './agent.run.list.ts'
import * as runListApprovals from './agent.run.listApprovals.ts'
import * as runReplay from './agent.run.replay.ts'
import * as runResolveApproval from './agent.run.resolveApproval.ts'
import * as runSettleTool from './agent.run.settleTool.ts'
import * as runWatch from './agent.run.watch.ts'
import * as toolCreate from './agent.tool.create.ts'
import * as toolGet from './agent.tool.get.ts'
import * as toolGetMetrics from './agent.tool.getMetrics.ts'
import * as toolList from './agent.tool.list.ts'
import * as toolTest from './agent.tool.test-tool.ts'
import * as toolUpdate from './agent.tool.update.ts'
import * as agentUpdate from './agent.update.ts'
import * as auditList from './audit.list.ts'
import * as contextAddDocument from './context.addDocument.ts'
import * as contextCreate from './context.create.ts'
import * as contextGet from './context.get.ts'
import * as contextGetSkill from './context.getSkill.ts'
import * as contextList from './context.list.ts'
import * as contextListDocuments from './context.listDocuments.ts'
import * as contextPreviewDocument from './context.previewDocument.ts'
import * as contextRemoveDocument from './context.removeDocument.ts'
import * as contextSearch from './context.search.ts'
import * as contextSync from './context.sync.ts'
import * as credentialGet from './credential.get.ts'
import * as keyCreate from './key.create.ts'
import * as keyList from './key.list.ts'
import * as keyRevoke from './key.revoke.ts'
import * as operationGetSchema from './operation.getSchema.ts'
import * as operationList from './operation.list.ts'
import * as sessionGet from './session.get.ts'
import * as sessionList from './session.list.ts'
import * as storeBackup from './store.backup.ts'
import * as tasksDelete from './tasks.delete.ts'
import * as tasksList from './tasks.list.ts'
import * as tasksLogs from './tasks.logs.ts'
import * as tasksPause from './tasks.pause.ts'
import * as tasksPreview from './tasks.preview.ts'
import * as tasksResume from './tasks.resume.ts'
import * as tasksRun from './tasks.run.ts'
import * as tasksSchedule from './tasks.schedule.ts'
import * as tasksTrigger from './tasks.trigger.ts'
import * as webhookCreate from './webhook.create.ts'
import * as webhookDelete from './webhook.delete.ts'
import * as webhookGet from './webhook.get.ts'
import * as webhookList from './webhook.list.ts'
import * as webhookListDeliveries from './webhook.listDeliveries.ts'
import * as webhookRedeliver from './webhook.redeliver.ts'
import * as webhookRotateSecret from './webhook.rotateSecret.ts'
import * as webhookUpdate from './webhook.update.ts'
import type { Operation } from './operation.ts'

export const operations: readonly Operation[] = [
  agentAssignTool.assign,
  agentCreate.create,
  agentDiffRevisions.diff,
  agentGet.get,
  agentList.list,
  agentListRevisions.list,
  agentPublish.publish,
  agentRemoveTool.remove,
  runCancel.cancel,
  runExecute.execute,
  runExport.exported,
  runFork.fork,
  runGet.get,
  runGetEvents.getEvents,
  runGetLogs.getLogs,
  runGetMetrics.getMetrics,
  runGetSteps.getSteps,
  runList.list,
  runListApprovals.listPending,
  runReplay.replay,
  runResolveApproval.resolve,
  runSettleTool.settle,
  runWatch.watch,
  toolCreate.create,
  toolGet.get,
  toolGetMetrics.getMetrics,
  toolList.list,
  toolTest.test,
  toolUpdate.update,
  agentUpdate.update,
  auditList.list,
  contextAddDocument.addDocument,
  contextCreate.create,
  contextGet.get,
  contextGetSkill.showSkill,
  contextList.list,
  contextListDocuments.listDocuments,
  contextPreviewDocument.preview,
  contextRemoveDocument.removeDocument,
  contextSearch.search,
  contextSync.sync,
  credentialGet.get,
  keyCreate.create,
  keyList.list,
  keyRevoke.revoke,
  operationGetSchema.readSchema,
  operationList.list,
  sessionGet.get,
  sessionList.list,
  storeBackup.backUp,
  tasksDelete.remove,
  tasksList.list,
  tasksLogs.logs,
  tasksPause.pause,
  tasksPreview.preview,
  tasksResume.resume,
  tasksRun.run,
  tasksSchedule.schedule,
  tasksTrigger.trigger,
  webhookCreate.create,
  webhookDelete.remove,
  webhookGet.get,
  webhookList.list,
  webhookListDeliveries.list,
  webhookRedeliver.again,
  webhookRotateSecret.rotate,
  webhookUpdate.update,
]
