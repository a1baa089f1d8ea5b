import { archiveCommands } from '../archive.ts'

export const [archiveTask, unarchiveTask] = archiveCommands('task', 'task.edit', (task) => task.projectId)
