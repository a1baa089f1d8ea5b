import { verbRoute } from '../../http/entity/index.ts'
import { dismissals } from './resource.ts'

export const restoreSuggestion = verbRoute(dismissals, {
  operationId: 'restoreAutomationSuggestion',
  command: 'suggestion_dismissal.delete',
  verb: 'restore',
})
