import * as z from 'zod'
import { Approval } from '../../entities/approval.ts'
import { changed, event } from './event.ts'

export const approvalEvents = {
  'approval.requested': event('approval.requested', { approval: Approval }),
  'approval.answered': event('approval.answered', {
    approval: Approval,
    ...changed,
    memberId: z
      .uuid()
      .meta({ description: 'who answered; of several who are asked, the approval may still be pending' }),
    answer: z.record(z.string(), z.unknown()),
  }),
  'approval.reminded': event('approval.reminded', { approval: Approval, ...changed }),
  'approval.expired': event('approval.expired', { approval: Approval, ...changed }),
  'approval.canceled': event('approval.canceled', { approval: Approval, ...changed }),
}
