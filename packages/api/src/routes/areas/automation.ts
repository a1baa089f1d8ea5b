import type { Route } from '../../http/route.ts'
import { acceptSuggestion } from '../automation-suggestions/accept.ts'
import { dismissSuggestion } from '../automation-suggestions/dismiss.ts'
import { getSuggestion } from '../automation-suggestions/get.ts'
import { listSuggestions } from '../automation-suggestions/list.ts'
import { proposeSuggestion } from '../automation-suggestions/propose.ts'
import { restoreSuggestion } from '../automation-suggestions/restore.ts'
import { createDeployment } from '../deployments/create.ts'
import { listDeployments } from '../deployments/list.ts'
import { planDeployment } from '../deployments/plan.ts'
import { removePlaybook } from '../playbooks/delete.ts'
import { getPlaybookForm } from '../playbooks/form.ts'
import { getPlaybook } from '../playbooks/get.ts'
import { listPlaybooks } from '../playbooks/list.ts'
import { pausePlaybook } from '../playbooks/pause.ts'
import { resumePlaybook } from '../playbooks/resume.ts'
import { runPlaybook } from '../playbooks/run.ts'
import { updatePlaybook } from '../playbooks/update.ts'
import { createRule } from '../rules/create.ts'
import { deleteRule } from '../rules/delete.ts'
import { getRule } from '../rules/get.ts'
import { listRules } from '../rules/list.ts'
import { pauseRule } from '../rules/pause.ts'
import { getRulePlaybook } from '../rules/playbook.ts'
import { resumeRule } from '../rules/resume.ts'
import { revertRule } from '../rules/revert.ts'
import { getRuleForm, runRule } from '../rules/run.ts'
import { simulateRule } from '../rules/simulate.ts'
import { updateRule } from '../rules/update.ts'
import { listRuleVersions } from '../rules/versions.ts'
import { backfillSchedule } from '../schedules/backfill.ts'
import { getSchedule } from '../schedules/get.ts'
import { listSchedules } from '../schedules/list.ts'
import { previewSchedule, previewTimes } from '../schedules/preview.ts'
import { pauseSchedule, resumeSchedule, triggerSchedule } from '../schedules/verbs.ts'
import { getWorkerBundle } from '../workers/bundle.ts'
import { listWorkerBundles } from '../workers/bundles.ts'
import { callForRun } from '../workers/call.ts'

/** The routes of rules, playbooks and what starts them. */
export const automationRoutes: readonly Route[] = [
  listRules,
  createRule,
  simulateRule,
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
  listSuggestions,
  getSuggestion,
  acceptSuggestion,
  proposeSuggestion,
  dismissSuggestion,
  restoreSuggestion,
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
  listWorkerBundles,
  getWorkerBundle,
  callForRun,
]
