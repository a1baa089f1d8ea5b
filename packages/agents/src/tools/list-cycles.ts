import { type Cycle, CycleState, Id } from '@orchestrator/domain'
import { cycleConditions, cyclesByStart } from '@orchestrator/store'
import * as z from 'zod'
import { cut } from '../output/cut.ts'
import { listPage, pageInput } from '../output/page.ts'
import { withoutEmpty } from '../output/without-empty.ts'
import { defineReadTool } from './definition.ts'

export const listCycles = defineReadTool({
  name: 'list_cycles',
  title: 'List cycles',
  description: 'Lists cycles (sprints), the latest first. list_tasks with cycleId shows what is in one.',
  permission: 'workspace.read',
  input: z.strictObject({
    projectId: Id.optional().describe('only of this project'),
    state: z.array(CycleState).min(1).optional().describe('in any of these'),
    ...pageInput,
  }),
  read: (reading, { projectId, state, ...page }) =>
    listPage(reading, {
      kind: 'cycle',
      where: cycleConditions({ projectId, state }),
      sort: { ...cyclesByStart, descending: true },
      order: '-startsAt',
      show: (cycle: Cycle) =>
        withoutEmpty({
          id: cycle.id,
          projectId: cycle.projectId,
          name: cycle.name,
          state: cycle.state,
          goal: cut(cycle.goal, 300, 'the API has all'),
          startsAt: cycle.startsAt,
          endsAt: cycle.endsAt,
          startedAt: cycle.startedAt,
          completedAt: cycle.completedAt,
        }),
      ...page,
    }),
})
