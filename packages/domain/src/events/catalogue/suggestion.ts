import { SuggestionDismissal } from '../../entities/suggestion.ts'
import { event } from './event.ts'

export const suggestionEvents = {
  'suggestion_dismissal.created': event('suggestion_dismissal.created', { suggestionDismissal: SuggestionDismissal }),
  'suggestion_dismissal.deleted': event('suggestion_dismissal.deleted', { suggestionDismissal: SuggestionDismissal }),
}
