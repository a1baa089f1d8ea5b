import type { Route } from '../../http/route.ts'
import { createComment } from '../comments/create.ts'
import { deleteComment } from '../comments/delete.ts'
import { getComment } from '../comments/get.ts'
import { listComments } from '../comments/list.ts'
import { updateComment } from '../comments/update.ts'
import { createCustomField } from '../custom-fields/create.ts'
import { deleteCustomField } from '../custom-fields/delete.ts'
import { getCustomField } from '../custom-fields/get.ts'
import { listCustomFields } from '../custom-fields/list.ts'
import { updateCustomField } from '../custom-fields/update.ts'
import { completeCycle } from '../cycles/complete.ts'
import { createCycle } from '../cycles/create.ts'
import { deleteCycle } from '../cycles/delete.ts'
import { getCycle } from '../cycles/get.ts'
import { listCycles } from '../cycles/list.ts'
import { getCycleProgress } from '../cycles/progress.ts'
import { startCycle } from '../cycles/start.ts'
import { updateCycle } from '../cycles/update.ts'
import { completeMilestone } from '../milestones/complete.ts'
import { createMilestone } from '../milestones/create.ts'
import { deleteMilestone } from '../milestones/delete.ts'
import { getMilestone } from '../milestones/get.ts'
import { listMilestones } from '../milestones/list.ts'
import { getMilestoneProgress } from '../milestones/progress.ts'
import { reopenMilestone } from '../milestones/reopen.ts'
import { updateMilestone } from '../milestones/update.ts'
import { listProjectMembers } from '../project-members/list.ts'
import { removeProjectMember } from '../project-members/remove.ts'
import { setProjectMember } from '../project-members/set.ts'
import { archiveProject } from '../projects/archive.ts'
import { createProject } from '../projects/create.ts'
import { deleteProject } from '../projects/delete.ts'
import { getProject } from '../projects/get.ts'
import { getProjectHealth } from '../projects/health.ts'
import { getHealthActions } from '../projects/health-actions.ts'
import { listProjects } from '../projects/list.ts'
import { proposeHealthActions } from '../projects/propose-health-actions.ts'
import { unarchiveProject } from '../projects/unarchive.ts'
import { updateProject } from '../projects/update.ts'
import { createState } from '../states/create.ts'
import { deleteState } from '../states/delete.ts'
import { getState } from '../states/get.ts'
import { listStates } from '../states/list.ts'
import { updateState } from '../states/update.ts'
import { createTag } from '../tags/create.ts'
import { deleteTag } from '../tags/delete.ts'
import { getTag } from '../tags/get.ts'
import { listTags } from '../tags/list.ts'
import { updateTag } from '../tags/update.ts'
import { addTaskLink } from '../task-links/add.ts'
import { getTaskLink } from '../task-links/get.ts'
import { listTaskLinks } from '../task-links/list.ts'
import { removeTaskLink } from '../task-links/remove.ts'
import { updateTaskLink } from '../task-links/update.ts'
import { createTaskRelation } from '../task-relations/create.ts'
import { deleteTaskRelation } from '../task-relations/delete.ts'
import { getTaskRelation } from '../task-relations/get.ts'
import { listTaskRelations } from '../task-relations/list.ts'
import { archiveTask } from '../tasks/archive.ts'
import { attachTaskChanges } from '../tasks/attach-changes.ts'
import { getTaskChanges } from '../tasks/changes.ts'
import { createTask } from '../tasks/create.ts'
import { createPullRequest } from '../tasks/create-pull-request.ts'
import { deleteTask } from '../tasks/delete.ts'
import { detachTaskChanges } from '../tasks/detach-changes.ts'
import { getTask } from '../tasks/get.ts'
import { listLinksOfTask } from '../tasks/links.ts'
import { listTasks } from '../tasks/list.ts'
import { unarchiveTask } from '../tasks/unarchive.ts'
import { updateTask } from '../tasks/update.ts'
import { createTimeEntry } from '../time-entries/create.ts'
import { deleteTimeEntry } from '../time-entries/delete.ts'
import { getTimeEntry } from '../time-entries/get.ts'
import { listTimeEntries } from '../time-entries/list.ts'
import { startTimer } from '../time-entries/start.ts'
import { stopTimer } from '../time-entries/stop.ts'
import { summarizeTime } from '../time-entries/summary.ts'
import { updateTimeEntry } from '../time-entries/update.ts'

/** The routes of projects, tasks and what belongs to them. */
export const workRoutes: readonly Route[] = [
  listProjects,
  createProject,
  getProject,
  getProjectHealth,
  getHealthActions,
  proposeHealthActions,
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
  listTaskLinks,
  addTaskLink,
  getTaskLink,
  updateTaskLink,
  removeTaskLink,
  listLinksOfTask,
  createPullRequest,
  getTaskChanges,
  attachTaskChanges,
  detachTaskChanges,
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
]
