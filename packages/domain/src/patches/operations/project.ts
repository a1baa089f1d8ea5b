import { archiveProject, unarchiveProject } from '../../commands/project/archive.ts'
import { createProject } from '../../commands/project/create.ts'
import { updateProject } from '../../commands/project/update.ts'
import { quoted } from '../in-words.ts'
import { named } from '../values.ts'
import { changes, makes, turns } from './definition.ts'

/** A project with tasks, even archived ones, cannot be deleted, so what was made is put away. */
export const createProjectOperation = makes(createProject, {
  kind: 'project',
  undoneBy: 'project.archive',
  refers: ({ leadId }) => named('member', leadId, 'leadId'),
  summary: ({ key, name }) => `Create project ${key} ${quoted(name)}`,
  inUse: {
    needs: (ids) => ids.map((id) => ({ fact: 'project_task_count', id })),
    reason(context, id) {
      const putAway = context.all('task').filter((task) => task.projectId === id && task.archivedAt !== null).length
      return context.fact('project_task_count', id) > putAway ? 'it has tasks' : null
    },
  },
})

export const updateProjectOperation = changes(updateProject, {
  kind: 'project',
  data: updateProject.data.omit({ baseVersion: true }),
  refers: ({ leadId }) => named('member', leadId, 'leadId'),
})

export const archiveProjectOperation = turns(archiveProject, {
  ...{ kind: 'project', field: 'archivedAt', undoneBy: 'project.unarchive', words: 'Archive the project' },
})

export const unarchiveProjectOperation = turns(unarchiveProject, {
  ...{ kind: 'project', field: 'archivedAt', undoneBy: 'project.archive', words: 'Bring the archived project back' },
})
