import { UserLink } from '@orchestrator/domain'
import type { Resource } from '../../http/entity/index.ts'

export const userLinks: Resource = {
  path: '/v1/user-links',
  tag: 'User links',
  kind: 'user_link',
  schema: UserLink,
  noun: 'link of a user',
}
