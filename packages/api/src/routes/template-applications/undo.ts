import { verbRoute } from '../../http/entity/index.ts'
import { templateApplications } from './resource.ts'

export const undoTemplateApplication = verbRoute(templateApplications, {
  operationId: 'undoTemplateApplication',
  command: 'template.undo_apply',
  verb: 'undo',
  description:
    'Needs task.delete in the project, and project.delete for a project that goes too; automation.manage for a workflow. `kept` says what stays, and why.',
})
