import { CustomField } from '../../entities/custom-field.ts'
import { State } from '../../entities/state.ts'
import { Tag } from '../../entities/tag.ts'
import { changed, event } from './event.ts'

export const organizeEvents = {
  'tag.created': event('tag.created', { tag: Tag }),
  'tag.updated': event('tag.updated', { tag: Tag, ...changed }),
  'tag.deleted': event('tag.deleted', { tag: Tag }),
  'state.created': event('state.created', { state: State }),
  'state.updated': event('state.updated', { state: State, ...changed }),
  'state.deleted': event('state.deleted', { state: State }),
  'custom_field.created': event('custom_field.created', { customField: CustomField }),
  'custom_field.updated': event('custom_field.updated', { customField: CustomField, ...changed }),
  'custom_field.deleted': event('custom_field.deleted', { customField: CustomField }),
}
