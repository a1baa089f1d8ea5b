import * as z from 'zod'
import { Id } from '../ids.ts'
import { createApiKey, revokeApiKey } from './access/api-keys.ts'
import { addMember, removeMember, updateMember } from './access/members.ts'
import { createWorkspace, updateWorkspace } from './access/workspace.ts'
import { createAgent } from './agent/create.ts'
import { deleteAgent } from './agent/delete.ts'
import { updateAgent } from './agent/update.ts'
import { abandonAgentRun } from './agent-run/abandon.ts'
import { answerAgentRun } from './agent-run/answer.ts'
import { cancelAgentRun } from './agent-run/cancel.ts'
import { createAgentRun } from './agent-run/create.ts'
import { endAgentRun } from './agent-run/end.ts'
import { waitAgentRun } from './agent-run/wait.ts'
import { answerApproval } from './approval/answer.ts'
import { cancelApproval } from './approval/cancel.ts'
import { abandonApproval, expireApproval, remindApproval } from './approval/pass-time.ts'
import { requestApproval } from './approval/request.ts'
import { endRun } from './automation/end-run.ts'
import { sendEvent } from './automation/events.ts'
import { pausePlaybook, pauseRule, resumePlaybook, resumeRule } from './automation/pause.ts'
import { deployPlaybooks, removePlaybook, runPlaybook, updatePlaybook } from './automation/playbooks.ts'
import { replayEvent } from './automation/replay-event.ts'
import { retryRun } from './automation/retry-run.ts'
import { createRule, deleteRule, runRule, updateRule } from './automation/rules.ts'
import { cancelRun } from './automation/runs.ts'
import { throttleAutomation } from './automation/throttle.ts'
import { makeWebhookSecret, receiveWebhook, rotateWebhookSecret } from './automation/webhooks.ts'
import { attachChanges } from './change-set/attach.ts'
import { detachChanges } from './change-set/detach.ts'
import { createComment, deleteComment, importComment, updateComment } from './comment/commands.ts'
import { completeCycle } from './cycle/complete.ts'
import { createCycle } from './cycle/create.ts'
import { deleteCycle } from './cycle/delete.ts'
import { startCycle } from './cycle/start.ts'
import { updateCycle } from './cycle/update.ts'
import type { CommandDefinition } from './definition.ts'
import { openConflict, resolveConflict, settleConflict } from './integration/conflicts.ts'
import {
  deleteConnection,
  disconnectConnection,
  pauseConnection,
  resumeConnection,
} from './integration/connection-state.ts'
import { recoverConnection, reportTrouble } from './integration/connection-trouble.ts'
import { createConnection, replaceCredentials, updateConnection } from './integration/connections.ts'
import { emitExternal } from './integration/emit.ts'
import { createMapping, deleteMapping, updateMapping } from './integration/mappings.ts'
import { reportCall } from './integration/report-call.ts'
import { allowTool, removeTool, reportToolChange } from './integration/tools.ts'
import { removeUserLink, setUserLink } from './integration/user-links.ts'
import { exportLearning } from './learning/export.ts'
import { createMilestone } from './milestone/create.ts'
import { deleteMilestone } from './milestone/delete.ts'
import { completeMilestone, reopenMilestone } from './milestone/reach.ts'
import { updateMilestone } from './milestone/update.ts'
import { deleteModelBudget } from './model-budget/delete.ts'
import { setModelBudget } from './model-budget/set.ts'
import { tellModelBudget } from './model-budget/tell.ts'
import { markNotification, setNotificationPreferences } from './notification/own.ts'
import { sendNotification } from './notification/send.ts'
import { createCustomField, deleteCustomField, updateCustomField } from './organize/custom-fields.ts'
import { createState, deleteState, updateState } from './organize/states.ts'
import { createTag, deleteTag, updateTag } from './organize/tags.ts'
import { createDelivery, pingWebhookEndpoint, redeliver } from './outgoing/deliveries.ts'
import { disableWebhookEndpoint, rotateEndpointSecret, tellFailingEndpoint } from './outgoing/endpoint-state.ts'
import { createWebhookEndpoint, deleteWebhookEndpoint, updateWebhookEndpoint } from './outgoing/endpoints.ts'
import { applyPatchCommand } from './patch/apply.ts'
import { expirePatch } from './patch/expire.ts'
import { createPatchPolicy, deletePatchPolicy, updatePatchPolicy } from './patch/policies.ts'
import { proposePatch } from './patch/propose.ts'
import { reviewPatch } from './patch/review.ts'
import { undoPatch } from './patch/undo.ts'
import { withdrawPatch } from './patch/withdraw.ts'
import { createPreference } from './preference/create.ts'
import { deletePreference } from './preference/delete.ts'
import { learnPreferences } from './preference/learn.ts'
import { sharePreference } from './preference/share.ts'
import { updatePreference } from './preference/update.ts'
import { archiveProject, unarchiveProject } from './project/archive.ts'
import { createProject } from './project/create.ts'
import { deleteProject } from './project/delete.ts'
import { removeProjectMember, setProjectMember } from './project/members.ts'
import { updateProject } from './project/update.ts'
import { backfillSchedule, triggerSchedule } from './schedule/backfill.ts'
import { fireSchedule } from './schedule/fire.ts'
import { pauseSchedule, resumeSchedule } from './schedule/pause.ts'
import { changeOccurrence } from './series/change-occurrence.ts'
import { createSeries } from './series/create.ts'
import { endSeries } from './series/end.ts'
import { moveOccurrence } from './series/move.ts'
import { occurSeries } from './series/occur.ts'
import { pauseSeries, resumeSeries } from './series/pause.ts'
import { skipOccurrence } from './series/skip.ts'
import { stallSeries } from './series/stall.ts'
import { updateSeries } from './series/update.ts'
import { dismissSuggestion } from './suggestion/dismiss.ts'
import { restoreSuggestion } from './suggestion/restore.ts'
import { archiveTask, unarchiveTask } from './task/archive.ts'
import { createTask } from './task/create.ts'
import { deleteTask } from './task/delete.ts'
import { createTaskRelation, deleteTaskRelation } from './task/relate.ts'
import { updateTask } from './task/update.ts'
import { addTaskLink } from './task-link/add.ts'
import { createPullRequest } from './task-link/create-pull-request.ts'
import { observeTaskLink } from './task-link/observe.ts'
import { removeTaskLink } from './task-link/remove.ts'
import { reportLinkError } from './task-link/report-error.ts'
import { updateTaskLink } from './task-link/update.ts'
import { applyTemplate } from './template/apply.ts'
import { createTemplate } from './template/create.ts'
import { createTemplateFromProject } from './template/create-from-project.ts'
import { deleteTemplate } from './template/delete.ts'
import { undoApplyTemplate } from './template/undo-apply.ts'
import { updateTemplate } from './template/update.ts'
import { createTimeEntry } from './time-entry/create.ts'
import { deleteTimeEntry } from './time-entry/delete.ts'
import { importTimeEntry } from './time-entry/import.ts'
import { startTimeEntry } from './time-entry/start.ts'
import { stopTimeEntry } from './time-entry/stop.ts'
import { updateTimeEntry } from './time-entry/update.ts'

