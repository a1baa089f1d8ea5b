import { updateRoute } from '../../http/entity/index.ts'
import { cycles } from './resource.ts'

export const updateCycle = updateRoute(cycles, {
  operationId: 'updateCycle',
  command: 'cycle.update',
  bodyExample: { goal: 'The new editor is out', endsAt: '2026-03-20T09:00:00Z' },
})
