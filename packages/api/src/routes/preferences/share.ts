import { bodyVerbRoute } from '../../http/entity/index.ts'
import { preferences } from './resource.ts'

export const sharePreference = bodyVerbRoute(preferences, {
  operationId: 'sharePreference',
  command: 'preference.share',
  verb: 'share',
  bodyExample: { scope: 'project', projectId: '01a20526-bb65-70ba-9bc0-1f2c5de0bd74' },
})
