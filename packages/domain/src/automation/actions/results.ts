import { eventSchemaFor, type FieldType } from '../../conditions/index.ts'

/** An entity as the event that tells of it shows it. */
const snapshot = (eventType: string, field: string): FieldType =>
  eventSchemaFor(eventType).event.fields[field] ?? { t: 'any' }

export const taskResult = snapshot('task.created', 'task')
export const commentResult = snapshot('comment.created', 'comment')
export const projectResult = snapshot('project.created', 'project')
export const applicationResult = snapshot('template.applied', 'templateApplication')
export const approvalResult: FieldType = {
  t: 'object',
  fields: {
    id: { t: 'string' },
    status: { t: 'string', enum: ['answered', 'expired'] },
    approved: { t: 'bool', nullable: true },
    answer: { t: 'any', nullable: true },
    memberId: { t: 'string', nullable: true },
  },
}
/** What gives nothing to read. */
export const nothing: FieldType = { t: 'object', fields: {} }
