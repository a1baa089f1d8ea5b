import { Milestone } from '../../entities/milestone.ts'
import { changed, event } from './event.ts'

export const milestoneEvents = {
  'milestone.created': event('milestone.created', { milestone: Milestone }),
  'milestone.updated': event('milestone.updated', { milestone: Milestone, ...changed }),
  'milestone.reached': event('milestone.reached', { milestone: Milestone, ...changed }),
  'milestone.reopened': event('milestone.reopened', { milestone: Milestone, ...changed }),
  'milestone.deleted': event('milestone.deleted', { milestone: Milestone }),
}
