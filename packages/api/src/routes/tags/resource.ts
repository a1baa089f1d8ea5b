import { Tag } from '@orchestrator/domain'
import type { Resource } from '../../http/entity/index.ts'

export const tags: Resource = { path: '/v1/tags', tag: 'Tags', kind: 'tag', schema: Tag, noun: 'tag' }
