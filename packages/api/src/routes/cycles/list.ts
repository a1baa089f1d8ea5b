import { CycleState, Id } from '@orchestrator/domain'
import { cycleConditions, cyclesByStart } from '@orchestrator/store'
import { byCreation, listOf, listRoute } from '../../http/entity/index.ts'
import { cycles } from './resource.ts'

export const listCycles = listRoute(cycles, {
  operationId: 'listCycles',
  filters: { projectId: Id.optional(), state: listOf(CycleState, 'active,upcoming') },
  sorts: { startsAt: cyclesByStart, '-startsAt': { ...cyclesByStart, descending: true }, ...byCreation },
  where: cycleConditions,
})
