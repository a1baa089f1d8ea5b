import * as z from 'zod'
import { Preference } from '../../entities/preference.ts'
import { changed, event } from './event.ts'

export const learningEvents = {
  'preference.created': event('preference.created', { preference: Preference }),
  'preference.learned': event('preference.learned', { preference: Preference }),
  'preference.updated': event('preference.updated', { preference: Preference, ...changed }),
  'preference.shared': event('preference.shared', { preference: Preference, ...changed }),
  'preference.deleted': event('preference.deleted', { preference: Preference }),
  'preference.forgotten': event('preference.forgotten', { preference: Preference }),
  'learning.exported': event('learning.exported', { scope: z.enum(['workspace', 'project']) }),
}
