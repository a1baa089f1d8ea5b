import { createRoute } from '../../http/entity/index.ts'
import { preferences } from './resource.ts'

export const createPreference = createRoute(preferences, {
  operationId: 'createPreference',
  command: 'preference.create',
  description: 'One that you say is for whoever proposes: it changes no data by itself.',
  bodyExample: { words: 'Titles say what is done, not how', context: { command: 'task.create' } },
})
