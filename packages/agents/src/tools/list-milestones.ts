import { Id, type Milestone } from '@orchestrator/domain'
import { milestoneConditions, milestonesByRank } from '@orchestrator/store'
import * as z from 'zod'
import { cut } from '../output/cut.ts'
import { listPage, pageInput } from '../output/page.ts'
import { withoutEmpty } from '../output/without-empty.ts'
import { defineReadTool } from './definition.ts'

export const listMilestones = defineReadTool({
  name: 'list_milestones',
  title: 'List milestones',
  description: 'Lists the points that projects want to reach, as people ordered them.',
  permission: 'workspace.read',
  input: z.strictObject({
    projectId: Id.optional().describe('only of this project'),
    reached: z.boolean().optional().describe('true: only those that were reached; false: only the others'),
    ...pageInput,
  }),
  read: (reading, { projectId, reached, ...page }) =>
    listPage(reading, {
      kind: 'milestone',
      where: milestoneConditions({ projectId, reached }),
      sort: milestonesByRank,
      order: 'rank',
      show: ({ id, projectId: of, name, description, targetDate, completedAt }: Milestone) =>
        withoutEmpty({
          ...{ id, projectId: of, name, targetDate, completedAt },
          description: cut(description, 300, 'the API has all'),
        }),
      ...page,
    }),
})
