import { createRoute } from '../../http/entity/index.ts'
import { cycles } from './resource.ts'

export const createCycle = createRoute(cycles, {
  operationId: 'createCycle',
  command: 'cycle.create',
  bodyExample: {
    projectId: '01a20526-bb65-70ba-9bc0-1f2c5de0bd74',
    startsAt: '2026-03-02T09:00:00Z',
    endsAt: '2026-03-16T09:00:00Z',
  },
})
