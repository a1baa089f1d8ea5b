import { archiveCommands } from '../archive.ts'

export const [archiveProject, unarchiveProject] = archiveCommands('project', 'project.archive', (project) => project.id)
