import { archiveCommands } from '../archive.ts'

export const [archiveProject, unarchiveProject] = archiveCommands('project', {
  permission: 'project.archive',
  projectOf: (project) => project.id,
})