const definitions = [
  createWorkspace,
  updateWorkspace,
  addMember,
  updateMember,
  removeMember,
  createProject,
  updateProject,
  archiveProject,
  unarchiveProject,
  deleteProject,
  setProjectMember,
  removeProjectMember,
  createTask,
  updateTask,
  archiveTask,
  unarchiveTask,
  deleteTask,
  createTaskRelation,
  deleteTaskRelation,
  addTaskLink,
  updateTaskLink,
  removeTaskLink,
  observeTaskLink,
  reportLinkError,
  createPullRequest,
  attachChanges,
  detachChanges,
  createComment,
  importComment,
  updateComment,
  deleteComment,
  startTimeEntry,
  stopTimeEntry,
  createTimeEntry,
  importTimeEntry,
  updateTimeEntry,
  deleteTimeEntry,
  createCycle,
  updateCycle,
  startCycle,
  completeCycle,
  deleteCycle,
  createMilestone,
  updateMilestone,
  completeMilestone,
  reopenMilestone,
  deleteMilestone,
  createTag,
  updateTag,
  deleteTag,
  createState,
  updateState,
  deleteState,
  createCustomField,
  updateCustomField,
  deleteCustomField,
  createApiKey,
  revokeApiKey,
  createSeries,
  updateSeries,
  skipOccurrence,
  moveOccurrence,
  changeOccurrence,
  pauseSeries,
  resumeSeries,
  endSeries,
  occurSeries,
  stallSeries,
  createTemplate,
  updateTemplate,
  deleteTemplate,
  createTemplateFromProject,
  applyTemplate,
  undoApplyTemplate,
  createRule,
  updateRule,
  pauseRule,
  resumeRule,
  deleteRule,
  runRule,
  deployPlaybooks,
  updatePlaybook,
  pausePlaybook,
  resumePlaybook,
  removePlaybook,
  runPlaybook,
  makeWebhookSecret,
  rotateWebhookSecret,
  receiveWebhook,
  sendEvent,
  cancelRun,
  retryRun,
  replayEvent,
  endRun,
  throttleAutomation,
  requestApproval,
  answerApproval,
  cancelApproval,
  expireApproval,
  remindApproval,
  abandonApproval,
  proposePatch,
  reviewPatch,
  applyPatchCommand,
  undoPatch,
  withdrawPatch,
  expirePatch,
  createPatchPolicy,
  updatePatchPolicy,
  deletePatchPolicy,
  setModelBudget,
  deleteModelBudget,
  tellModelBudget,
  fireSchedule,
  pauseSchedule,
  resumeSchedule,
  backfillSchedule,
  triggerSchedule,
  createWebhookEndpoint,
  updateWebhookEndpoint,
  deleteWebhookEndpoint,
  rotateEndpointSecret,
  disableWebhookEndpoint,
  tellFailingEndpoint,
  pingWebhookEndpoint,
  createDelivery,
  redeliver,
  createConnection,
  updateConnection,
  replaceCredentials,
  pauseConnection,
  resumeConnection,
  disconnectConnection,
  deleteConnection,
  reportTrouble,
  recoverConnection,
  reportCall,
  emitExternal,
  allowTool,
  removeTool,
  reportToolChange,
  setUserLink,
  removeUserLink,
  createMapping,
  updateMapping,
  deleteMapping,
  openConflict,
  settleConflict,
  resolveConflict,
  dismissSuggestion,
  restoreSuggestion,
  sendNotification,
  markNotification,
  setNotificationPreferences,
  createPreference,
  updatePreference,
  sharePreference,
  deletePreference,
  learnPreferences,
  exportLearning,
  createAgent,
  updateAgent,
  deleteAgent,
  createAgentRun,
  answerAgentRun,
  cancelAgentRun,
  abandonAgentRun,
  waitAgentRun,
  endAgentRun,
] as const

type Definition = (typeof definitions)[number]
export type CommandType = Definition['type']
type DefinitionOf<T extends CommandType> = Extract<Definition, { type: T }>

/** Every command, by its type. */
export const commandCatalogue = Object.fromEntries(definitions.map((definition) => [definition.type, definition])) as {
  [T in CommandType]: DefinitionOf<T>
}

/** What a caller writes as the data of a command. */
export type CommandInput<T extends CommandType> = z.input<DefinitionOf<T>['data']>

/** A command: an id of the caller's own (UUIDv7), what to do, and with what. The same id never has a second effect. */
export type Command = {
  [T in CommandType]: { readonly id: string; readonly type: T; readonly data: CommandInput<T> }
}[CommandType]

/** The outer shape of a command; its data is parsed by the definition that `type` names. */
export const CommandEnvelope = z.strictObject({
  id: Id,
  type: z.enum(definitions.map((definition) => definition.type) as [CommandType, ...CommandType[]]),
  data: z.unknown(),
})

export const definitionOf = (type: CommandType): CommandDefinition =>
  commandCatalogue[type] as unknown as CommandDefinition
