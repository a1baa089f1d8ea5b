import { Project, ProjectMember } from '../../entities/project.ts'
import { changed, event } from './event.ts'

export const projectEvents = {
  'project.created': event('project.created', { project: Project }),
  'project.updated': event('project.updated', { project: Project, ...changed }),
  'project.archived': event('project.archived', { project: Project, ...changed }),
  'project.unarchived': event('project.unarchived', { project: Project, ...changed }),
  'project.deleted': event('project.deleted', { project: Project }),
  'project_member.set': event('project_member.set', { projectMember: ProjectMember }),
  'project_member.removed': event('project_member.removed', { projectMember: ProjectMember }),
}
