import type { Route } from '../http/route.ts'
import { createApiKey } from './api-keys/create.ts'
import { revokeApiKey } from './api-keys/delete.ts'
import { getApiKey } from './api-keys/get.ts'
import { listApiKeys } from './api-keys/list.ts'
import { answerApproval } from './approvals/answer.ts'
import { cancelApproval } from './approvals/cancel.ts'
import { requestApproval } from './approvals/create.ts'
import { getApproval } from './approvals/get.ts'
import { getApprovalLink } from './approvals/link.ts'
import { listApprovals } from './approvals/list.ts'
import { getFlow } from './automations/get-flow.ts'
import { executeCommands } from './commands/execute.ts'
import { createComment } from './comments/create.ts'
import { deleteComment } from './comments/delete.ts'
import { getComment } from './comments/get.ts'
import { listComments } from './comments/list.ts'
import { updateComment } from './comments/update.ts'
import { createCustomField } from './custom-fields/create.ts'
import { deleteCustomField } from './custom-fields/delete.ts'
import { getCustomField } from './custom-fields/get.ts'
import { listCustomFields } from './custom-fields/list.ts'
import { updateCustomField } from './custom-fields/update.ts'
import { completeCycle } from './cycles/complete.ts'
import { createCycle } from './cycles/create.ts'
import { deleteCycle } from './cycles/delete.ts'
import { getCycle } from './cycles/get.ts'
import { listCycles } from './cycles/list.ts'
import { getCycleProgress } from './cycles/progress.ts'
import { startCycle } from './cycles/start.ts'
import { updateCycle } from './cycles/update.ts'
import { createDelivery } from './deliveries/create.ts'
import { getDelivery } from './deliveries/get.ts'
import { listDeliveries } from './deliveries/list.ts'
import { redeliver } from './deliveries/redeliver.ts'
import { redeliverAll } from './deliveries/redeliver-all.ts'
import { createDeployment } from './deployments/create.ts'
import { listDeployments } from './deployments/list.ts'
import { planDeployment } from './deployments/plan.ts'
import { explainEvent } from './events/automations.ts'
import { listEvents } from './events/list.ts'
import { replayEvent } from './events/replay.ts'
import { sendEvent } from './events/send.ts'
import { streamEvents } from './events/stream.ts'
import { deliverWebhook } from './hooks/deliver.ts'
import { getMe } from './me/get.ts'
import { getPreferences, setPreferences } from './me/notification-preferences.ts'
import { addMember } from './members/create.ts'
import { removeMember } from './members/delete.ts'
import { getMember } from './members/get.ts'
import { listMembers } from './members/list.ts'
import { updateMember } from './members/update.ts'
import { completeMilestone } from './milestones/complete.ts'
import { createMilestone } from './milestones/create.ts'
import { deleteMilestone } from './milestones/delete.ts'
import { getMilestone } from './milestones/get.ts'
import { listMilestones } from './milestones/list.ts'
import { getMilestoneProgress } from './milestones/progress.ts'
import { reopenMilestone } from './milestones/reopen.ts'
import { updateMilestone } from './milestones/update.ts'
import { countUnread } from './notifications/count-unread.ts'
import { listNotifications } from './notifications/list.ts'
import { markRead, markUnread } from './notifications/mark.ts'
import { markAllRead } from './notifications/mark-all-read.ts'
import { sendNotification } from './notifications/send.ts'
import { removePlaybook } from './playbooks/delete.ts'
import { getPlaybookForm } from './playbooks/form.ts'
import { getPlaybook } from './playbooks/get.ts'
import { listPlaybooks } from './playbooks/list.ts'
import { pausePlaybook } from './playbooks/pause.ts'
import { resumePlaybook } from './playbooks/resume.ts'
import { runPlaybook } from './playbooks/run.ts'
import { updatePlaybook } from './playbooks/update.ts'
import { listProjectMembers } from './project-members/list.ts'
import { removeProjectMember } from './project-members/remove.ts'
import { setProjectMember } from './project-members/set.ts'
import { archiveProject } from './projects/archive.ts'
import { createProject } from './projects/create.ts'
import { deleteProject } from './projects/delete.ts'
import { getProject } from './projects/get.ts'
import { listProjects } from './projects/list.ts'
import { unarchiveProject } from './projects/unarchive.ts'
import { updateProject } from './projects/update.ts'
import { createRule } from './rules/create.ts'
import { deleteRule } from './rules/delete.ts'
import { getRule } from './rules/get.ts'
import { listRules } from './rules/list.ts'
import { pauseRule } from './rules/pause.ts'
import { getRulePlaybook } from './rules/playbook.ts'
import { resumeRule } from './rules/resume.ts'
import { revertRule } from './rules/revert.ts'
import { getRuleForm, runRule } from './rules/run.ts'
import { updateRule } from './rules/update.ts'
import { listRuleVersions } from './rules/versions.ts'
import { cancelRun } from './runs/cancel.ts'
import { getRun } from './runs/get.ts'
import { listRuns } from './runs/list.ts'
import { retryRun } from './runs/retry.ts'
import { retryRuns } from './runs/retry-all.ts'
import { backfillSchedule } from './schedules/backfill.ts'
import { getSchedule } from './schedules/get.ts'
import { listSchedules } from './schedules/list.ts'
import { previewSchedule, previewTimes } from './schedules/preview.ts'
import { pauseSchedule, resumeSchedule, triggerSchedule } from './schedules/verbs.ts'
import { changeOccurrence } from './series/change-occurrence.ts'
import { createSeries } from './series/create.ts'
import { endSeries } from './series/end.ts'
import { getSeries } from './series/get.ts'
import { listSeries } from './series/list.ts'
import { moveOccurrence } from './series/move.ts'
import { pauseSeries } from './series/pause.ts'
import { previewSeries } from './series/preview.ts'
import { previewRecurrence } from './series/preview-recurrence.ts'
import { resumeSeries } from './series/resume.ts'
import { skipOccurrence } from './series/skip.ts'
import { updateSeries } from './series/update.ts'
import { health } from './service/health.ts'
import { indexPage } from './service/index-page.ts'
import { metrics } from './service/metrics.ts'
import { ready } from './service/ready.ts'
import { createState } from './states/create.ts'
import { deleteState } from './states/delete.ts'
import { getState } from './states/get.ts'
import { listStates } from './states/list.ts'
import { updateState } from './states/update.ts'
import { createTag } from './tags/create.ts'
import { deleteTag } from './tags/delete.ts'
import { getTag } from './tags/get.ts'
import { listTags } from './tags/list.ts'
import { updateTag } from './tags/update.ts'
import { createTaskRelation } from './task-relations/create.ts'
import { deleteTaskRelation } from './task-relations/delete.ts'
import { getTaskRelation } from './task-relations/get.ts'
import { listTaskRelations } from './task-relations/list.ts'
import { archiveTask } from './tasks/archive.ts'
import { createTask } from './tasks/create.ts'
import { deleteTask } from './tasks/delete.ts'
import { getTask } from './tasks/get.ts'
import { listTasks } from './tasks/list.ts'
import { unarchiveTask } from './tasks/unarchive.ts'
import { updateTask } from './tasks/update.ts'
import { getTemplateApplication } from './template-applications/get.ts'
import { listTemplateApplications } from './template-applications/list.ts'
import { undoTemplateApplication } from './template-applications/undo.ts'
import { applyTemplate } from './templates/apply.ts'
import { createTemplate } from './templates/create.ts'
import { createTemplateFromProject } from './templates/create-from-project.ts'
import { deleteTemplate } from './templates/delete.ts'
import { exportTemplate } from './templates/export.ts'
import { getTemplate } from './templates/get.ts'
import { importTemplate } from './templates/import.ts'
import { listTemplates } from './templates/list.ts'
import { previewTemplate } from './templates/preview.ts'
import { revertTemplate } from './templates/revert.ts'
import { updateTemplate } from './templates/update.ts'
import { listTemplateVersions } from './templates/versions.ts'
import { createTimeEntry } from './time-entries/create.ts'
import { deleteTimeEntry } from './time-entries/delete.ts'
import { getTimeEntry } from './time-entries/get.ts'
import { listTimeEntries } from './time-entries/list.ts'
import { startTimer } from './time-entries/start.ts'
import { stopTimer } from './time-entries/stop.ts'
import { summarizeTime } from './time-entries/summary.ts'
import { updateTimeEntry } from './time-entries/update.ts'
import { createWebhookEndpoint } from './webhook-endpoints/create.ts'
import { deleteWebhookEndpoint } from './webhook-endpoints/delete.ts'
import { getWebhookEndpoint } from './webhook-endpoints/get.ts'
import { listWebhookEndpoints } from './webhook-endpoints/list.ts'
import { pingWebhookEndpoint } from './webhook-endpoints/ping.ts'
import { rotateEndpointSecret } from './webhook-endpoints/rotate-secret.ts'
import { updateWebhookEndpoint } from './webhook-endpoints/update.ts'
import { getWebhookSecret } from './webhooks/get-secret.ts'
import { listWebhooks } from './webhooks/list.ts'
import { rotateSecret } from './webhooks/rotate-secret.ts'
import { getWorkspace } from './workspace/get.ts'
import { updateWorkspace } from './workspace/update.ts'

