import type { ReadTool } from './definition.ts'
import { getPatch } from './get-patch.ts'
import { getProject } from './get-project.ts'
import { getProjectHealth } from './get-project-health.ts'
import { getRun } from './get-run.ts'
import { getTask } from './get-task.ts'
import { listComments } from './list-comments.ts'
import { listCycles } from './list-cycles.ts'
import { listEvents } from './list-events.ts'
import { listMembers } from './list-members.ts'
import { listMilestones } from './list-milestones.ts'
import { listPatches } from './list-patches.ts'
import { listPreferences } from './list-preferences.ts'
import { listProjects } from './list-projects.ts'
import { listRuns } from './list-runs.ts'
import { listSuggestions } from './list-suggestions.ts'
import { listTasks } from './list-tasks.ts'
import { search } from './search.ts'
import { similarTasks } from './similar-tasks.ts'

/** All tools that look at a workspace, by their names. */
export const readTools: ReadonlyMap<string, ReadTool> = new Map(
  [
    listTasks,
    getTask,
    listComments,
    search,
    listProjects,
    getProject,
    listMembers,
    listMilestones,
    listCycles,
    getProjectHealth,
    similarTasks,
    listPatches,
    getPatch,
    listRuns,
    getRun,
    listSuggestions,
    listEvents,
    listPreferences,
  ].map((tool) => [tool.name, tool]),
)
