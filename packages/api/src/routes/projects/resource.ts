import { Project } from '@orchestrator/domain'
import type { Resource } from '../../http/entity/index.ts'

export const projects: Resource = {
  path: '/v1/projects',
  tag: 'Projects',
  kind: 'project',
  schema: Project,
  noun: 'project',
}
