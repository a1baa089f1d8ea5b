import * as z from 'zod'
import { event } from './event.ts'

export const notificationEvents = {
  'notification.sent': event('notification.sent', {
    memberIds: z.array(z.uuid()).meta({ description: 'who was told; empty: nobody is there for whom it was meant' }),
    title: z.string(),
    body: z.string(),
    about: z.strictObject({ type: z.string(), id: z.uuid() }).nullable(),
    link: z.string().nullable(),
  }),
}
