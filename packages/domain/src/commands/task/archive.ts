import { archiveCommands } from '../archive.ts'
import { projectOfTask, refuseArchivedProject } from '../read-only.ts'

export const [archiveTask, unarchiveTask] = archiveCommands('task', {
  permission: 'task.edit',
  projectOf: (task) => task.projectId,
  around: {
    needs: (id) => [projectOfTask(id)],
    check: (context, task) => refuseArchivedProject(context, task.projectId),
  },
})