/** Every route of the API, in the order of its reference. Where two match, the first wins. */
export const routes: readonly Route[] = [
  getWorkspace,
  updateWorkspace,
  getMe,
  listMembers,
  addMember,
  getMember,
  updateMember,
  removeMember,
  listProjects,
  createProject,
  getProject,
  updateProject,
  deleteProject,
  archiveProject,
  unarchiveProject,
  listProjectMembers,
  setProjectMember,
  removeProjectMember,
  listTasks,
  createTask,
  getTask,
  updateTask,
  deleteTask,
  archiveTask,
  unarchiveTask,
  listTimeEntries,
  createTimeEntry,
  startTimer,
  summarizeTime,
  getTimeEntry,
  updateTimeEntry,
  deleteTimeEntry,
  stopTimer,
  listCycles,
  createCycle,
  getCycle,
  updateCycle,
  deleteCycle,
  startCycle,
  completeCycle,
  getCycleProgress,
  listMilestones,
  createMilestone,
  getMilestone,
  updateMilestone,
  deleteMilestone,
  completeMilestone,
  reopenMilestone,
  getMilestoneProgress,
  listTaskRelations,
  createTaskRelation,
  getTaskRelation,
  deleteTaskRelation,
  listComments,
  createComment,
  getComment,
  updateComment,
  deleteComment,
  listTags,
  createTag,
  getTag,
  updateTag,
  deleteTag,
  listStates,
  createState,
  getState,
  updateState,
  deleteState,
  listCustomFields,
  createCustomField,
  getCustomField,
  updateCustomField,
  deleteCustomField,
  listApiKeys,
  createApiKey,
  getApiKey,
  revokeApiKey,
  listSeries,
  createSeries,
  previewRecurrence,
  getSeries,
  updateSeries,
  previewSeries,
  skipOccurrence,
  moveOccurrence,
  changeOccurrence,
  pauseSeries,
  resumeSeries,
  endSeries,
  listTemplates,
  createTemplate,
  importTemplate,
  createTemplateFromProject,
  getTemplate,
  updateTemplate,
  deleteTemplate,
  previewTemplate,
  applyTemplate,
  exportTemplate,
  listTemplateVersions,
  revertTemplate,
  listTemplateApplications,
  getTemplateApplication,
  undoTemplateApplication,
  listRules,
  createRule,
  getRule,
  updateRule,
  pauseRule,
  resumeRule,
  deleteRule,
  listRuleVersions,
  revertRule,
  getRulePlaybook,
  runRule,
  getRuleForm,
  listSchedules,
  previewTimes,
  getSchedule,
  previewSchedule,
  pauseSchedule,
  resumeSchedule,
  triggerSchedule,
  backfillSchedule,
  listPlaybooks,
  getPlaybook,
  updatePlaybook,
  pausePlaybook,
  resumePlaybook,
  removePlaybook,
  runPlaybook,
  listDeployments,
  createDeployment,
  planDeployment,
  getPlaybookForm,
  listWebhooks,
  getWebhookSecret,
  rotateSecret,
  deliverWebhook,
  listWebhookEndpoints,
  createWebhookEndpoint,
  getWebhookEndpoint,
  updateWebhookEndpoint,
  deleteWebhookEndpoint,
  rotateEndpointSecret,
  pingWebhookEndpoint,
  listDeliveries,
  createDelivery,
  redeliverAll,
  getDelivery,
  redeliver,
  listNotifications,
  countUnread,
  markAllRead,
  markRead,
  markUnread,
  sendNotification,
  getPreferences,
  setPreferences,
  listRuns,
  getRun,
  cancelRun,
  listApprovals,
  requestApproval,
  getApproval,
  answerApproval,
  cancelApproval,
  getApprovalLink,
  retryRun,
  retryRuns,
  getFlow,
  executeCommands,
  listEvents,
  explainEvent,
  replayEvent,
  streamEvents,
  sendEvent,
  indexPage,
  health,
  ready,
  metrics,
]
