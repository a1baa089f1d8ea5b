import { eventSchemaFor, type FieldType } from '../../conditions/index.ts'

/** An entity as the event that tells of it shows it. */
const snapshot = (eventType: string, field: string): FieldType =>
  eventSchemaFor(eventType).event.fields[field] ?? { t: 'any' }

export const taskResult = snapshot('task.created', 'task')
export const commentResult = snapshot('comment.created', 'comment')
export const projectResult = snapshot('project.created', 'project')
export const applicationResult = snapshot('template.applied', 'templateApplication')
/** What gives nothing to read. */
export const nothing: FieldType = { t: 'object', fields: {} }
